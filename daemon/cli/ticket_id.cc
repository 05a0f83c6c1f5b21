#include "daemon/cli/ticket_id.h"

#include <algorithm>

namespace frontdesk::cli {

std::string ticket_named(std::string_view written) {
  auto digits = written;
  if (digits.starts_with('T') || digits.starts_with('t')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) digits.remove_prefix(1);
  } else if (digits.starts_with('#')) {
    digits.remove_prefix(1);
  }
  const bool number = !digits.empty() && std::all_of(digits.begin(), digits.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
  return number ? "T-" + std::string(digits) : std::string(written);
}

}  // namespace frontdesk::cli
