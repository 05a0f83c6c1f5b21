// A TOML file as plain values with their lines. The TOML library is seen in toml_value.cc only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace frontdesk {

struct TomlDate {
  int year = 0;
  unsigned month = 0, day = 0;
};

struct TomlValue;
struct TomlMember;
using TomlList = std::vector<TomlValue>;
using TomlTable = std::vector<TomlMember>;
// What no rule file needs: times, offsets and the like.
struct TomlOther {};

struct TomlValue {
  int line = 0;
  std::variant<TomlOther, std::string, std::int64_t, double, bool, TomlDate, TomlList, TomlTable>
      value;

  // The value of a key where this is a table that has it.
  const TomlValue* find(std::string_view key) const;
};

struct TomlMember {
  std::string key;
  TomlValue value;
};

struct TomlError {
  int line = 0;
  std::string says;
};

// The file's top table, or the first fault of syntax.
std::variant<TomlValue, TomlError> parse_toml(std::string_view text);

}  // namespace frontdesk
