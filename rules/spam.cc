#include "rules/spam.h"

#include <hs/hs.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/base/fold.h"
#include "rules/spam_compiled.h"

namespace frontdesk {
namespace {

// The phrases of one field, each once, with everything that they stand for.
struct Phrases {
  std::vector<std::string> texts;
  std::vector<std::vector<SpamTarget>> targets;
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

Result<PhraseDatabase> compile_field(Phrases phrases) {
  PhraseDatabase out;
  if (phrases.texts.empty()) return out;
  std::vector<const char*> starts;
  std::vector<std::size_t> lengths;
  std::vector<unsigned> ids, flags(phrases.texts.size(), HS_FLAG_SINGLEMATCH);
  for (const auto& text : phrases.texts) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    starts.push_back(text.data());
    lengths.push_back(text.size());
    out.lengths.push_back(text.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto status = hs_compile_lit_multi(starts.data(), flags.data(), ids.data(), lengths.data(),
                                           static_cast<unsigned>(starts.size()), HS_MODE_BLOCK,
                                           nullptr, &database, &error);
  if (status != HS_SUCCESS) {
    std::string says = error && error->message ? error->message : "out of memory";
    hs_free_compile_error(error);
    return problem(ProblemCode::rule_fault, "the phrases cannot be compiled: " + says);
  }
  out.database.reset(database, [](hs_database_t* mine) { hs_free_database(mine); });
  out.targets = std::move(phrases.targets);
  return out;
}

}  // namespace

SpamTable::SpamTable() : compiled_(std::make_shared<const Compiled>()) {}

Result<SpamTable> SpamTable::compile(std::vector<SpamRow> rows,
                                     std::vector<SpamException> exceptions,
                                     std::vector<LoopGuard> guards) {
  std::array<Phrases, 3> phrases;
  const auto add = [&](Field field, std::string_view phrase, SpamTarget target) {
    auto folded = fold(phrase);
    if (folded.find_first_not_of(' ') == std::string::npos) return false;
    phrases[static_cast<std::size_t>(field)].add(std::move(folded), target);
    return true;
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].enabled &&
        !add(rows[i].field, rows[i].phrase,
             {static_cast<int>(i), rows[i].match == MatchKind::begins_with, false}))
      return problem(ProblemCode::rule_fault, rows[i].id + ": the phrase is blank");
  for (std::size_t i = 0; i < exceptions.size(); ++i)
    if (exceptions[i].enabled &&
        !add(exceptions[i].field, exceptions[i].phrase, {static_cast<int>(i), false, true}))
      return problem(ProblemCode::rule_fault,
                     "an exception of " + exceptions[i].row + ": the phrase is blank");

  auto compiled = std::make_shared<Compiled>();
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    auto field = compile_field(std::move(phrases[i]));
    if (!field) return field.error();
    compiled->fields[i] = std::move(*field);
  }
  SpamTable table;
  table.rows_ = std::move(rows);
  table.exceptions_ = std::move(exceptions);
  table.guards_ = std::move(guards);
  table.compiled_ = std::move(compiled);
  return table;
}

const SpamRow* SpamTable::row(std::string_view id) const {
  for (const auto& row : rows_)
    if (row.id == id) return &row;
  return nullptr;
}

const LoopGuard* SpamTable::guard(LoopSign sign) const {
  for (const auto& guard : guards_)
    if (guard.sign == sign && guard.enabled) return &guard;
  return nullptr;
}

}  // namespace frontdesk
