#include "intake/chat/fields.h"

#include <algorithm>

namespace frontdesk::chat {
namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alnum(char c) {
  return is_alpha(c) || (c >= '0' && c <= '9');
}
bool is_one_of(char c, std::string_view these) {
  return these.find(c) != std::string_view::npos;
}
template <class Rule>
bool all(std::string_view text, std::size_t most, Rule rule) {
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), rule);
}

// Where a code point of up to three bytes is written at `at`, its value; 0 for others.
char32_t short_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  if (byte(0) < 0x80) return byte(0);
  if ((byte(0) & 0xE0) == 0xC0) return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
  if ((byte(0) & 0xF0) == 0xE0)
    return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
  return 0;
}

bool is_control(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0);
}
// Line and paragraph separators, and what embeds, overrides or isolates a direction.
bool breaks_a_line(char32_t point) {
  return point == 0x2028 || point == 0x2029 || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

// True where the rule holds for a code point; those beyond three bytes are never asked.
template <class Rule>
bool any_point(std::string_view text, Rule rule) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if ((first >= 0x80 && first < 0xC0) || first >= 0xF0) continue;
    if (rule(short_point(text, i))) return true;
  }
  return false;
}

bool is_domain(std::string_view text) {
  if (text.find('.') == text.npos || text.find("..") != text.npos || text.find(".-") != text.npos ||
      text.find("-.") != text.npos)
    return false;
  return !is_one_of(text.front(), ".-") && !is_one_of(text.back(), ".-") &&
         all(text, address_bytes, [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

}  // namespace

bool is_id(std::string_view text) {
  return all(text, id_bytes, [](char c) { return is_alnum(c) || is_one_of(c, "._:-"); });
}

bool is_token(std::string_view text) {
  return all(text, token_bytes, [](char c) { return c > ' ' && c <= '~'; });
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos || text.size() > address_bytes) return false;
  const auto local = text.substr(0, at);
  return all(local, 64,
             [](char c) { return is_alnum(c) || is_one_of(c, "!#$%&'*+-/=?^_`{|}~."); }) &&
         local.front() != '.' && local.back() != '.' && local.find("..") == local.npos &&
         text.size() > at + 1 && is_domain(text.substr(at + 1));
}

bool is_phone(std::string_view text) {
  return all(text, phone_bytes,
             [](char c) { return is_alnum(c) || is_one_of(c, "+ ()-./#*,;:"); }) &&
         std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_language(std::string_view text) {
  return all(text, language_bytes, [](char c) { return is_alnum(c) || c == '-'; }) &&
         is_alpha(text.front()) && text.back() != '-' && text.find("--") == text.npos;
}

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == 0 || slash == text.npos || slash + 1 == text.size()) return false;
  return std::count(text.begin(), text.end(), '/') == 1 && all(text, media_type_bytes, [](char c) {
           return is_alnum(c) || is_one_of(c, "/.+-_!#$&^");
         });
}

bool is_name(std::string_view text) {
  return characters_of(text) <= name_characters && !is_blank(text) &&
         !any_point(text, [](char32_t point) { return is_control(point) || breaks_a_line(point); });
}

bool is_file_name(std::string_view text) {
  return text.size() <= file_name_bytes && text != "." && text != ".." && !is_blank(text) &&
         text.find_first_of("/\\") == text.npos &&
         !any_point(text, [](char32_t point) { return is_control(point) || breaks_a_line(point); });
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string with_plain_lines(std::string text) {
  if (text.find('\r') == text.npos) return text;
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    text[to++] = text[i] == '\r' ? '\n' : text[i];
  }
  text.resize(to);
  return text;
}

bool has_controls(std::string_view text) {
  return any_point(
      text, [](char32_t point) { return is_control(point) && point != '\n' && point != '\t'; });
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_one_of(c, " \t\r\n"); });
}

}  // namespace frontdesk::chat
