#include "rules/base/fold.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace frontdesk {
namespace {

const icu::Normalizer2& nfkc_casefold() {
  UErrorCode error = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) throw std::logic_error("ICU has no NFKC_Casefold data");
  return *normalizer;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Lower-cases and joins white space in bytes that are ASCII.
void fold_ascii(std::string_view text, std::string& out) {
  bool space = false;
  for (const char c : text) {
    if (is_space(c)) {
      if (!space) out += ' ';
      space = true;
      continue;
    }
    space = false;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
}

// Bytes of the white space that `text` begins with, 0 where it is none. NFKC has already made
// spaces of most kinds; next line, Ogham space, line and paragraph separator it leaves.
std::size_t space_at(std::string_view text) {
  if (static_cast<signed char>(text.front()) >= 0) return is_space(text.front()) ? 1 : 0;
  for (const std::string_view space : {"\u0085", "\u1680", "\u2028", "\u2029"})
    if (text.starts_with(space)) return space.size();
  return 0;
}

// What NFKC_Casefold leaves apart and people do not: apostrophes and the remaining kinds of space.
void join_lookalikes(std::string_view folded, std::string& out) {
  bool space = false;
  while (!folded.empty()) {
    if (const auto length = space_at(folded); length > 0) {
      if (!space) out += ' ';
      space = true;
      folded.remove_prefix(length);
      continue;
    }
    space = false;
    const bool apostrophe = folded.starts_with("\u2018") || folded.starts_with("\u2019");
    out += apostrophe ? '\'' : folded.front();
    folded.remove_prefix(apostrophe ? 3 : 1);
  }
}

}  // namespace

void fold_into(std::string_view utf8, std::string& out) {
  out.clear();
  out.reserve(utf8.size());
  const bool ascii = std::all_of(utf8.begin(), utf8.end(),
                                 [](char c) { return static_cast<signed char>(c) >= 0; });
  if (ascii) return fold_ascii(utf8, out);
  if (!is_utf8(utf8)) return fold_into(repaired(utf8), out);

  static thread_local std::string normalized;
  normalized.clear();
  icu::StringByteSink<std::string> sink(&normalized);
  UErrorCode error = U_ZERO_ERROR;
  const icu::StringPiece piece(utf8.data(), static_cast<std::int32_t>(utf8.size()));
  nfkc_casefold().normalizeUTF8(0, piece, sink, nullptr, error);
  if (U_FAILURE(error)) return fold_ascii(utf8, out);
  join_lookalikes(normalized, out);
}

std::string fold(std::string_view utf8) {
  std::string out;
  fold_into(utf8, out);
  return out;
}

bool is_utf8(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto length = static_cast<std::int32_t>(bytes.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(data, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::string repaired(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto length = static_cast<std::int32_t>(bytes.size());
  for (std::int32_t i = 0; i < length;) {
    const auto start = i;
    UChar32 c = 0;
    U8_NEXT(data, i, length, c);
    if (c < 0)
      out += "\ufffd";
    else
      out.append(bytes, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
  }
  return out;
}

}  // namespace frontdesk
