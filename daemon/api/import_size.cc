#include "daemon/api/import_size.h"

#include <algorithm>

namespace frontdesk::api {
namespace {

// Measured, each with files that have as much of it as can be, and rounded up. The text counts by
// its length: it is kept several times.
constexpr std::size_t of_text = 4, of_object = 300, of_list = 100, of_member = 60, of_value = 40;
// An address, a number, a domain or an id is in an index too; no other text can be one.
constexpr std::size_t of_indexed = 380, of_other_text = 100, long_text = 48;
constexpr std::size_t of_line = 520, of_cell = 420;

bool may_be_indexed(std::string_view text) {
  return text.size() >= long_text || text.find_first_of("@.\\0123456789") != text.npos;
}

// Behind the quote that ends the text which begins here.
std::size_t end_of_text(std::string_view json, std::size_t at) {
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at + 1, json.size());
}

bool is_name(std::string_view json, std::size_t end) {
  const auto next = json.find_first_not_of(" \t\r\n", end);
  return next != json.npos && json[next] == ':';
}

}  // namespace

std::size_t bytes_of_json_import(std::string_view text) {
  std::size_t bytes = of_text * text.size();
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c == '{') bytes += of_object;
    if (c == '[') bytes += of_list;
    if (c == ',') bytes += of_value;
    if (c != '"') continue;
    const auto begin = at;
    at = end_of_text(text, at);
    if (is_name(text, at))
      bytes += of_member;
    else
      bytes += may_be_indexed(text.substr(begin, at - begin)) ? of_indexed : of_other_text;
  }
  return bytes;
}

std::size_t bytes_of_csv_import(std::string_view text) {
  std::size_t bytes = of_text * text.size();
  char before = '\n';
  for (const char c : text) {
    const bool ends = c == ',' || c == ';' || c == '\n';
    if (ends && before != ',' && before != ';' && before != '\n') bytes += of_cell;
    if (c == '\n') bytes += of_line;
    before = c;
  }
  return bytes;
}

}  // namespace frontdesk::api
