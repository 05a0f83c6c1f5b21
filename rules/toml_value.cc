#include "rules/toml_value.h"

#include <toml++/toml.h>

#include <algorithm>

namespace frontdesk {
namespace {

TomlValue convert(const toml::node& node) {
  TomlValue out;
  out.line = static_cast<int>(node.source().begin.line);
  if (const auto* text = node.as_string()) {
    out.value = text->get();
  } else if (const auto* whole = node.as_integer()) {
    out.value = whole->get();
  } else if (const auto* number = node.as_floating_point()) {
    out.value = number->get();
  } else if (const auto* flag = node.as_boolean()) {
    out.value = flag->get();
  } else if (const auto* date = node.as_date()) {
    out.value = TomlDate{date->get().year, date->get().month, date->get().day};
  } else if (const auto* list = node.as_array()) {
    TomlList items;
    items.reserve(list->size());
    for (const auto& item : *list) items.push_back(convert(item));
    out.value = std::move(items);
  } else if (const auto* table = node.as_table()) {
    TomlTable members;
    members.reserve(table->size());
    for (const auto& [key, member] : *table)
      members.push_back({std::string(key.str()), convert(member)});
    out.value = std::move(members);
  }
  return out;
}

// No key of ours has more than two names, as in `a.b`.
constexpr int dots_at_most = 15;

// Where a string that begins at `at` ends; at the line's end where it has none.
std::size_t behind_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  const bool many_lines = text.substr(at, 3) == three;
  for (at += many_lines ? 3 : 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (many_lines && text.substr(at, 3) == three) {
      at += 3;
      for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
      return at;
    } else if (!many_lines && (text[at] == quote || text[at] == '\n')) {
      return at + 1;
    }
  }
  return text.size();
}

// The library bounds how deep values nest, but not how many names a dotted key has, and recurses
// once for each: the line of the first key that has too many.
std::optional<int> line_of_long_key(std::string_view text) {
  int dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = behind_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.' && ++dots > dots_at_most)
      return 1 + static_cast<int>(std::count(text.begin(),
                                             text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    if (c == '\n' || c == '=' || c == ',' || c == '{' || c == '[') dots = 0;
    ++at;
  }
  return std::nullopt;
}

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
  const auto* table = std::get_if<TomlTable>(&value);
  if (!table) return nullptr;
  for (const auto& member : *table)
    if (member.key == key) return &member.value;
  return nullptr;
}

std::variant<TomlValue, TomlError> parse_toml(std::string_view text) {
  if (const auto line = line_of_long_key(text))
    return TomlError{*line, "a key of more than 16 names with dots between them"};
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return TomlError{static_cast<int>(error.source().begin.line), std::string(error.description())};
  }
}

}  // namespace frontdesk
