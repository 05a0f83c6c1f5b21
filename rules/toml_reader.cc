#include "rules/toml_reader.h"

#include <algorithm>
#include <charconv>

#include "rules/base/fold.h"
#include "rules/base/nearest.h"

namespace frontdesk {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(' ') == std::string_view::npos;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

std::string in_units(std::chrono::seconds length) {
  const auto count = length.count();
  if (count != 0 && count % 86400 == 0) return std::to_string(count / 86400) + 'd';
  if (count != 0 && count % 3600 == 0) return std::to_string(count / 3600) + 'h';
  if (count != 0 && count % 60 == 0) return std::to_string(count / 60) + 'm';
  return std::to_string(count) + 's';
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  if (text.empty() || text.size() > 32) return std::nullopt;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || count < 0 || count > 1'000'000'000 || digits >= text.size())
      return std::nullopt;
    const char unit = text[digits];
    const int factor = unit == 's'   ? 1
                       : unit == 'm' ? 60
                       : unit == 'h' ? 3600
                       : unit == 'd' ? 86400
                                     : 0;
    if (factor == 0) return std::nullopt;
    total += count * factor;
    text.remove_prefix(digits + 1);
  }
  return std::chrono::seconds{total};
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour > 24 || (hour == 24 && minute != 0)) return std::nullopt;
  return std::chrono::minutes{hour * 60 + minute};
}

std::string or_meant(std::string_view name, const std::set<std::string, std::less<>>& known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  const auto near = nearest_name(name, names);
  return near.empty() ? std::string() : "; did you mean \"" + std::string(near) + "\"?";
}

std::string TableReader::path_of(std::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
}

int TableReader::line_of(std::string_view key) const {
  const auto* found = table_->find(key);
  return found ? found->line : table_->line;
}

void TableReader::fault(std::string_view key, std::string says) {
  log_->fault(line_of(key), path_of(key), std::move(says));
}

void TableReader::warn(std::string_view key, std::string says) {
  log_->warn(line_of(key), path_of(key), std::move(says));
}

const TomlValue* TableReader::look_up(std::string_view key, bool required) {
  known_.emplace(key);
  const auto* found = table_->find(key);
  if (!found && required) fault(key, "is missing");
  return found;
}

const std::string* TableReader::peek_text(std::string_view key) {
  const auto* found = look_up(key, false);
  return found ? std::get_if<std::string>(&found->value) : nullptr;
}

std::string TableReader::text(std::string_view key) {
  const auto* found = look_up(key, true);
  if (!found) return {};
  const auto* written = std::get_if<std::string>(&found->value);
  if (!written || is_blank(fold(*written))) {
    fault(key, "expected text that is not blank");
    return {};
  }
  if (written->size() > max_rule_text) {
    fault(key, "expected at most " + std::to_string(max_rule_text) + " bytes of text");
    return {};
  }
  return *written;
}

std::string TableReader::text_or(std::string_view key, std::string_view fallback) {
  known_.emplace(key);
  return has(key) ? text(key) : std::string(fallback);
}

std::string TableReader::id(std::string_view key) {
  auto written = text(key);
  if (!written.empty() && !is_id(written)) {
    fault(key, "expected 1 to 64 letters, digits, dots, dashes or underscores");
    return {};
  }
  return written;
}

std::string TableReader::word(std::string_view key, std::initializer_list<std::string_view> words,
                              std::optional<std::string_view> fallback) {
  const auto* found = look_up(key, !fallback);
  if (!found) return std::string(fallback.value_or(""));
  if (const auto* written = std::get_if<std::string>(&found->value))
    if (std::find(words.begin(), words.end(), *written) != words.end()) return *written;
  std::string all;
  for (const auto each : words) all += (all.empty() ? "" : ", ") + std::string(each);
  fault(key, "expected one of " + all);
  return std::string(fallback.value_or(""));
}

std::vector<std::string> TableReader::texts_or_none(std::string_view key) {
  std::vector<std::string> all;
  const auto* found = look_up(key, false);
  if (!found) return all;
  const auto* list = std::get_if<TomlList>(&found->value);
  if (!list || list->size() > max_rule_rows) {
    fault(key, "expected a list of texts");
    return all;
  }
  for (const auto& item : *list) {
    const auto* written = std::get_if<std::string>(&item.value);
    if (written && !is_blank(fold(*written)) && written->size() <= max_rule_text)
      all.push_back(*written);
    else
      log_->fault(item.line, path_of(key), "expected texts that are not blank");
  }
  return all;
}

bool TableReader::flag_or(std::string_view key, bool fallback) {
  const auto* found = look_up(key, false);
  if (!found) return fallback;
  if (const auto* flag = std::get_if<bool>(&found->value)) return *flag;
  fault(key, "expected true or false");
  return fallback;
}

std::int64_t TableReader::whole(std::string_view key, std::int64_t low, std::int64_t high,
                                std::optional<std::int64_t> fallback) {
  const auto* found = look_up(key, !fallback);
  if (!found) return fallback.value_or(low);
  const auto* number = std::get_if<std::int64_t>(&found->value);
  if (number && *number >= low && *number <= high) return *number;
  fault(key, "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return fallback.value_or(low);
}

double TableReader::number(std::string_view key, double low, double high) {
  const auto* found = look_up(key, true);
  if (!found) return low;
  const auto* whole_number = std::get_if<std::int64_t>(&found->value);
  const auto* real = std::get_if<double>(&found->value);
  const double value = whole_number ? static_cast<double>(*whole_number) : real ? *real : low - 1;
  if (value >= low && value <= high) return value;
  const auto plain = [](double bound) {
    char digits[32];
    return std::string(digits, std::to_chars(digits, digits + sizeof digits, bound).ptr);
  };
  fault(key, "expected a number from " + plain(low) + " to " + plain(high));
  return low;
}

std::chrono::seconds TableReader::duration(std::string_view key, std::chrono::seconds low,
                                           std::chrono::seconds high,
                                           std::optional<std::chrono::seconds> fallback) {
  const auto* found = look_up(key, !fallback);
  if (!found) return fallback.value_or(low);
  const auto* written = std::get_if<std::string>(&found->value);
  const auto length = written ? parse_duration(*written) : std::nullopt;
  if (length && *length >= low && *length <= high) return *length;
  fault(key, "expected a duration from " + in_units(low) + " to " + in_units(high) +
                 ", written like \"90s\", \"25m\", \"2h\" or \"14d\"");
  return fallback.value_or(low);
}

std::optional<std::chrono::minutes> TableReader::time_of_day(std::string_view key) {
  const auto* found = look_up(key, true);
  if (!found) return std::nullopt;
  const auto* written = std::get_if<std::string>(&found->value);
  const auto time = written ? parse_time_of_day(*written) : std::nullopt;
  if (!time) fault(key, "expected a time of day from \"00:00\" to \"24:00\"");
  return time;
}

std::optional<TomlDate> TableReader::date(std::string_view key) {
  const auto* found = look_up(key, true);
  if (!found) return std::nullopt;
  if (const auto* written = std::get_if<TomlDate>(&found->value)) return *written;
  fault(key, "expected a date without quotes, like 2027-12-27");
  return std::nullopt;
}

std::vector<TableReader> TableReader::tables(std::string_view key) {
  std::vector<TableReader> all;
  const auto* found = look_up(key, false);
  if (!found) return all;
  const auto* list = std::get_if<TomlList>(&found->value);
  if (!list) {
    fault(key, "expected a list of tables, [[" + std::string(key) + "]]");
    return all;
  }
  if (list->size() > max_rule_rows) {
    fault(key, "expected at most " + std::to_string(max_rule_rows) + " rows");
    return all;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = path_of(key) + '[' + std::to_string(i) + ']';
    const auto& item = (*list)[i];
    if (std::holds_alternative<TomlTable>(item.value))
      all.emplace_back(item, path, *log_);
    else
      log_->fault(item.line, path, "expected a table");
  }
  return all;
}

std::optional<TableReader> TableReader::table(std::string_view key) {
  const auto* found = look_up(key, false);
  if (!found) return std::nullopt;
  if (std::holds_alternative<TomlTable>(found->value))
    return TableReader(*found, path_of(key), *log_);
  fault(key, "expected a table, [" + std::string(key) + "]");
  return std::nullopt;
}

void TableReader::finish() {
  const auto* members = std::get_if<TomlTable>(&table_->value);
  if (!members) return;
  for (const auto& [key, member] : *members) {
    if (known_.contains(key)) continue;
    log_->fault(member.line, path_of(key),
                "is not a key that is known here" + or_meant(key, known_));
  }
}

void UniqueIds::add(TableReader& reader, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  const auto [at, added] = lines_.emplace(value, reader.line_of(key));
  if (!added) reader.fault(key, "is the same as in line " + std::to_string(at->second));
}

}  // namespace frontdesk
