// What a spam table is compiled to. Seen by spam.cc and matcher.cc only.
#pragma once

#include <hs/hs.h>

#include <array>
#include <memory>
#include <vector>

#include "rules/spam.h"

namespace frontdesk {

// A row or an exception that a phrase stands for.
struct SpamTarget {
  int index = 0;
  bool begins_with = false;
  bool exception = false;
};

// One field's phrases as a database of literals; expression ids are indexes into the vectors.
struct PhraseDatabase {
  std::shared_ptr<const hs_database_t> database;  // null where the field has no phrase
  std::vector<std::size_t> lengths;
  std::vector<std::vector<SpamTarget>> targets;
};

struct SpamTable::Compiled {
  std::array<PhraseDatabase, 3> fields;  // by Field
};

}  // namespace frontdesk
