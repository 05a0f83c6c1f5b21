// Names of folders: UTF-8 for people, modified UTF-7 on the wire (RFC 3501, 5.1.3).
#pragma once

#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk::imap {

constexpr std::size_t folder_name_bytes_max = 1'000;

// `invalid` for a name that is empty, too long, no UTF-8, or has control characters.
Result<std::string> folder_to_wire(std::string_view utf8);

// `syntax` for what is not the one right way to write a name: bytes beyond ASCII, a shift that has
// no end, what need not have been encoded, half a surrogate, control characters however written.
Result<std::string> folder_from_wire(std::string_view wire);

// As an argument of a command: in quotes, what must be escaped is.
std::string quoted(std::string_view text);

}  // namespace frontdesk::imap
