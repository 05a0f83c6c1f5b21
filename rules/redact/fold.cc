// The text as labels are looked for in it: what looks like an ASCII character to a person is one,
// and what nobody sees is gone.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {
namespace {

struct Lookalike {
  UChar32 c;
  char ascii;
};

// What NFKC leaves apart and people do not: the letters of labels in Greek and Cyrillic, colons,
// strokes and hyphens. In order.
constexpr Lookalike lookalikes[] = {
    {0x131, 'i'},  {0x251, 'a'},  {0x261, 'g'},  {0x2d0, ':'},  {0x2f8, ':'},  {0x391, 'A'},
    {0x392, 'B'},  {0x395, 'E'},  {0x397, 'H'},  {0x399, 'I'},  {0x39a, 'K'},  {0x39c, 'M'},
    {0x39d, 'N'},  {0x39f, 'O'},  {0x3a1, 'P'},  {0x3a4, 'T'},  {0x3a5, 'Y'},  {0x3a7, 'X'},
    {0x3b1, 'a'},  {0x3b5, 'e'},  {0x3b7, 'n'},  {0x3b9, 'i'},  {0x3ba, 'k'},  {0x3bd, 'v'},
    {0x3bf, 'o'},  {0x3c1, 'p'},  {0x3c4, 't'},  {0x3c5, 'u'},  {0x3c7, 'x'},  {0x3c9, 'w'},
    {0x405, 'S'},  {0x406, 'I'},  {0x408, 'J'},  {0x410, 'A'},  {0x412, 'B'},  {0x415, 'E'},
    {0x41a, 'K'},  {0x41c, 'M'},  {0x41d, 'H'},  {0x41e, 'O'},  {0x420, 'P'},  {0x421, 'C'},
    {0x422, 'T'},  {0x423, 'Y'},  {0x425, 'X'},  {0x430, 'a'},  {0x433, 'r'},  {0x435, 'e'},
    {0x43a, 'k'},  {0x43c, 'm'},  {0x43e, 'o'},  {0x43f, 'n'},  {0x440, 'p'},  {0x441, 'c'},
    {0x442, 't'},  {0x443, 'y'},  {0x445, 'x'},  {0x448, 'w'},  {0x44c, 'b'},  {0x455, 's'},
    {0x456, 'i'},  {0x458, 'j'},  {0x461, 'w'},  {0x475, 'v'},  {0x4bb, 'h'},  {0x4c0, 'I'},
    {0x4cf, 'l'},  {0x501, 'd'},  {0x51b, 'q'},  {0x51c, 'W'},  {0x51d, 'w'},  {0x5c3, ':'},
    {0x2010, '-'}, {0x2011, '-'}, {0x2044, '/'}, {0x2212, '-'}, {0x2215, '/'}, {0x2236, ':'},
    {0xa789, ':'},
};
static_assert(std::is_sorted(std::begin(lookalikes), std::end(lookalikes),
                             [](Lookalike a, Lookalike b) { return a.c < b.c; }));

const icu::Normalizer2& nfkc() {
  UErrorCode error = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error)) throw std::logic_error("ICU has no NFKC data");
  return *normalizer;
}

// Ideographs and Hangul.
constexpr bool stays(UChar32 c) {
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3);
}

constexpr char nothing = 0, itself = 1;

// The ASCII character that it looks like, or one of these two.
char find_folded(UChar32 c) {
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return '\n';
  if (u_isUWhiteSpace(c)) return ' ';
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return nothing;
  const auto* const found =
      std::lower_bound(std::begin(lookalikes), std::end(lookalikes), c,
                       [](const Lookalike& one, UChar32 other) { return one.c < other; });
  if (found != std::end(lookalikes) && found->c == c) return found->ascii;
  static const auto& normalizer = nfkc();
  icu::UnicodeString parts;
  if (!normalizer.getDecomposition(c, parts) || parts.length() != 1) return itself;
  const auto unit = parts.charAt(0);
  return unit >= ' ' && unit < 0x7f ? static_cast<char>(unit) : itself;
}

// The same, looked up: whole mails are Greek or Cyrillic.
char folded(UChar32 c) {
  constexpr UChar32 looked_up = 0x3100;
  static const auto table = [] {
    std::array<char, looked_up> all{};
    for (UChar32 one = 0; one < looked_up; ++one)
      all[static_cast<std::size_t>(one)] = find_folded(one);
    return all;
  }();
  if (c < looked_up) return table[static_cast<std::size_t>(c)];
  return stays(c) ? itself : find_folded(c);
}

// The next byte that is not ASCII: every mail's text comes by here, many bytes at once.
std::size_t next_beyond_ascii(std::string_view text, std::size_t at) {
  if (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) return at;
  constexpr std::size_t word = sizeof(std::uint64_t), block = 8 * word;
  for (; at + block <= text.size(); at += block) {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < block; i += word) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, text.data() + at + i, word);
      all |= eight;
    }
    if ((all & 0x8080808080808080) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace

Plain::Plain(std::string_view original) : text_(original) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(original.data());
  std::size_t kept = 0;  // up to here the original is dealt with
  for (auto at = next_beyond_ascii(original, 0); at < original.size();
       at = next_beyond_ascii(original, at)) {
    const auto from = at;
    UChar32 c = 0;
    U8_NEXT(data, at, original.size(), c);
    const char as = c < 0 ? itself : folded(c);
    if (as == itself) continue;
    folded_.append(original.substr(kept, from - kept));
    kept = at;
    if (as != nothing) {
      begin_run(from);
      folded_ += as;
    }
    begin_run(at);
  }
  if (runs_.empty()) return;
  folded_.append(original.substr(kept));
  text_ = folded_;
}

void Plain::begin_run(std::size_t original) {
  if (runs_.empty() || runs_.back().from != folded_.size()) runs_.push_back({folded_.size(), 0});
  runs_.back().original = original;
}

std::size_t Plain::original(std::size_t at) const {
  const auto behind = std::upper_bound(runs_.begin(), runs_.end(), at,
                                       [](std::size_t a, const Run& run) { return a < run.from; });
  if (behind == runs_.begin()) return at;
  const auto& run = *(behind - 1);
  return run.original + (at - run.from);
}

}  // namespace frontdesk::redaction
