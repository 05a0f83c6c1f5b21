#include "daemon/cli/api_client.h"
#include "daemon/cli/files.h"
#include "daemon/cli/offline.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

void print_report(const std::string& file, bool csv, const ImportReport& report, Io& io) {
  for (const auto& row : report.rejected)
    io.out << printable(csv ? csv_row_text(file, row) : file + ": " + row_text(row)) << '\n';
  for (const auto& notice : report.notices) io.out << printable(notice_text(notice)) << '\n';
  Table table({"added", "changed", "same", "deactivated", "rejected", "applied"});
  const auto& c = report.counts;
  table.row({std::to_string(c.added), std::to_string(c.changed), std::to_string(c.same),
             std::to_string(c.deactivated), std::to_string(c.rejected),
             report.applied ? "yes" : "no"});
  io.out << table.text(io.columns);
}

bool is_report(const Result<boost::json::value>& answer) {
  const auto* object = answer ? answer->if_object() : nullptr;
  return object && object->contains("counts");
}

}  // namespace

Result<int> import_file(const Options& options, Io& io) {
  const auto& file = options.files.front();
  const auto text = read_file(file, largest_directory);
  if (!text) return text.error();
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  ApiQuery query;
  if (options.dry_run) query.emplace_back("dry_run", "true");
  if (options.deactivate_absent) query.emplace_back("deactivate_absent", "true");
  const bool csv = file.ends_with(".csv") || file.ends_with(".CSV");
  const auto reply =
      client->call("POST", "/v1/import", query, *text, csv ? "text/csv" : "application/json");
  if (!reply) return reply.error();
  const auto answer = parse_json(reply->body);
  if (!is_report(answer)) {
    if (!reply->good()) return problem_of(*reply);
    return problem(ProblemCode::internal, "the daemon's answer is not a report");
  }
  const auto report = from_json_value<ImportReport>(*answer);
  if (!report) return report.error();
  if (options.json)
    io.out << to_json(*report) << '\n';
  else
    print_report(file, csv, *report, io);
  if (report->rejected.empty() && reply->good()) return 0;
  return problem(ProblemCode::directory_fault,
                 counted(report->rejected.size(), "row", "rows") + " rejected; nothing was loaded");
}

}  // namespace frontdesk::cli
