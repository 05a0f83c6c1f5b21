// POST /v1/interactions: tickets from elsewhere, PSA, RMM and virtual assistants (R67, R68, R70).

#include <algorithm>

#include "daemon/api/bodies.h"
#include "daemon/api/services.h"
#include "intake/psa/ticket_request.h"
#include "rules/base/digest.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

constexpr std::size_t key_bytes = 255;

bool may_be_key(std::string_view key) {
  return key.size() <= key_bytes &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<TicketOrigin> origin_of(const Request& request) {
  const auto key = request.header("idempotency-key");
  if (!may_be_key(key))
    return problem(ProblemCode::invalid, "Idempotency-Key: expected up to " +
                                             std::to_string(key_bytes) +
                                             " characters of ASCII without spaces, best a UUID");
  // Each token counts its keys for itself.
  auto own = key.empty() ? std::string() : request.principal.name + ' ' + std::string(key);
  return TicketOrigin{request.principal.msp, std::move(own), sha256_hex(request.body)};
}

// Of another MSP's token, and of nobody's, the same is said.
Result<void> may_bring(const Services& services, const Request& request,
                       const TicketRequest& ticket) {
  const auto directory = services.desk.directory();
  if (!ticket.msp.empty() && (!directory->msp(ticket.msp) || !may_see(request, ticket.msp)))
    return problem(ProblemCode::invalid, "msp: there is no MSP of this id");
  if (!ticket.line.empty()) {
    // A line of one MSP says whose the ticket is: nobody else's may be named, nor be found out.
    const auto rules = services.desk.rules();
    const auto* line = rules->lines.by_id(ticket.line);
    const bool theirs = line && !line->msp.empty();
    if (theirs &&
        (!may_see(request, line->msp) || (!ticket.msp.empty() && line->msp != ticket.msp)))
      return problem(ProblemCode::invalid, std::string(no_such_line));
  }
  if (ticket.site.empty()) return {};
  const auto owner = directory->tenant_of(RecordKind::sites, ticket.site);
  if (owner.empty() || !may_see(request, owner) || (!ticket.msp.empty() && owner != ticket.msp))
    return problem(ProblemCode::invalid, "site: there is no site of this id");
  return {};
}

Response answer(const Brought& brought, std::string_view decision) {
  std::string body = to_json(brought);
  body.pop_back();
  body.append(",\"decision\":").append(decision) += '}';
  return {brought.repeated ? 200 : 201,
          "application/json",
          std::move(body),
          {{"Location", "/v1/arrivals/" + brought.arrival}}};
}

// What the first of its key became. Another body under the same key is a mistake of whoever sends
// it, and nothing was done with it.
Response repeated(const Services& services, const Request& request, const std::string& id,
                  const TicketOrigin& origin) {
  const auto record = get_arrival(services.desk.store(), id);
  if (!record) return http::problem_response(record.error());
  const auto facts = get_facts(services.desk.store(), id);
  if (!facts) return http::problem_response(facts.error());
  if (!*record) return not_found("arrival", id);
  const auto* known = *facts ? &**facts : nullptr;
  if (known && known->content_sha256 != origin.content_sha256)
    return http::problem_response(problem(
        ProblemCode::conflict, "this Idempotency-Key was used with another body, which became " +
                                   id + ": send a key of its own with each request"));
  const auto& ticket = (*record)->ticket;
  return answer({id, ticket.empty() ? std::nullopt : std::optional(ticket), true},
                told_decision(services, request, (*record)->decided, known));
}

awaitable<Response> bring(const Services& services, const Request& request) {
  auto ticket = read_ticket_request(request.body);
  if (!ticket) co_return http::problem_response(ticket.error());
  const auto origin = origin_of(request);
  if (!origin) co_return http::problem_response(origin.error());
  if (auto ok = tidy(*ticket, *services.desk.rules()); !ok)
    co_return http::problem_response(ok.error());
  if (auto ok = may_bring(services, request, *ticket); !ok)
    co_return http::problem_response(ok.error());
  const auto now = services.clock.now();
  const auto arrival = distil_ticket(*ticket, *origin, now, new_arrival_id(now));
  auto taken =
      co_await ask<std::vector<Taken>>(services, [&](FrontDesk::Done<std::vector<Taken>> done) {
        services.desk.take({{arrival, {}}}, to_json(*ticket), std::move(done), false);
      });
  if (!taken) co_return http::problem_response(taken.error());
  auto& one = taken->front();
  if (one.decision.outcome == Outcome::duplicate)
    co_return repeated(services, request, one.arrival, *origin);
  std::optional<std::string> opened;
  if (one.decision.ticket) opened = one.decision.ticket->str();
  const auto decision = told(services, request, std::move(one.decision), &arrival);
  co_return answer({one.arrival, std::move(opened)}, decision);
}

}  // namespace

void add_interaction_routes(http::RouteTable& table, const Services& services) {
  using http::ParameterPlace;
  table.add(
      {.method = "POST",
       .pattern = "/v1/interactions",
       .summary =
           "Brings a ticket in: of a PSA, an RMM or a virtual assistant. Answered when it is "
           "durable",
       .roles = {Role::intake, Role::msp},
       .parameters = {{"Idempotency-Key", ParameterPlace::header,
                       "the same with every try of one request: it is taken in once, and each try "
                       "gets the same answer"}},
       .body = {"TicketRequest", {"application/json"}},
       .responses = {{201, "it was taken in", "Brought"},
                     {200, "it was brought before with this key: what became of it", "Brought"},
                     {409, "this key was used with another body"}},
       .handler = [services](const Request& request) { return bring(services, request); }});
}

}  // namespace frontdesk::api
