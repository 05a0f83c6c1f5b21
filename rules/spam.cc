#include "rules/spam.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/base/fold.h"
#include "rules/spam_compiled.h"

namespace frontdesk {
namespace {

// Phrases, each once, with everything that they stand for.
struct Phrases {
  std::vector<std::string> texts;
  SpamTargets targets;
  std::unordered_map<std::string, std::size_t> index;

  void add(std::string text, SpamTarget target) {
    const auto [at, added] = index.emplace(text, texts.size());
    if (added) {
      texts.push_back(std::move(text));
      targets.emplace_back();
    }
    targets[at->second].push_back(target);
  }
};

struct FieldTexts {
  Phrases within, starts;
};

Result<FieldPhrases> compile_field(FieldTexts texts) {
  FieldPhrases out;
  auto within = PhraseSearch::compile(texts.within.texts);
  if (!within) return within.error();
  out.within = std::move(*within);
  out.within_targets = std::move(texts.within.targets);
  out.starts = PhraseStarts(std::move(texts.starts.texts));
  out.starts_targets = std::move(texts.starts.targets);
  return out;
}

}  // namespace

SpamTable::SpamTable() : compiled_(std::make_shared<const Compiled>()) {}

Result<SpamTable> SpamTable::compile(std::vector<SpamRow> rows,
                                     std::vector<SpamException> exceptions,
                                     std::vector<LoopGuard> guards) {
  std::array<FieldTexts, 3> texts;
  const auto add = [&](Field field, MatchKind match, std::string_view phrase, SpamTarget target) {
    auto folded = fold(phrase);
    if (folded.find_first_not_of(' ') == std::string::npos) return false;
    auto& of_field = texts[static_cast<std::size_t>(field)];
    (match == MatchKind::begins_with ? of_field.starts : of_field.within)
        .add(std::move(folded), target);
    return true;
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].enabled &&
        !add(rows[i].field, rows[i].match, rows[i].phrase, {static_cast<int>(i), false}))
      return problem(ProblemCode::rule_fault, rows[i].id + ": the phrase is blank");
  for (std::size_t i = 0; i < exceptions.size(); ++i)
    if (exceptions[i].enabled && !add(exceptions[i].field, MatchKind::contains,
                                      exceptions[i].phrase, {static_cast<int>(i), true}))
      return problem(ProblemCode::rule_fault,
                     "an exception of " + exceptions[i].row + ": the phrase is blank");

  auto compiled = std::make_shared<Compiled>();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto field = compile_field(std::move(texts[i]));
    if (!field) return field.error();
    compiled->fields[i] = std::move(*field);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) compiled->row_by_id.emplace(rows[i].id, i);
  SpamTable table;
  table.rows_ = std::move(rows);
  table.exceptions_ = std::move(exceptions);
  table.guards_ = std::move(guards);
  table.compiled_ = std::move(compiled);
  return table;
}

const SpamRow* SpamTable::row(std::string_view id) const {
  const auto found = compiled_->row_by_id.find(std::string(id));
  return found == compiled_->row_by_id.end() ? nullptr : &rows_[found->second];
}

const LoopGuard* SpamTable::guard(LoopSign sign) const {
  for (const auto& guard : guards_)
    if (guard.sign == sign && guard.enabled) return &guard;
  return nullptr;
}

}  // namespace frontdesk
