#include "daemon/cli/api_client.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/offline.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

std::vector<Fault> faults_in(const boost::json::value& reply, std::string_view member) {
  const auto& list = member_of(reply, member);
  if (!list.is_array()) return {};
  auto faults = from_json_value<std::vector<Fault>>(list);
  return faults ? std::move(*faults) : std::vector<Fault>();
}

}  // namespace

Result<int> reload(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  const auto reply = client->call("POST", "/v1/reload");
  if (!reply) return reply.error();
  const auto answer = parse_json(reply->body);
  if (!reply->good()) {
    const auto faults = answer ? faults_in(*answer, "faults") : std::vector<Fault>();
    if (options.json && !faults.empty()) {
      io.out << json_line(*answer);
      return info(ProblemCode::rule_fault).exit_code;
    }
    for (const auto& fault : faults) io.err << printable(frontdesk::to_text(fault)) << '\n';
    if (faults.empty()) return problem_of(*reply);
    return problem(ProblemCode::rule_fault, counted(faults.size(), "fault", "faults") +
                                                "; the rules in force stay as they were");
  }
  if (!answer) return answer.error();
  if (options.json) {
    io.out << json_line(*answer);
    return 0;
  }
  for (const auto& warning : faults_in(*answer, "warnings"))
    io.out << "warning: " << printable(frontdesk::to_text(warning)) << '\n';
  io.out << "in force: " << printable(text_of(*answer, "rules")) << '\n';
  return 0;
}

}  // namespace frontdesk::cli
