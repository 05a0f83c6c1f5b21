#include "daemon/http/problem_json.h"

namespace frontdesk::http {
namespace {

// Long enough for a stalled store to mend, short enough for a webhook's next try.
constexpr const char* retry_seconds = "5";

std::string title_of(std::string_view code) {
  std::string title(code);
  for (auto& c : title)
    if (c == '_') c = ' ';
  return title;
}

struct ProblemBody {
  std::string type, title;
  int status = 0;
  std::string code, detail;
};
BOOST_DESCRIBE_STRUCT(ProblemBody, (), (type, title, status, code, detail))

}  // namespace

Response refusal(int status, std::string_view code, std::string says) {
  const ProblemBody body{"urn:frontdesk:problem:" + std::string(code), title_of(code), status,
                         std::string(code), std::move(says)};
  Response response{status, "application/problem+json", to_json(body), {}};
  if (status == 503 || status == 429) response.headers.emplace_back("Retry-After", retry_seconds);
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

Response problem_response(const Problem& problem) {
  const auto& row = info(problem.code);
  return refusal(row.http_status, row.name, problem.says);
}

Response too_many_held() {
  return problem_response(problem(ProblemCode::unavailable,
                                  "too many bytes of requests and answers are under way; come "
                                  "again, or raise held_bytes in [http]"));
}

Response later_response(const Problem& problem, std::chrono::seconds after) {
  auto response = refusal(503, info(problem.code).name, problem.says);
  for (auto& [name, value] : response.headers)
    if (name == "Retry-After") value = std::to_string(after.count());
  return response;
}

}  // namespace frontdesk::http
