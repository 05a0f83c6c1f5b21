// One value of a response: an atom, a string (quoted or literal) or a list of values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::imap {

struct Value {
  enum class Kind : std::uint8_t { atom, string, list };
  Kind kind = Kind::atom;
  bool skipped = false;  // a literal too large to keep
  std::string bytes;
  std::vector<Value> items;

  bool is_nil() const;
  bool is_atom(std::string_view name) const;  // without regard to case
};

// Decimal digits and nothing else, up to the type's largest.
std::optional<std::uint32_t> number32(std::string_view text);
std::optional<std::uint64_t> number64(std::string_view text);

}  // namespace frontdesk::imap
