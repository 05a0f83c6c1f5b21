#include "storage/id_walk.h"

#include <algorithm>
#include <utility>

namespace frontdesk {

IdWalk::IdWalk(const Reader& reader, const std::vector<IdList>& lists, std::size_t id_bytes,
               std::string start, bool below)
    : id_bytes_(id_bytes) {
  for (const auto& list : lists) {
    auto& parts = lists_.emplace_back();
    for (const auto& prefix : list.prefixes) {
      Range range;
      range.prefix = prefix;
      range.reverse = true;
      parts.push_back({reader.walk(list.column, std::move(range)), prefix});
    }
  }
  if (start.empty())
    candidate_ = highest(lists_.front());
  else if (below)
    go_below(start);
  else
    candidate_ = std::move(start);
}

std::optional<std::string_view> IdWalk::current(const Part& part) const {
  if (!part.cursor.valid()) return std::nullopt;
  const auto rest = part.cursor.key().substr(part.prefix.size());
  return id_bytes_ == 0 ? rest : rest.substr(0, id_bytes_);
}

std::optional<std::string> IdWalk::highest(const Parts& list) const {
  std::optional<std::string_view> best;
  for (const auto& part : list) best = std::max(best, current(part));
  return best ? std::optional<std::string>(*best) : std::nullopt;
}

std::optional<std::string> IdWalk::at_most(Parts& list, const std::string& id,
                                           std::size_t& budget) {
  for (auto& part : list) {
    const auto here = current(part);
    if (!here || *here <= id) continue;
    // What may follow an id in a key is text, so 0xff is above all of it.
    part.cursor.seek(part.prefix + id + (id_bytes_ == 0 ? "" : "\xff"));
    if (std::exchange(part.placed, true) && budget > 0) --budget;
  }
  return highest(list);
}

void IdWalk::go_below(const std::string& id) {
  auto& list = lists_.front();
  for (auto& part : list) {
    const auto here = current(part);
    if (!here || *here < id) continue;
    part.cursor.seek(part.prefix + id);
    if (current(part) == id) part.cursor.next();
  }
  candidate_ = highest(list);
}

std::nullopt_t IdWalk::out_of_budget() {
  std::size_t over = 0;
  candidate_ = at_most(lists_.back(), *candidate_, over);
  return std::nullopt;
}

std::optional<std::string> IdWalk::next(std::size_t& budget) {
  while (candidate_) {
    bool agreed = true;
    for (auto& list : lists_) {
      if (budget == 0) return out_of_budget();
      --budget;
      auto found = at_most(list, *candidate_, budget);
      if (found == candidate_) continue;
      agreed = false;
      candidate_ = std::move(found);
      break;
    }
    if (!agreed) continue;
    auto id = *candidate_;
    go_below(id);
    return id;
  }
  return std::nullopt;
}

Result<void> IdWalk::ok() const {
  for (const auto& list : lists_)
    for (const auto& part : list)
      if (auto ok = part.cursor.ok(); !ok) return ok;
  return {};
}

}  // namespace frontdesk
