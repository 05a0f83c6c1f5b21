// Bytes in any charset to UTF-8, by ICU. Labels lie often, so the common lies are known.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk {

// Always gives well-formed UTF-8 without NULs; bytes that cannot be become U+FFFD. A missing or
// unknown label, and ASCII with high bytes, is read as UTF-8 where it is well-formed, else as
// windows-1252.
std::string to_utf8(std::string_view bytes, std::string_view label);

// The name by which ICU knows what a label means; "" for none that it has.
std::string known_charset(std::string_view label);

// At most `limit` bytes of well-formed UTF-8, cut between characters.
std::string cut_utf8(std::string_view text, std::size_t limit);

}  // namespace frontdesk
