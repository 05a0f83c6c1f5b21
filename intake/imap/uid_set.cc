#include "intake/imap/uid_set.h"

#include <algorithm>
#include <utility>

#include "intake/imap/value.h"

namespace frontdesk::imap {

std::string uid_set(std::span<const Uid> uids) {
  std::string set;
  for (std::size_t i = 0; i < uids.size();) {
    auto last = i;
    while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1) ++last;
    if (!set.empty()) set += ',';
    set += std::to_string(uids[i]);
    if (last > i) set += ':' + std::to_string(uids[last]);
    i = last + 1;
  }
  return set;
}

namespace {

// All of it where the mark is not in it.
std::string_view before(std::string_view text, char mark) {
  return text.substr(0, static_cast<std::size_t>(std::distance(
                            text.begin(), std::find(text.begin(), text.end(), mark))));
}

}  // namespace

std::optional<Uids> parse_uid_set(std::string_view text, std::size_t most) {
  std::vector<std::pair<Uid, Uid>> ranges;
  for (bool more = true; more;) {
    const auto part = before(text, ',');
    const auto left = before(part, ':');
    const auto first = number32(left);
    const auto last = left.size() == part.size() ? first : number32(part.substr(left.size() + 1));
    if (!first || !last || *first == 0 || *last == 0) return {};
    ranges.push_back(std::minmax(*first, *last));
    more = part.size() < text.size();
    text.remove_prefix(part.size() + (more ? 1 : 0));
  }
  std::sort(ranges.begin(), ranges.end());
  Uids found;
  for (const auto& [first, last] : ranges) {
    std::uint64_t uid = first;
    if (!found.uids.empty())
      uid = std::max<std::uint64_t>(uid, found.uids.back() + std::uint64_t{1});
    for (; uid <= last; ++uid) {
      if (found.uids.size() == most) {
        found.cut = true;
        return found;
      }
      found.uids.push_back(static_cast<Uid>(uid));
    }
  }
  return found;
}

void UidCollector::add(Uid uid) {
  found_.uids.push_back(uid);
  if (found_.uids.size() >= 2 * most_) shrink();
}

// What was cut has as many as are kept, so whatever is missing in it is larger than all of those.
void UidCollector::add(const Uids& some) {
  for (const Uid uid : some.uids) add(uid);
  found_.cut = found_.cut || some.cut;
}

Uids UidCollector::take() {
  shrink();
  return std::exchange(found_, {});
}

void UidCollector::shrink() {
  auto& uids = found_.uids;
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  if (uids.size() <= most_) return;
  uids.resize(most_);
  found_.cut = true;
}

}  // namespace frontdesk::imap
