// What a spam table is compiled to. Seen by spam.cc and matcher.cc only.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/phrase_search.h"
#include "rules/phrase_starts.h"
#include "rules/spam.h"

namespace frontdesk {

// A row or an exception that a phrase stands for.
struct SpamTarget {
  int index = 0;
  bool exception = false;
};
using SpamTargets = std::vector<std::vector<SpamTarget>>;  // by phrase

struct FieldPhrases {
  PhraseSearch within;  // of contains
  SpamTargets within_targets;
  PhraseStarts starts;  // of begins_with
  SpamTargets starts_targets;
};

struct SpamTable::Compiled {
  std::array<FieldPhrases, 3> fields;  // by Field
  std::unordered_map<std::string, std::size_t> row_by_id;
};

}  // namespace frontdesk
