// Which characters a reader cannot see for what they are. Text from outside that holds them can
// look like other text, on a terminal, in a log and in a list of names.
#pragma once

#include <string_view>

namespace frontdesk {

// Control characters, line and paragraph separators, what turns the direction of writing, and what
// has no width (zero-width spaces and joiners, byte order marks, tag characters). What only chooses
// a glyph's form, as after an emoji, is none of them.
bool is_unseen(char32_t c);

// True where the text has one of them, or bytes that are not UTF-8.
bool has_unseen(std::string_view text);

}  // namespace frontdesk
