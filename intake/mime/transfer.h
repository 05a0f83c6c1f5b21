// Transfer encodings. Our own and not mimetic's: its quoted-printable drops the line end after
// trailing blanks, and its base64 reads one byte past its table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace frontdesk {

// Both pass over what does not belong, and stop at `limit` decoded bytes.
std::string decode_base64(std::string_view text, std::size_t limit);
std::string decode_quoted_printable(std::string_view text, std::size_t limit);

// How many bytes the text stands for.
std::size_t base64_size(std::string_view text);
std::size_t quoted_printable_size(std::string_view text);

}  // namespace frontdesk
