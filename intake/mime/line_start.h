// Where lines begin that matter, found in long bodies without looking at every byte by itself.
#pragma once

#include <cstddef>
#include <string_view>

namespace frontdesk {

// The first place behind `at` where a line begins with `letter` (a small letter stands for the
// capital too); the text's size where there is none. What begins at `at` itself is not looked at.
std::size_t next_line_start(std::string_view text, std::size_t at, char letter);

// Behind the first empty line at or behind `at`, lines ending with LF or CRLF; the text's size
// where there is none.
std::size_t behind_empty_line(std::string_view text, std::size_t at);

}  // namespace frontdesk
