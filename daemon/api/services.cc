#include "daemon/api/services.h"

#include <charconv>

#include "daemon/decision_json.h"
#include "router/says.h"
#include "storage/records.h"

namespace frontdesk::api {

Result<std::size_t> limit_of(const http::Request& request) {
  const auto text = request.query_value("limit");
  if (!text || text->empty()) return std::size_t{50};
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc() || end != text->data() + text->size() || limit == 0 || limit > 500)
    return problem(ProblemCode::invalid, "limit: expected a number from 1 to 500");
  return limit;
}

std::string tenant_of(const http::Request& request) {
  const std::string asked(request.query_value("msp").value_or(""));
  const auto& own = request.principal.msp;
  if (own.empty()) return asked;
  return asked.empty() || asked == own ? own : "\n";
}

bool may_see(const http::Request& request, std::string_view msp) {
  return request.principal.msp.empty() || request.principal.msp == msp;
}

Result<ArrivalRecord> visible_arrival(const Services& services, const http::Request& request) {
  const auto id = request.parameter("id");
  const auto record = get_arrival(services.desk.store(), id);
  if (!record) return record.error();
  if (!*record || !may_see(request, (*record)->msp))
    return problem(ProblemCode::not_found, "there is no arrival " + std::string(id));
  return **record;
}

http::Response not_found(std::string_view what, std::string_view id) {
  return http::problem_response(
      problem(ProblemCode::not_found, "there is no " + std::string(what) + ' ' + std::string(id)));
}

OwnView view_of(const http::Request& request, const Directory& directory) {
  return {request.principal.msp, directory};
}

std::string told_decision(const Services& services, const http::Request& request, Position position,
                          const Arrival* facts) {
  if (position == 0) return "null";
  const auto event = get_event(services.desk.store(), position);
  if (!event || !*event || !(*event)->decision) return "null";
  return told(services, request, *(*event)->decision, facts);
}

std::string told(const Services& services, const http::Request& request, Decision decision,
                 const Arrival* facts) {
  const auto directory = services.desk.directory();
  const auto rules = services.desk.rules();
  view_of(request, *directory).narrow(decision);
  render(decision, facts, *directory, *rules);
  return decision_json(decision);
}

}  // namespace frontdesk::api
