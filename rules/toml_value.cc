#include "rules/toml_value.h"

#include <toml++/toml.h>

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

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
  const auto* table = std::get_if<TomlTable>(&value);
  if (!table) return nullptr;
  for (const auto& member : *table)
    if (member.key == key) return &member.value;
  return nullptr;
}

std::variant<TomlValue, TomlError> parse_toml(std::string_view text) {
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return TomlError{static_cast<int>(error.source().begin.line), std::string(error.description())};
  }
}

}  // namespace frontdesk
