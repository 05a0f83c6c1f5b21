#include "daemon/cli/offline.h"

#include "daemon/cli/files.h"
#include "daemon/cli/table.h"

namespace frontdesk::cli {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string row_text(const RejectedRow& row) {
  std::string out = row.kind;
  if (!row.kind.empty()) out += '[' + std::to_string(row.line) + ']';
  if (!row.id.empty()) out += (out.empty() ? "" : " ") + row.id;
  return out.empty() ? row.says : out + ": " + row.says;
}

Result<std::shared_ptr<const RuleSet>> rules_of(const Options& options, Io& io) {
  auto loaded = load_rules(options.rules);
  if (loaded.rules && loaded.faults.empty()) return loaded.rules;
  for (const auto& fault : loaded.faults) io.err << printable(frontdesk::to_text(fault)) << '\n';
  return problem(ProblemCode::rule_fault, counted(loaded.faults.size(), "fault", "faults") +
                                              " in the rules of " + options.rules);
}

Result<Directory> directory_of(const Options& options, const RuleSet& rules, Io& io) {
  if (options.directory.empty()) return Directory{};
  const auto text = read_file(options.directory, largest_directory);
  if (!text) return text.error();
  ImportOptions as_it_stands;
  as_it_stands.as_they_stand = true;
  auto imported = import_json(*text, {}, rules, as_it_stands, SystemClock().now());
  const auto& rejected = imported.report.rejected;
  if (rejected.empty()) return std::move(imported.directory);
  for (const auto& row : rejected)
    io.err << printable(options.directory + ": " + row_text(row)) << '\n';
  return problem(ProblemCode::directory_fault,
                 counted(rejected.size(), "row", "rows") + " rejected in " + options.directory);
}

}  // namespace frontdesk::cli
