#include <algorithm>

#include "rules/base/fold.h"
#include "rules/spam_compiled.h"

namespace frontdesk {

struct Matcher::Scratch {
  HyperscanScratch space;
  // The table that `space` was last prepared for; held, so that its address is not another's.
  std::shared_ptr<const SpamTable::Compiled> prepared_for;
  std::string folded;
  FoundPhrases within;
  std::vector<std::uint32_t> starts;
  std::vector<int> rows, exceptions;

  void prepare(const std::shared_ptr<const SpamTable::Compiled>& compiled);
  void scan(const FieldPhrases& field, std::string_view text);
  void hit(const std::vector<std::uint32_t>& found, const SpamTargets& targets);
};

namespace {

void sort_unique(std::vector<int>& indexes) {
  std::sort(indexes.begin(), indexes.end());
  indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
}

}  // namespace

void Matcher::Scratch::prepare(const std::shared_ptr<const SpamTable::Compiled>& compiled) {
  if (prepared_for == compiled) return;
  for (const auto& field : compiled->fields) field.within.prepare(space);
  prepared_for = compiled;
}

void Matcher::Scratch::hit(const std::vector<std::uint32_t>& found, const SpamTargets& targets) {
  for (const auto phrase : found)
    for (const auto& target : targets[phrase])
      (target.exception ? exceptions : rows).push_back(target.index);
}

void Matcher::Scratch::scan(const FieldPhrases& field, std::string_view text) {
  if (text.empty() || (field.within.empty() && field.starts.empty())) return;
  fold_into(text, folded);
  std::string_view view = folded;
  if (view.starts_with(' ')) view.remove_prefix(1);
  field.within.find(view, space, within);
  hit(within.ids(), field.within_targets);
  starts.clear();
  field.starts.find(view, starts);
  hit(starts, field.starts_targets);
}

Matcher::Matcher() : scratch_(std::make_unique<Scratch>()) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RowHits Matcher::match(const SpamTable& table, const MailTexts& mail) {
  auto& scratch = *scratch_;
  scratch.prepare(table.compiled_);
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
