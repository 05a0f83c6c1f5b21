#include "rules/loader.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rules/base/digest.h"
#include "rules/check_references.h"
#include "rules/load_files.h"
#include "rules/versions.h"

namespace frontdesk {
namespace {

int this_year() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return static_cast<int>(std::chrono::year_month_day(today).year());
}

std::string hash_of(const std::map<std::string, std::string>& texts) {
  std::string all;
  for (const auto& name : rule_file_names()) {
    const auto text = texts.find(name);
    if (text == texts.end()) continue;  // may be missing, and is
    all += name + '\n' + std::to_string(text->second.size()) + '\n' + text->second;
  }
  return "sha256:" + sha256_hex(all);
}

// Files that came with a later version: who upgrades need not write them at once.
bool may_be_missing(std::string_view name) {
  return name == "calls.toml";
}

// One compilation: reads each file, keeps which of them could not be read at all.
class Compilation {
 public:
  Compilation(const std::map<std::string, std::string>& texts, const std::string& shown_folder)
      : texts_(texts), folder_(shown_folder) {}

  LoadedRules run();

 private:
  std::string shown(const std::string& name) const {
    return (std::filesystem::path(folder_) / name).generic_string();
  }
  FaultLog log(const std::string& name) { return FaultLog(shown(name), out_); }

  // Hands the file's top table to `read`; leaves the default where the file has no sound syntax.
  template <class Read>
  auto file(const std::string& name, Read read) {
    FaultLog faults = log(name);
    TomlValue top;
    top.line = 1;
    top.value = TomlTable{};
    const auto text = texts_.find(name);
    if (text == texts_.end() && may_be_missing(name)) {
      // Then all of it has its default.
    } else if (text == texts_.end()) {
      unreadable_.insert(name);
      faults.fault(0, "", "this rule file is missing");
    } else if (text->second.size() > max_rule_file_bytes) {
      unreadable_.insert(name);
      faults.fault(0, "", "expected at most 4 MiB");
    } else {
      auto parsed = parse_toml(text->second);
      if (const auto* error = std::get_if<TomlError>(&parsed)) {
        unreadable_.insert(name);
        faults.fault(error->line, "", "is not TOML: " + error->says);
      } else {
        top = std::move(std::get<TomlValue>(parsed));
        top.line = 1;
      }
    }
    TableReader reader(top, "", faults);
    using Rules = decltype(read(reader));
    return unreadable_.contains(name) ? Rules{} : read(reader);
  }

  void check_together(const CoverageRules& coverage, const LineRules& lines,
                      const QueueRules& queues);
  bool readable(const std::string& name) const { return !unreadable_.contains(name); }

  const std::map<std::string, std::string>& texts_;
  std::string folder_;
  std::set<std::string> unreadable_;
  LoadedRules out_;
};

void Compilation::check_together(const CoverageRules& coverage, const LineRules& lines,
                                 const QueueRules& queues) {
  if (!readable("coverage.toml")) return;
  auto coverage_log = log("coverage.toml");
  warn_of_missing_days(coverage, coverage_log);
  if (readable("queues.toml")) {
    check_plans(coverage, queues, coverage_log);
    auto queue_log = log("queues.toml");
    warn_of_unused_queues(queues, coverage, queue_log);
  }
  if (readable("lines.toml")) {
    auto line_log = log("lines.toml");
    check_line_hours(lines, coverage, line_log);
    warn_of_unused_windows(coverage, lines, coverage_log);
  }
}

LoadedRules Compilation::run() {
  auto rules = std::make_shared<RuleSet>();
  auto spam = file("spam-filter.toml", load_spam);
  auto coverage = file("coverage.toml", load_coverage);
  rules->holidays =
      file("holidays.toml", [](TableReader& top) { return load_holidays(top, this_year()); });
  auto lines = file("lines.toml", load_lines);
  auto queues = file("queues.toml", load_queues);
  rules->objectives = file("objectives.toml", load_objectives);
  rules->scope = file("scope.toml", load_scope);
  rules->notification = file("notification.toml", load_notification);
  auto calls = file("calls.toml", load_calls);
  check_together(coverage, lines, queues);
  if (readable("calls.toml") && readable("queues.toml") && readable("lines.toml")) {
    auto call_log = log("calls.toml");
    check_call_targets(calls, queues, lines, call_log);
  }
  if (!out_.faults.empty()) return std::move(out_);

  auto spam_log = log("spam-filter.toml");
  auto table = SpamTable::compile(spam.rows, std::move(spam.exceptions), std::move(spam.guards));
  if (!table) {
    spam_log.fault(0, "", table.error().says);
    return std::move(out_);
  }
  warn_of_shadowed_rows(spam, *table, spam_log);
  rules->spam = std::move(*table);
  rules->coverage = Coverage(std::move(coverage.windows), std::move(coverage.plans));
  rules->policies = coverage.policies;
  rules->lines = Lines(std::move(lines.lines));
  rules->queues = std::move(queues.queues);
  rules->calls = std::move(calls.calls);
  rules->hash = hash_of(texts_);
  rules->versions = deciding_versions();
  for (const auto& name : rule_file_names())
    if (const auto text = texts_.find(name); text != texts_.end()) rules->texts.insert(*text);
  out_.rules = std::move(rules);
  return std::move(out_);
}

// The file's bytes, at most one more than allowed, so that the compiler sees that it is too long.
std::optional<std::string> read_bounded(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes(max_rule_file_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

// Why there is nothing to read in a folder; "" where there is a rule file.
std::string_view no_rules_in(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) return "there is no such folder";
  if (!std::filesystem::is_directory(folder, ignored)) return "is not a folder";
  const auto& names = rule_file_names();
  const bool some = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::filesystem::exists(folder / name, ignored);
  });
  return some ? "" : "has no rule files";
}

}  // namespace

std::string to_text(const Fault& fault) {
  std::string text = fault.file;
  if (fault.line > 0) text += ':' + std::to_string(fault.line);
  text += ": ";
  if (!fault.key.empty()) text += fault.key + ": ";
  return text + fault.says;
}

const std::vector<std::string>& rule_file_names() {
  static const std::vector<std::string> names{
      "spam-filter.toml", "coverage.toml", "holidays.toml",     "lines.toml", "queues.toml",
      "objectives.toml",  "scope.toml",    "notification.toml", "calls.toml"};
  return names;
}

LoadedRules load_rules(const std::filesystem::path& folder) {
  if (const auto why = no_rules_in(folder); !why.empty()) {
    LoadedRules none;
    none.faults.push_back({folder.generic_string(), 0, "", std::string(why)});
    return none;
  }
  std::map<std::string, std::string> texts;
  for (const auto& name : rule_file_names())
    if (auto text = read_bounded(folder / name)) texts.emplace(name, std::move(*text));
  return compile_rules(texts, folder.generic_string());
}

LoadedRules compile_rules(const std::map<std::string, std::string>& texts,
                          const std::string& shown_folder) {
  return Compilation(texts, shown_folder).run();
}

}  // namespace frontdesk
