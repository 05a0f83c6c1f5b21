#include "daemon/cli/offline.h"

#include <algorithm>
#include <filesystem>

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

std::string csv_row_text(const std::string& file, const RejectedRow& row) {
  std::string out = file;
  if (row.line > 0) out += ':' + std::to_string(row.line);
  if (!row.id.empty()) out += ": " + row.id;
  return out + ": " + row.says;
}

std::string notice_text(const DirectoryNotice& notice) {
  constexpr std::size_t shown = 5;
  std::string out = "notice: " + notice.code + ": ";
  const auto& refs = notice.refs;
  // Many a sentence names its records itself.
  if (refs.empty() || notice.says.find(refs.front()) != std::string::npos) return out + notice.says;
  for (std::size_t i = 0; i < refs.size() && i < shown; ++i) out += (i > 0 ? ", " : "") + refs[i];
  if (refs.size() > shown) out += " and " + std::to_string(refs.size() - shown) + " more";
  return out + ": " + notice.says;
}

Result<LoadedRules> loaded_rules(const Options& options) {
  const std::filesystem::path folder(options.rules);
  auto loaded = load_rules(folder);
  if (loaded.faults.empty() || loaded.faults[0].file != folder.generic_string()) return loaded;
  return problem(ProblemCode::rule_fault,
                 frontdesk::to_text(loaded.faults[0]) +
                     "; name a folder of rule files with --rules DIR (those that ship are "
                     "rules/default)");
}

Result<std::shared_ptr<const RuleSet>> rules_of(const Options& options, Io& io) {
  auto read = loaded_rules(options);
  if (!read) return read.error();
  const auto& loaded = *read;
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
