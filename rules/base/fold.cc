#include "rules/base/fold.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace frontdesk {
namespace {

const icu::Normalizer2& nfkc_casefold() {
  UErrorCode error = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) throw std::logic_error("ICU has no NFKC_Casefold data");
  return *normalizer;
}

constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// What a byte folds to by itself, without a branch.
constexpr char folded_byte(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  const std::uint8_t upper = static_cast<std::uint8_t>(byte - 'A') < 26 ? 0x20 : 0;
  const std::uint8_t space = static_cast<std::uint8_t>(byte - '\t') < 5 ? 0xff : 0;
  return static_cast<char>(((byte | upper) & ~space) | (space & ' '));
}

// Many bytes at once: every mail's text comes by here.
void fold_bytes(std::string& text) {
  constexpr std::size_t block = 64;
  char* at = text.data();
  for (auto blocks = text.size() / block; blocks > 0; --blocks, at += block)
    for (std::size_t i = 0; i < block; ++i) at[i] = folded_byte(at[i]);
  for (char* const end = text.data() + text.size(); at != end; ++at) *at = folded_byte(*at);
}

// One bit for each byte of the eight that is a blank: its highest.
std::uint64_t blanks_of(std::uint64_t eight) {
  constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7f, blanks = 0x2020202020202020;
  const auto other = eight ^ blanks;
  return ~(((other & low) + low) | other) & ~low;
}

// Eight bytes that have no two blanks in a row are moved as they are.
void join_blanks(std::string& text) {
  static_assert(std::endian::native == std::endian::little);
  const char* at = text.data();
  const char* const end = at + text.size();
  char* next = text.data();
  bool after_blank = false;
  const auto step = [&] {
    const char c = *at++;
    *next = c;
    next += c != ' ' || !after_blank ? 1 : 0;
    after_blank = c == ' ';
  };
  while (static_cast<std::size_t>(end - at) >= sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    const auto blanks = blanks_of(eight);
    if ((blanks & (blanks << 8 | (after_blank ? 0x80u : 0u))) == 0) {
      std::memcpy(next, &eight, sizeof eight);
      at += sizeof eight;
      next += sizeof eight;
      after_blank = blanks >> 63 != 0;
    } else {
      for (std::size_t i = 0; i < sizeof eight; ++i) step();
    }
  }
  while (at != end) step();
  text.resize(static_cast<std::size_t>(next - text.data()));
}

// Lower-cases and joins white space in bytes that are ASCII.
void fold_ascii(std::string_view text, std::string& out) {
  out.assign(text);
  fold_bytes(out);
  join_blanks(out);
}

// Of the ASCII that `text` begins with, at least all but the last bytes.
std::size_t ascii_bytes(std::string_view text) {
  std::uint64_t eight = 0;
  std::size_t at = 0;
  for (; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080808080808080) != 0) return at;
  }
  return at;
}

bool is_ascii(std::string_view text) {
  const auto rest = text.substr(ascii_bytes(text));
  return std::all_of(rest.begin(), rest.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

// Bytes of the white space that `text` begins with, 0 where it is none. NFKC has already made
// spaces of most kinds; next line, Ogham space, line and paragraph separator it leaves.
std::size_t space_at(std::string_view text) {
  if (static_cast<signed char>(text.front()) >= 0) return is_space(text.front()) ? 1 : 0;
  for (const std::string_view space : {"\u0085", "\u1680", "\u2028", "\u2029"})
    if (text.starts_with(space)) return space.size();
  return 0;
}

// True for a byte that join_lookalikes has nothing to do with: no white space and not the first of
// a character that it knows.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0xc2 && byte != 0xe1 && byte != 0xe2;
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
    const auto plain = std::find_if_not(folded.begin(), folded.end(), is_plain) - folded.begin();
    out.append(folded.substr(0, static_cast<std::size_t>(plain)));
    folded.remove_prefix(static_cast<std::size_t>(plain));
  }
}

// ICU puts a run of marks in order in a time that grows with its square: 1 MB of them took 90 s.
// Text that is meant to be read has no run over 30 (UAX 15, Stream-Safe Text); a longer one is
// folded in pieces.
constexpr int marks_max = 30;
// Some characters fold to eleven times their bytes. Once a text is more than twice as long as it
// was, and longer than any name or phrase, such a character becomes U+FFFD. All else is folded to
// the end: behind any number of them a phrase is found.
constexpr std::size_t block_bytes = 16'384;
constexpr std::size_t growth_max = 4'096;
constexpr std::size_t swelling = 3;  // times its bytes

// The first piece of well-formed text that may be folded by itself.
std::string_view first_piece(const icu::Normalizer2& normalizer, std::string_view text) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
  int marks = 0;
  for (std::size_t next = 0; next < text.size();) {
    const auto at = next;
    UChar32 c = 0;
    U8_NEXT_UNSAFE(data, next, c);
    if (c < 0x80 || normalizer.hasBoundaryBefore(c)) {
      if (at >= block_bytes) return text.substr(0, at);
      marks = 0;
    } else if (++marks > marks_max) {
      return text.substr(0, at);
    }
  }
  return text;
}

// True for a character that may become more than so many times its bytes.
bool swells(const icu::Normalizer2& normalizer, UChar32 c, std::size_t bytes) {
  icu::UnicodeString parts;
  if (c < 0x80 || !normalizer.getDecomposition(c, parts)) return false;
  std::size_t folded = 0;
  for (std::int32_t i = 0; i < parts.length(); ++i) {
    const auto unit = parts.charAt(i);
    folded += unit < 0x80 ? 1 : unit < 0x800 || U16_IS_SURROGATE(unit) ? 2 : 3;
  }
  return folded > swelling * bytes;
}

void without_swelling(const icu::Normalizer2& normalizer, std::string_view piece,
                      std::string& out) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(piece.data());
  out.clear();
  for (std::size_t next = 0; next < piece.size();) {
    const auto at = next;
    UChar32 c = 0;
    U8_NEXT_UNSAFE(data, next, c);
    out.append(swells(normalizer, c, next - at) ? "\ufffd" : piece.substr(at, next - at));
  }
}

// False where ICU fails.
bool normalize(std::string_view text, std::string& out) {
  const auto& normalizer = nfkc_casefold();
  const auto most = 2 * text.size() + growth_max;
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode error = U_ZERO_ERROR;
  std::string lean;
  while (!text.empty() && U_SUCCESS(error)) {
    const auto piece = first_piece(normalizer, text);
    auto taken = piece;
    if (out.size() > most) {
      without_swelling(normalizer, piece, lean);
      taken = lean;
    }
    const icu::StringPiece bytes(taken.data(), static_cast<std::int32_t>(taken.size()));
    normalizer.normalizeUTF8(0, bytes, sink, nullptr, error);
    text.remove_prefix(piece.size());
  }
  return U_SUCCESS(error);
}

}  // namespace

void fold_into(std::string_view utf8, std::string& out) {
  out.clear();
  if (is_ascii(utf8)) return fold_ascii(utf8, out);
  if (!is_utf8(utf8)) return fold_into(repaired(utf8), out);

  static thread_local std::string normalized;
  normalized.clear();
  if (!normalize(utf8, normalized)) return fold_ascii(utf8, out);
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
  for (auto i = static_cast<std::int32_t>(ascii_bytes(bytes)); i < length;) {
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
