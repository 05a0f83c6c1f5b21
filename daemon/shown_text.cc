#include "daemon/shown_text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace frontdesk {

bool is_unseen(char32_t c) {
  if (c < 0x7f) return c < 0x20;
  const auto point = static_cast<UChar32>(c);
  switch (u_charType(point)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
             !u_hasBinaryProperty(point, UCHAR_VARIATION_SELECTOR);
  }
}

bool has_unseen(std::string_view text) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(data, i, length, c);
    if (c < 0 || is_unseen(static_cast<char32_t>(c))) return true;
  }
  return false;
}

}  // namespace frontdesk
