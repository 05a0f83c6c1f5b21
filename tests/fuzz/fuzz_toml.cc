// TOML of any bytes as plain values, and the small texts in them: durations and times of day.
#include <string>

#include "rules/base/fold.h"
#include "rules/toml_reader.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

// How many values there are; every one of them knows its line.
std::size_t count(const TomlValue& value, int lines) {
  require(value.line >= 0 && value.line <= lines);
  std::size_t total = 1;
  if (const auto* list = std::get_if<TomlList>(&value.value))
    for (const auto& item : *list) total += count(item, lines);
  if (const auto* table = std::get_if<TomlTable>(&value.value))
    for (const auto& member : *table) {
      require(is_utf8(member.key) && value.find(member.key) == &member.value);
      total += count(member.value, lines);
    }
  return total;
}

void check_small(std::string_view text) {
  if (const auto length = parse_duration(text)) {
    require(length->count() >= 0);
    const bool short_enough = *length <= std::chrono::seconds{1'000'000'000};
    require(!short_enough || parse_duration(std::to_string(length->count()) + 's') == length);
  }
  if (const auto time = parse_time_of_day(text))
    require(time->count() >= 0 && *time <= std::chrono::hours{24});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto parsed = parse_toml(text);
  const auto lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  if (const auto* value = std::get_if<TomlValue>(&parsed)) {
    require(std::holds_alternative<TomlTable>(value->value));
    require(count(*value, lines) <= size + 1);
  } else {
    const auto& error = std::get<TomlError>(parsed);
    require(!error.says.empty() && error.line >= 0);
  }
  check_small(text.substr(0, 40));
  return 0;
}
