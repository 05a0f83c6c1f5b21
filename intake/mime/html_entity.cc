#include "intake/mime/html_entity.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace frontdesk {

namespace {

// U+00A0 to U+00FF, in order.
constexpr std::array<std::string_view, 96> latin{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 26> others{{
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"hellip", 0x2026}, {"mdash", 0x2014}, {"ndash", 0x2013}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"sbquo", 0x201a},  {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bdquo", 0x201e}, {"bull", 0x2022},
    {"euro", 0x20ac},   {"trade", 0x2122}, {"ensp", 0x2002},  {"emsp", 0x2003},  {"thinsp", 0x2009},
    {"zwnj", 0x200c},   {"zwj", 0x200d},   {"commat", '@'},   {"period", '.'},   {"NewLine", '\n'},
    {"Tab", '\t'},
}};

// What numeric references 128 to 159 mean to every browser: windows-1252.
constexpr std::array<std::uint16_t, 32> c1{
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

void append_code_point(std::uint32_t code, std::string& out) {
  if (code >= 128 && code < 160) code = c1[code - 128];
  // Invisible characters serve only to break up words.
  if (code == 0xad || code == 0xfeff || (code >= 0x200b && code <= 0x200d)) return;
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 63));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 63));
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  }
}

std::uint32_t named(std::string_view name) {
  for (const auto& [known, code] : others)
    if (known == name) return code;
  for (std::size_t i = 0; i < latin.size(); ++i)
    if (latin[i] == name) return static_cast<std::uint32_t>(0xa0 + i);
  return 0;
}

std::size_t append_numeric(std::string_view html, std::size_t at, std::string& out) {
  const bool hex = at + 2 < html.size() && (html[at + 2] | 0x20) == 'x';
  const auto digits = html.substr(at + (hex ? 3 : 2), 32);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (end == digits.data()) {
    out += '&';
    return at + 1;
  }
  append_code_point(error == std::errc{} ? code : 0, out);
  const auto behind = static_cast<std::size_t>(end - html.data());
  return behind < html.size() && html[behind] == ';' ? behind + 1 : behind;
}

}  // namespace

std::size_t append_entity(std::string_view html, std::size_t at, std::string& out) {
  if (at + 1 < html.size() && html[at + 1] == '#') return append_numeric(html, at, out);
  const auto rest = html.substr(at + 1, 10);
  std::size_t length = 0;
  while (length < rest.size() && ((rest[length] | 0x20) >= 'a') && ((rest[length] | 0x20) <= 'z'))
    ++length;
  while (length < rest.size() && rest[length] >= '0' && rest[length] <= '9') ++length;
  if (const auto code = named(rest.substr(0, length)); code != 0) {
    append_code_point(code, out);
    at += 1 + length;
    return at < html.size() && html[at] == ';' ? at + 1 : at;
  }
  out += '&';
  return at + 1;
}

}  // namespace frontdesk
