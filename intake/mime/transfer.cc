#include "intake/mime/transfer.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace frontdesk {

namespace {

constexpr std::array<std::int8_t, 256> digits_of(std::string_view alphabet) {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}

constexpr auto base64_digits = [] {
  auto values = digits_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  values['-'] = 62;
  values['_'] = 63;
  return values;
}();

constexpr auto hex_digits = [] {
  auto values = digits_of("0123456789ABCDEF");
  for (char c = 'a'; c <= 'f'; ++c)
    values[static_cast<unsigned char>(c)] = static_cast<std::int8_t>(c - 'a' + 10);
  return values;
}();

int base64_digit(char c) {
  return base64_digits[static_cast<unsigned char>(c)];
}

int hex_digit(char c) {
  return hex_digits[static_cast<unsigned char>(c)];
}

// Where the line's trailing blanks begin if nothing else follows `at` on it; else `at`.
std::size_t soft_break_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  if (end == text.size()) return end;
  if (text.substr(end, 2) == "\r\n") return end + 2;
  return text[end] == '\n' || text[end] == '\r' ? end + 1 : at;
}

// Gives each decoded byte to `take` until that is false.
template <class Take>
void walk_quoted_printable(std::string_view text, Take take) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      if (!take(text[i])) return;
      continue;
    }
    if (text.substr(i + 1, 2) == "\r\n") {
      i += 2;
      continue;
    }
    const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      if (!take(static_cast<char>(high << 4 | low))) return;
      i += 2;
    } else if (const auto end = soft_break_end(text, i + 1); end > i + 1 || end == text.size()) {
      i = end - 1;
    } else if (!take('=')) {
      return;
    }
  }
}

}  // namespace

std::string decode_base64(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(limit, text.size() / 4 * 3 + 3));
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (out.size() >= limit) break;
    if (c == '=') {  // padding: what follows begins a new group
      count = 0;
      continue;
    }
    const int digit = base64_digit(c);
    if (digit < 0) continue;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xffffff;
    if (count > 0) out += static_cast<char>(bits >> (6 - 2 * count) & 0xff);
    count = (count + 1) % 4;
  }
  return out;
}

std::size_t base64_size(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) digits += base64_digit(c) >= 0;
  return digits * 3 / 4;
}

std::size_t quoted_printable_size(std::string_view text) {
  std::size_t size = 0;
  walk_quoted_printable(text, [&](char) { return ++size, true; });
  return size;
}

std::string decode_quoted_printable(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(limit, text.size()));
  if (limit > 0)
    walk_quoted_printable(text, [&](char c) {
      out += c;
      return out.size() < limit;
    });
  return out;
}

}  // namespace frontdesk
