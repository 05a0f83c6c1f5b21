// GET /v1/tickets, /v1/tickets/{id}, /v1/queues.

#include "daemon/api/services.h"
#include "storage/lists.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

awaitable<Response> list(const Services& services, const Request& request) {
  const auto limit = limit_of(request);
  if (!limit) co_return http::problem_response(limit.error());
  const auto status = enum_of<TicketStatus>(request, "status");
  if (!status) co_return http::problem_response(status.error());
  TicketFilter filter;
  filter.queue = request.query_value("queue").value_or("");
  if (!filter.queue.empty() && !services.desk.rules()->queues.find(filter.queue))
    co_return http::problem_response(
        problem(ProblemCode::invalid, "queue: the rules have no queue \"" + filter.queue + "\""));
  filter.q = request.query_value("q").value_or("");
  filter.msp = tenant_of(request);
  filter.status = *status;
  const auto page = list_tickets(services.desk.store(), filter,
                                 request.query_value("cursor").value_or(""), *limit);
  if (!page) co_return http::problem_response(page.error());
  co_return page_response(page->items, page->next_cursor);
}

// The records of a ticket's interactions, each with its subject and sender where they are kept.
std::string interactions_json(const Store& store, const Ticket& ticket) {
  std::string out = "[";
  for (const auto& id : ticket.interactions) {
    const auto record = get_arrival(store, id);
    if (!record || !*record) continue;
    const auto facts = get_facts(store, id);
    if (out.size() > 1) out += ',';
    out += "{\"arrival\":";
    append_json(out, **record);
    out += ",\"facts\":";
    if (facts && *facts)
      append_json(out, **facts);
    else
      out += "null";
    out += '}';
  }
  return out + ']';
}

awaitable<Response> show(const Services& services, const Request& request) {
  const auto id = request.parameter("id");
  const auto snapshot = services.desk.store().snapshot();
  const auto ticket = get_ticket(*snapshot, id);
  if (!ticket) co_return http::problem_response(ticket.error());
  if (!*ticket || !may_see(request, (*ticket)->msp)) co_return not_found("ticket", id);
  std::optional<Arrival> first;
  if (!(*ticket)->interactions.empty())
    if (auto facts = get_facts(*snapshot, (*ticket)->interactions.front()); facts && *facts)
      first = std::move(**facts);
  std::string out = "{\"ticket\":";
  append_json(out, **ticket);
  out += ",\"interactions\":" + interactions_json(services.desk.store(), **ticket);
  out += ",\"decision\":" + told_decision(services, (*ticket)->decided, first ? &*first : nullptr);
  out += '}';
  co_return Response{200, "application/json", std::move(out), {}};
}

awaitable<Response> queues(const Services& services, const Request&) {
  const auto view = services.desk.view();
  co_return page_response(view->queues, "");
}

}  // namespace

void add_ticket_routes(http::RouteTable& table, const Services& services) {
  using http::ParameterPlace;
  const std::vector<Role> readers{Role::technician, Role::msp};
  table.add({.method = "GET",
             .pattern = "/v1/tickets",
             .summary = "Tickets, newest first",
             .roles = readers,
             .parameters =
                 {{"queue", ParameterPlace::query, "a queue's id"},
                  {"status", ParameterPlace::query, "one of " + names_of<TicketStatus>()},
                  {"msp", ParameterPlace::query, "an MSP's id"},
                  {"q", ParameterPlace::query,
                   "a ticket number, an exact address or phone number, or words of the subject"},
                  {"cursor", ParameterPlace::query, "`next` of the page before"},
                  {"limit", ParameterPlace::query, "1 to 500", false, "integer"}},
             .responses = {{200, "a page of tickets", "TicketPage"}},
             .handler = [services](const Request& request) { return list(services, request); }});
  table.add({.method = "GET",
             .pattern = "/v1/tickets/{id}",
             .summary = "A ticket with its interactions and its decision",
             .roles = readers,
             .parameters = {{"id", ParameterPlace::path, "T-1042", true}},
             .responses = {{200, "the ticket", "TicketDetail"}},
             .handler = [services](const Request& request) { return show(services, request); }});
}

void add_queue_routes(http::RouteTable& table, const Services& services) {
  table.add({.method = "GET",
             .pattern = "/v1/queues",
             .summary = "Every queue with its depth and its oldest ticket",
             .roles = {Role::technician},
             .responses = {{200, "the queues", "QueuePage"}},
             .handler = [services](const Request& request) { return queues(services, request); }});
}

}  // namespace frontdesk::api
