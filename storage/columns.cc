#include "storage/columns.h"

#include <charconv>

namespace frontdesk {

std::string key_of(std::uint64_t number) {
  std::string key(8, '\0');
  for (std::size_t i = 8; i-- > 0; number >>= 8) key[i] = static_cast<char>(number & 0xff);
  return key;
}

std::optional<std::uint64_t> number_of(std::string_view key) {
  if (key.size() != 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : key) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::optional<std::uint64_t> ticket_number(std::string_view id) {
  if (!id.starts_with("T-") || id.size() == 2 || id[2] == '0') return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data() + 2, id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
  return number;
}

std::string ticket_id(std::uint64_t number) {
  return "T-" + std::to_string(number);
}

}  // namespace frontdesk
