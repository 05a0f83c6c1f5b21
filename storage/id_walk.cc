#include "storage/id_walk.h"

namespace frontdesk {

IdWalk::IdWalk(const Reader& reader, const std::vector<IdList>& lists, std::size_t id_bytes,
               std::string start, bool below)
    : id_bytes_(id_bytes) {
  for (const auto& list : lists) {
    Range range;
    range.prefix = list.prefix;
    range.reverse = true;
    cursors_.push_back(reader.walk(list.column, std::move(range)));
    prefixes_.push_back(list.prefix);
  }
  if (start.empty())
    candidate_ = current(0);
  else if (below)
    go_below(start);
  else
    candidate_ = std::move(start);
}

std::optional<std::string> IdWalk::current(std::size_t list) const {
  if (!cursors_[list].valid()) return std::nullopt;
  auto rest = cursors_[list].key().substr(prefixes_[list].size());
  if (id_bytes_ != 0) rest = rest.substr(0, id_bytes_);
  return std::string(rest);
}

std::optional<std::string> IdWalk::at_most(std::size_t list, const std::string& id) {
  // What may follow an id in a key is text, so 0xff is above all of it.
  const auto here = current(list);
  if (!here || *here != id)
    cursors_[list].seek(prefixes_[list] + id + (id_bytes_ == 0 ? "" : "\xff"));
  return current(list);
}

void IdWalk::go_below(const std::string& id) {
  auto& cursor = cursors_[0];
  cursor.seek(prefixes_[0] + id);
  if (cursor.valid() && cursor.key().substr(prefixes_[0].size()) == id) cursor.next();
  candidate_ = current(0);
}

std::optional<std::string> IdWalk::next(std::size_t& budget) {
  while (candidate_) {
    bool agreed = true;
    for (std::size_t list = 0; list < cursors_.size(); ++list) {
      if (budget == 0) return std::nullopt;
      --budget;
      auto found = at_most(list, *candidate_);
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
  for (const auto& cursor : cursors_)
    if (auto ok = cursor.ok(); !ok) return ok;
  return {};
}

}  // namespace frontdesk
