// GET /v1/tickets, /v1/tickets/{id}, /v1/queues.

#include "daemon/api/listing.h"
#include "daemon/api/named_filters.h"
#include "daemon/ticket_json.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

awaitable<Response> list(const Services& services, const Request& request) {
  TicketFilter filter;
  const auto asked = list_asked(request, filter, EnumQuery{"status", filter.status});
  if (!asked) co_return http::problem_response(asked.error());
  filter.queue = request.query_value("queue").value_or("");
  if (!filter.queue.empty() && !services.desk.rules()->queues.find(filter.queue))
    co_return http::problem_response(
        problem(ProblemCode::invalid, "queue: the rules have no queue \"" + filter.queue + "\""));
  filter.q = request.query_value("q").value_or("");
  // At one moment: a ticket that moves from list to list meanwhile is in one of them.
  const auto store = services.desk.store().snapshot();
  if (auto ok = check_named(services, request, *store); !ok)
    co_return http::problem_response(ok.error());
  co_return listed_response(*store, list_tickets(*store, filter, asked->cursor, asked->limit));
}

awaitable<Response> show(const Services& services, const Request& request) {
  const auto id = request.parameter("id");
  const auto snapshot = services.desk.store().snapshot();
  const auto ticket = get_ticket(*snapshot, id);
  if (!ticket) co_return http::problem_response(ticket.error());
  if (!*ticket || !may_see(request, (*ticket)->msp)) co_return not_found("ticket", id);
  auto newest = newest_interactions(*snapshot, **ticket);
  if (!newest) co_return http::problem_response(newest.error());
  const auto directory = services.desk.directory();
  for (auto& one : *newest) narrow(view_of(request, *directory), one);
  const auto first = get_facts(*snapshot, opening_arrival(**ticket));
  if (!first) co_return http::problem_response(first.error());
  const auto decision =
      told_decision(services, request, (*ticket)->decided, *first ? &**first : nullptr);
  co_return Response{200, "application/json", ticket_json(**ticket, *newest, decision), {}};
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
             .summary = "A ticket with its newest interactions and its decision",
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
