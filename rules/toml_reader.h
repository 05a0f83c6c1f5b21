// Reads a table of a rule file key by key. Each read says what it expects; what is not so becomes a
// Fault with file, line and key, and reading goes on, so that an operator sees all faults at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/base/names.h"
#include "rules/loader.h"
#include "rules/toml_value.h"

namespace frontdesk {

// Bounds of every rule file.
inline constexpr std::size_t max_rule_file_bytes = 4u << 20;
inline constexpr std::size_t max_rule_rows = 100'000;
inline constexpr std::size_t max_rule_text = 1000;

// Collects what is wrong in one file.
class FaultLog {
 public:
  FaultLog(std::string file, LoadedRules& into) : file_(std::move(file)), into_(&into) {}
  void fault(int line, std::string key, std::string says) {
    into_->faults.push_back({file_, line, std::move(key), std::move(says)});
  }
  void warn(int line, std::string key, std::string says) {
    into_->warnings.push_back({file_, line, std::move(key), std::move(says)});
  }
  std::size_t count() const { return into_->faults.size(); }

 private:
  std::string file_;
  LoadedRules* into_;
};

class TableReader {
 public:
  // `path` is what stands before a key in a fault: "" at the top, "row[3]" below.
  TableReader(const TomlValue& table, std::string path, FaultLog& log)
      : table_(&table), path_(std::move(path)), log_(&log) {}

  bool has(std::string_view key) const { return table_->find(key) != nullptr; }

  // Text that is there and not blank, also after folding.
  std::string text(std::string_view key);
  // The same, where the key may be left out.
  std::string text_or(std::string_view key, std::string_view fallback);
  // An id: 1 to 64 letters, digits, dots, dashes and underscores.
  std::string id(std::string_view key);
  // One of a few words; without a fallback it is required.
  std::string word(std::string_view key, std::initializer_list<std::string_view> words,
                   std::optional<std::string_view> fallback = {});
  std::vector<std::string> texts_or_none(std::string_view key);
  bool flag_or(std::string_view key, bool fallback);
  std::int64_t whole(std::string_view key, std::int64_t low, std::int64_t high,
                     std::optional<std::int64_t> fallback = {});
  double number(std::string_view key, double low, double high);
  // "90s", "10m", "2h", "14d", and sums of them: "1h30m".
  std::chrono::seconds duration(std::string_view key, std::chrono::seconds low,
                                std::chrono::seconds high,
                                std::optional<std::chrono::seconds> fallback = {});
  // The same in minutes or hours; what they cannot hold exactly is a fault.
  template <class Unit>
  Unit duration_in(std::string_view key, std::chrono::seconds low, std::chrono::seconds high,
                   Unit fallback) {
    const auto length = duration(key, low, high, fallback);
    const auto whole_units = std::chrono::duration_cast<Unit>(length);
    if (whole_units != length)
      fault(key, std::is_same_v<Unit, std::chrono::hours> ? "expected whole hours"
                                                          : "expected whole minutes");
    return whole_units;
  }
  // "08:00"; "24:00" is the end of a day. Nothing where it is at fault.
  std::optional<std::chrono::minutes> time_of_day(std::string_view key);
  std::optional<TomlDate> date(std::string_view key);
  // The tables of a list, `[[row]]`; none where the key is left out.
  std::vector<TableReader> tables(std::string_view key);
  // The table `[overflow]`; nothing where it is left out.
  std::optional<TableReader> table(std::string_view key);

  // One name of a described enumeration.
  template <class E>
  E choice(std::string_view key, std::optional<E> fallback = {}) {
    const auto* found = look_up(key, !fallback);
    if (!found) return fallback.value_or(E{});
    const auto* written = std::get_if<std::string>(&found->value);
    const auto value = written ? enum_from<E>(*written) : std::nullopt;
    if (!value) fault(key, "expected one of " + names_of<E>());
    return value.value_or(fallback.value_or(E{}));
  }
  template <class E>
  std::vector<E> choices(std::string_view key) {
    std::vector<E> all;
    for (const auto& written : texts_or_none(key)) {
      if (const auto value = enum_from<E>(written))
        all.push_back(*value);
      else
        fault(key, "expected names out of " + names_of<E>() + ", not \"" + written + '"');
    }
    return all;
  }

  // Reports every key that nothing has asked for. Call it last.
  void finish();

  int line() const { return table_->line; }
  int line_of(std::string_view key) const;
  std::string path_of(std::string_view key) const;
  // How many faults there are so far, in all files.
  std::size_t fault_count() const { return log_->count(); }
  // The text of a key as it stands, noted as known; null where there is none.
  const std::string* peek_text(std::string_view key);
  void fault(std::string_view key, std::string says);
  void warn(std::string_view key, std::string says);
  // Something that the whole file lacks.
  void lacks(std::string_view key, std::string says) {
    log_->fault(0, path_of(key), std::move(says));
  }

 private:
  // The value, noted as known; a missing one that is required is a fault.
  const TomlValue* look_up(std::string_view key, bool required);

  const TomlValue* table_;
  std::string path_;
  FaultLog* log_;
  std::set<std::string, std::less<>> known_;
};

// Ids, numbers or names seen so far in one file: a second use is a fault that names the line of the
// first.
class UniqueIds {
 public:
  void add(TableReader& reader, std::string_view key, const std::string& value);

 private:
  std::map<std::string, int> lines_;
};

// "1h30m" as seconds; nothing where it is not a duration.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
// "17:30" as minutes of the day, up to 24:00.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
// `; did you mean "field"?`, or "" where no known name is near.
std::string or_meant(std::string_view name, const std::set<std::string, std::less<>>& known);

}  // namespace frontdesk
