#include <algorithm>

#include "intake/mime/header.h"
#include "intake/mime/lines.h"

namespace frontdesk {

namespace {
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
// No control character, and not the first byte of one.
bool is_shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7f && byte != 0xc2;
}
}  // namespace

bool equal_ascii(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_ascii(std::string_view text, std::string_view lower_needle) {
  return std::search(text.begin(), text.end(), lower_needle.begin(), lower_needle.end(),
                     [](char x, char y) { return lower(x) == y; }) != text.end();
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string one_line(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto from = i;
    while (i < utf8.size() && is_shown(utf8[i])) ++i;
    out += utf8.substr(from, i - from);
    if (i == utf8.size()) break;
    const auto byte = static_cast<unsigned char>(utf8[i]);
    // U+0080 to U+009F are controls too.
    const bool wide =
        byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0;
    out += byte == 0xc2 && !wide ? utf8[i] : ' ';
    i += wide;
  }
  return out;
}

std::string_view field_name(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() && line[end] > 32 && line[end] < 127 && line[end] != ':') ++end;
  std::size_t colon = end;
  while (colon < line.size() && (line[colon] == ' ' || line[colon] == '\t')) ++colon;
  return colon < line.size() && line[colon] == ':' ? line.substr(0, end) : std::string_view{};
}

std::vector<HeaderField> read_fields(std::string_view header, std::size_t limit) {
  std::vector<HeaderField> fields;
  LineReader reader(header);
  while (!reader.done()) {
    const auto line = reader.next();
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      if (!fields.empty()) {
        auto& value = fields.back().value;
        const auto start = static_cast<std::size_t>(value.data() - header.data());
        const auto end = static_cast<std::size_t>(line.data() - header.data()) + line.size();
        value = header.substr(start, end - start);
      }
      continue;
    }
    const auto name = field_name(line);
    if (name.empty()) continue;
    if (fields.size() == limit) break;
    fields.push_back({name, line.substr(line.find(':') + 1)});
  }
  return fields;
}

std::string unfold(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto from = i;
    while (i < value.size() && value[i] != '\0' && value[i] != '\r' && value[i] != '\n') ++i;
    out += value.substr(from, i - from);
    if (i == value.size()) break;
    if (value[i] == '\0') continue;
    while (i + 1 < value.size() && is_space(value[i + 1])) ++i;
    out += ' ';
  }
  return out;
}

std::string first_value(const std::vector<HeaderField>& fields, std::string_view name) {
  for (const auto& field : fields)
    if (equal_ascii(field.name, name)) return std::string(trim(unfold(field.value)));
  return {};
}

}  // namespace frontdesk
