// POST /v1/queues/next: the head of a technician's queues, taken in the same moment.

#include "daemon/api/bodies.h"
#include "daemon/api/services.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

constexpr std::size_t queues_at_most = 100;

Result<void> check_queues(const Services& services, const std::vector<std::string>& queues) {
  if (queues.empty() || queues.size() > queues_at_most)
    return problem(ProblemCode::invalid, "queues: expected 1 to " + std::to_string(queues_at_most) +
                                             " ids of queues, as [\"us.voice\"]");
  const auto rules = services.desk.rules();
  for (const auto& queue : queues)
    if (!rules->queues.find(queue))
      return problem(ProblemCode::invalid, "queues: the rules have no queue \"" + queue + "\"");
  return {};
}

awaitable<Response> next(const Services& services, const Request& request) {
  auto body = read_next(request.body);
  if (!body) co_return http::problem_response(body.error());
  if (auto ok = check_queues(services, body->queues); !ok)
    co_return http::problem_response(ok.error());
  NextWish wish{std::move(body->queues), request.principal.name};
  const auto taken = co_await ask<std::optional<Ticket>>(
      services, [&](FrontDesk::Done<std::optional<Ticket>> done) {
        services.desk.take_next(std::move(wish), std::move(done));
      });
  if (!taken) co_return http::problem_response(taken.error());
  if (!*taken) co_return Response{204, "", "", {}};
  co_return http::json_response(**taken);
}

}  // namespace

void add_work_routes(http::RouteTable& table, const Services& services) {
  table.add(
      {.method = "POST",
       .pattern = "/v1/queues/next",
       .summary = "Takes the next ticket of these queues: Priority Connect first, then by age",
       .roles = {Role::technician},
       .body = {"Next", {"application/json"}},
       .responses = {{200, "the ticket, which is now the caller's", "Ticket"},
                     {204, "nobody waits there"}},
       .handler = [services](const Request& request) { return next(services, request); }});
}

}  // namespace frontdesk::api
