#include <algorithm>
#include <new>
#include <stdexcept>

#include "rules/base/fold.h"
#include "rules/spam_compiled.h"

namespace frontdesk {

struct Matcher::Scratch {
  struct Free {
    void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
  };
  std::unique_ptr<hs_scratch_t, Free> space;
  // The table that `space` was last grown for; held, so that its address is not another's.
  std::shared_ptr<const SpamTable::Compiled> grown_for;
  std::string folded;
  std::vector<int> rows, exceptions;

  void grow(const std::shared_ptr<const SpamTable::Compiled>& compiled);
  void scan(const PhraseDatabase& field, std::string_view text);
};

namespace {

struct Scan {
  const PhraseDatabase& field;
  std::vector<int>& rows;
  std::vector<int>& exceptions;
};

// A literal's first match is its earliest, so one that starts the text is never missed.
int on_match(unsigned id, unsigned long long, unsigned long long end, unsigned, void* context) {
  auto& scan = *static_cast<Scan*>(context);
  const bool at_start = end == scan.field.lengths[id];
  for (const auto& target : scan.field.targets[id]) {
    if (target.begins_with && !at_start) continue;
    (target.exception ? scan.exceptions : scan.rows).push_back(target.index);
  }
  return 0;
}

void sort_unique(std::vector<int>& indexes) {
  std::sort(indexes.begin(), indexes.end());
  indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
}

}  // namespace

void Matcher::Scratch::grow(const std::shared_ptr<const SpamTable::Compiled>& compiled) {
  if (grown_for == compiled) return;
  for (const auto& field : compiled->fields) {
    if (!field.database) continue;
    hs_scratch_t* raw = space.release();
    const auto status = hs_alloc_scratch(field.database.get(), &raw);
    space.reset(raw);
    if (status != HS_SUCCESS) throw std::bad_alloc();
  }
  grown_for = compiled;
}

void Matcher::Scratch::scan(const PhraseDatabase& field, std::string_view text) {
  if (!field.database || text.empty()) return;
  fold_into(text, folded);
  std::string_view view = folded;
  if (view.starts_with(' ')) view.remove_prefix(1);
  Scan context{field, rows, exceptions};
  const auto status = hs_scan(field.database.get(), view.data(), static_cast<unsigned>(view.size()),
                              0, space.get(), on_match, &context);
  if (status != HS_SUCCESS) throw std::logic_error("Hyperscan refused to scan");
}

Matcher::Matcher() : scratch_(std::make_unique<Scratch>()) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RowHits Matcher::match(const SpamTable& table, const MailTexts& mail) {
  auto& scratch = *scratch_;
  scratch.grow(table.compiled_);
  scratch.rows.clear();
  scratch.exceptions.clear();
  const auto& fields = table.compiled_->fields;
  const auto& from = fields[static_cast<std::size_t>(Field::from)];
  scratch.scan(from, mail.from_address);
  if (mail.from_header != mail.from_address) scratch.scan(from, mail.from_header);
  scratch.scan(fields[static_cast<std::size_t>(Field::subject)], mail.subject);
  scratch.scan(fields[static_cast<std::size_t>(Field::body)], mail.body);
  sort_unique(scratch.rows);
  sort_unique(scratch.exceptions);
  RowHits hits;
  hits.exceptions = scratch.exceptions;
  hits.rows.reserve(scratch.rows.size());
  for (const int index : scratch.rows)
    hits.rows.push_back(table.rows_[static_cast<std::size_t>(index)].id);
  return hits;
}

}  // namespace frontdesk
