// Files that a command is given.
#pragma once

#include <string>

#include "rules/base/result.h"

namespace frontdesk::cli {

inline constexpr std::size_t largest_mail = 64u << 20;
inline constexpr std::size_t largest_mailbox = 2u << 30;
inline constexpr std::size_t largest_directory = 64u << 20;

// The bytes of a file; "-" is the standard input. `not_found`, `too_large`, `io`, each with the
// path.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// Writes a file that only its owner may read; an existing one is replaced whole or not at all.
Result<void> write_private_file(const std::string& path, std::string_view text);

}  // namespace frontdesk::cli
