// Sets of UIDs as they stand in commands and answers: 4,7:9,12.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::imap {

using Uid = std::uint32_t;  // never 0

// `uids` in ascending order; neighbours become a range, so no other mail is ever named.
std::string uid_set(std::span<const Uid> uids);

// The smallest `most` UIDs in ascending order, each once. `cut` tells that there were more.
struct Uids {
  std::vector<Uid> uids;
  bool cut = false;
  bool operator==(const Uids&) const = default;
};

// Nothing where it is no set, or names `*` or 0. A range of four thousand million costs no more
// than `most`.
std::optional<Uids> parse_uid_set(std::string_view text, std::size_t most);

// Collects UIDs in any order without ever holding more than twice `most`.
class UidCollector {
 public:
  explicit UidCollector(std::size_t most) : most_(most) {}
  void add(Uid uid);
  void add(const Uids& some);  // found with the same `most`
  Uids take();

 private:
  void shrink();

  std::size_t most_;
  Uids found_;
};

}  // namespace frontdesk::imap
