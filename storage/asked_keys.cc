#include "storage/asked_keys.h"

namespace frontdesk {
namespace {

constexpr std::string_view of_dedup_key("k\0", 2), of_message("m\0", 2), of_address("t\0email:", 8);
constexpr std::size_t digest_bytes = 16, ticket_bytes = 8;

}  // namespace

std::string_view asked_part(std::string_view key) {
  std::size_t end = 0;
  if (key.starts_with(of_dedup_key)) {
    if (key.size() > of_dedup_key.size()) end = key.size();  // the part alone is all of them
  } else if (key.starts_with(of_message)) {
    end = of_message.size() + digest_bytes;
  } else if (key.starts_with(of_address)) {
    const auto zero = key.find('\0', of_address.size());
    if (zero != std::string_view::npos) end = zero + 1 + ticket_bytes;
  }
  return end <= key.size() ? key.substr(0, end) : std::string_view{};
}

}  // namespace frontdesk
