#include "intake/mime/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "intake/mime/header.h"
#include "rules/base/fold.h"

namespace frontdesk {

namespace {

constexpr std::string_view windows_1252 = "windows-1252";

// What labels mean in mail, where that is not what ICU takes them for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 37> aliases{{
    {"uft-8", "utf-8"},
    {"utf8", "utf-8"},
    {"utf-8n", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"unicode-1-1-utf-7", "utf-7"},
    {"x-unicode-2-0-utf-7", "utf-7"},
    {"ks_c_5601-1987", "windows-949"},
    {"ks_c_5601-1989", "windows-949"},
    {"ks_c_5601", "windows-949"},
    {"ksc5601", "windows-949"},
    {"euc-kr", "windows-949"},
    {"cp949", "windows-949"},
    {"korean", "windows-949"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-8-e", "iso-8859-8"},
    {"iso-8859-6-i", "iso-8859-6"},
    {"iso-8859-1", windows_1252},
    {"iso8859-1", windows_1252},
    {"iso_8859-1", windows_1252},
    {"latin1", windows_1252},
    {"latin-1", windows_1252},
    {"cp1252", windows_1252},
    {"x-cp1252", windows_1252},
    {"iso-8859-9", "windows-1254"},
    {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"cp936", "gb18030"},
    {"x-gbk", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"x-sjis", "windows-31j"},
    {"shift_jis", "windows-31j"},
    {"shift-jis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"ms_kanji", "windows-31j"},
    {"x-euc-jp", "euc-jp"},
    {"big5", "windows-950"},
}};

constexpr std::array<std::string_view, 9> says_nothing{
    "",          "us-ascii", "ascii",          "ansi_x3.4-1968", "unknown", "unknown-8bit",
    "x-unknown", "8bit",     "default_charset"};

// ICU takes a name with a comma or a slash for options or a file; labels that people send have
// none.
bool plain(std::string_view label) {
  return label.size() <= 40 && std::all_of(label.begin(), label.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.' || c == ':' || c == '+';
         });
}

bool has_alias(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  return ucnv_countAliases(name.c_str(), &status) > 0 && U_SUCCESS(status);
}

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

std::string convert(std::string_view bytes, const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter from(ucnv_open(name.c_str(), &status));
  const Converter to(ucnv_open("UTF-8", &status));
  if (U_FAILURE(status)) return {};
  std::string out;
  std::array<char, 4096> buffer;
  std::array<UChar, 1024> pivot;
  UChar *pivot_source = pivot.data(), *pivot_target = pivot.data();
  const char* source = bytes.data();
  UBool reset = true;
  do {
    char* target = buffer.data();
    status = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, buffer.data() + buffer.size(), &source,
                   bytes.data() + bytes.size(), pivot.data(), &pivot_source, &pivot_target,
                   pivot.data() + pivot.size(), reset, true, &status);
    reset = false;
    out.append(buffer.data(), target);
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  return out;
}

// Where text says UTF-8 and is not: with any well-formed character beyond ASCII in it, only its bad
// bytes are lost; with none it is some other charset, most often windows-1252.
bool has_utf8_character(std::string_view bytes) {
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length && is_utf8(bytes.substr(i, length)) && i + length <= bytes.size()) return true;
  }
  return false;
}

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

// The bytes as they stand where the charset that `label` names has UTF-8's for them.
std::string decoded(std::string_view bytes, std::string_view label) {
  const auto name = known_charset(label);
  const bool utf8 = name.empty() || name == "utf-8";
  if (utf8 ? is_utf8(bytes) : name == windows_1252 && is_ascii(bytes)) return std::string(bytes);
  if (name.empty() || (utf8 && !has_utf8_character(bytes)))
    return convert(bytes, std::string(windows_1252));
  return convert(bytes, name);
}

}  // namespace

std::string known_charset(std::string_view label) {
  if (label.empty()) return {};
  auto name = lower_ascii(trim(label));
  std::erase_if(name, [](char c) { return c == '"' || c == '\''; });
  if (std::find(says_nothing.begin(), says_nothing.end(), name) != says_nothing.end()) return {};
  for (const auto& [said, meant] : aliases)
    if (name == said) return std::string(meant);
  if (name == "utf-8") return name;
  return plain(name) && has_alias(name) ? name : std::string{};
}

std::string to_utf8(std::string_view bytes, std::string_view label) {
  auto out = decoded(bytes, label);
  if (out.find('\0') != out.npos) std::erase(out, '\0');
  return out;
}

std::string cut_utf8(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return std::string(text.substr(0, limit));
}

}  // namespace frontdesk
