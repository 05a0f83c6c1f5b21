#include "intake/mime/transfer.h"

#include <algorithm>
#include <cstdint>

namespace frontdesk {

namespace {

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Where the line's trailing blanks begin if nothing else follows `at` on it; else `at`.
std::size_t soft_break_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  if (end == text.size()) return end;
  if (text.substr(end, 2) == "\r\n") return end + 2;
  return text[end] == '\n' || text[end] == '\r' ? end + 1 : at;
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

std::string decode_quoted_printable(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(limit, text.size()));
  for (std::size_t i = 0; i < text.size() && out.size() < limit; ++i) {
    if (text[i] != '=') {
      out += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else if (const auto end = soft_break_end(text, i + 1); end > i + 1 || end == text.size()) {
      i = end - 1;
    } else {
      out += '=';
    }
  }
  return out;
}

}  // namespace frontdesk
