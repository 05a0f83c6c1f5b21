// Walks the ids that occur in all of several lists, the highest first. What a list is made of is
// sorted, so the walk leaps: it asks each list for the highest id not above the candidate until all
// agree. Work is counted, since two long lists may agree rarely.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/reader.h"

namespace frontdesk {

// Ids of keys that begin with one of these.
struct IdList {
  Column column = Column::index;
  std::vector<std::string> prefixes;
};

class IdWalk {
 public:
  // `id_bytes`: an id's length where something may follow it in the key; 0: the whole rest is it.
  // A tenant's own list is the last.
  // Begins at the highest id, or at `start`, or just below it where `below`.
  IdWalk(const Reader& reader, const std::vector<IdList>& lists, std::size_t id_bytes,
         std::string start, bool below);

  // The next id, or nothing: at the end, when reading failed, or when `budget` seeks were used up.
  // The first seek in each part of a list is free: a list of more parts than the budget would never
  // get on.
  std::optional<std::string> next(std::size_t& budget);
  // After the budget was used up: the id to start at again. Nothing at the end.
  const std::optional<std::string>& resume() const { return candidate_; }
  Result<void> ok() const;

 private:
  struct Part {
    Cursor cursor;
    std::string prefix;
    bool placed = false;  // it was sought once
  };
  using Parts = std::vector<Part>;  // of one list

  std::optional<std::string_view> current(const Part& part) const;
  // The highest id of a list where its parts stand.
  std::optional<std::string> highest(const Parts& list) const;
  // The highest id of a list that is not above the one given.
  std::optional<std::string> at_most(Parts& list, const std::string& id, std::size_t& budget);
  void go_below(const std::string& id);
  // Whoever gets the id to start at again sees it: it is one of the last list, a tenant's own.
  std::nullopt_t out_of_budget();

  std::vector<Parts> lists_;
  std::size_t id_bytes_;
  std::optional<std::string> candidate_;  // no id above it is left
};

}  // namespace frontdesk
