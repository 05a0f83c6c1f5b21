// The text of HTML as rows see it: not a rendering, but every word that a reader may see.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk {

// Tags and comments are taken out, script, style and title with what is in them; entities become
// characters, block elements line ends, other white space one space. Linear, without recursion, for
// any bytes; ends at `limit` bytes of text.
std::string html_to_text(std::string_view html, std::size_t limit = std::string_view::npos);

}  // namespace frontdesk
