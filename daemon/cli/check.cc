#include <filesystem>
#include <set>

#include "daemon/cli/files.h"
#include "daemon/cli/offline.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"
#include "rules/rule_diff.h"

namespace frontdesk::cli {
namespace {

struct CheckReport {
  std::string rules;  // the hash; "" where there are faults
  std::vector<Fault> faults, warnings;
  std::optional<ImportReport> directory;
};
BOOST_DESCRIBE_STRUCT(CheckReport, (), (rules, faults, warnings, directory))

void print_rules(const Options& options, const LoadedRules& loaded, const CheckReport& report,
                 Io& io) {
  for (const auto& fault : report.faults) io.out << printable(frontdesk::to_text(fault)) << '\n';
  for (const auto& warning : report.warnings)
    io.out << "warning: " << printable(frontdesk::to_text(warning)) << '\n';
  if (!loaded.rules) return;
  const auto& rules = *loaded.rules;
  io.out << printable(options.rules) << ": good\n  " << rules.hash << "\n  " << rules.versions
         << '\n';
  Table table({"spam rows", "loop guards", "windows", "plans", "lines", "queues"});
  table.row({std::to_string(rules.spam.rows().size()), std::to_string(rules.spam.guards().size()),
             std::to_string(rules.coverage.windows().size()),
             std::to_string(rules.coverage.plans().size()),
             std::to_string(rules.lines.all().size()), std::to_string(rules.queues.all.size())});
  io.out << table.text(io.columns);
}

void print_directory(const Options& options, const ImportReport& report, Io& io) {
  for (const auto& row : report.rejected)
    io.out << printable(options.directory + ": " + row_text(row)) << '\n';
  for (const auto& notice : report.notices) io.out << printable(notice_text(notice)) << '\n';
  if (report.rejected.empty())
    io.out << printable(options.directory) << ": good, "
           << counted(static_cast<std::size_t>(report.counts.added), "record", "records") << '\n';
}

// Only a directory with sites can tell which plans nobody has.
void warn_of_unused_plans(const Options& options, const RuleSet& rules, const Directory& directory,
                          std::vector<Fault>& warnings) {
  std::set<std::string, std::less<>> used;
  directory.each_site([&](const Site& site) { used.insert(site.plan); });
  if (used.empty()) return;
  std::string names;
  for (const auto& plan : unused_plans(rules, used)) names += (names.empty() ? "" : ", ") + plan;
  if (names.empty()) return;
  const auto file = (std::filesystem::path(options.rules) / "coverage.toml").generic_string();
  warnings.push_back({file, 0, "plan", "no site of " + options.directory + " has " + names});
}

Problem verdict(const Options& options, const CheckReport& report) {
  if (!report.faults.empty())
    return problem(ProblemCode::rule_fault, counted(report.faults.size(), "fault", "faults") +
                                                " in the rules of " + options.rules);
  return problem(ProblemCode::directory_fault,
                 counted(report.directory->rejected.size(), "row", "rows") + " rejected in " +
                     options.directory);
}

}  // namespace

Result<int> check(const Options& options, Io& io) {
  const auto read = loaded_rules(options);
  if (!read) return read.error();
  const auto& loaded = *read;
  CheckReport report{loaded.rules ? loaded.rules->hash : "", loaded.faults, loaded.warnings, {}};
  if (loaded.rules && !options.directory.empty()) {
    const auto text = read_file(options.directory, largest_directory);
    if (!text) return text.error();
    auto imported = import_json(*text, {}, *loaded.rules, {}, SystemClock().now());
    if (imported.report.rejected.empty())
      warn_of_unused_plans(options, *loaded.rules, imported.directory, report.warnings);
    report.directory = std::move(imported.report);
  }
  if (options.json) {
    io.out << to_json(report) << '\n';
  } else {
    print_rules(options, loaded, report, io);
    if (report.directory) print_directory(options, *report.directory, io);
  }
  const bool good = loaded.rules && report.faults.empty() &&
                    (!report.directory || report.directory->rejected.empty());
  if (good) return 0;
  return verdict(options, report);
}

}  // namespace frontdesk::cli
