// Text as rules compare it: two texts that a person would call the same fold to the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk {

// Unicode NFKC and case folding by ICU; typographic apostrophes (U+2018, U+2019) become ' and every
// run of white space, no-break space among it, becomes one space (C16, C18). Bytes that are not
// UTF-8 become U+FFFD. Pure ASCII takes a path without ICU that gives the same bytes.
std::string fold(std::string_view utf8);

// As fold, into a buffer that is reused: `out` is replaced.
void fold_into(std::string_view utf8, std::string& out);

// True where every byte sequence is well-formed UTF-8.
bool is_utf8(std::string_view bytes);

// The same text with U+FFFD for every byte sequence that is not well-formed.
std::string repaired(std::string_view bytes);

}  // namespace frontdesk
