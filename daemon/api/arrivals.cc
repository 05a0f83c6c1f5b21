// GET /v1/arrivals, /v1/arrivals/{id}, /v1/arrivals/{id}/raw, POST /v1/arrivals/{id}/release.

#include "daemon/api/bodies.h"
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
  ArrivalFilter filter;
  const auto asked = list_asked(request, filter, EnumQuery{"outcome", filter.outcome},
                                EnumQuery{"channel", filter.channel});
  if (!asked) co_return http::problem_response(asked.error());
  filter.line = request.query_value("line").value_or("");
  filter.contact = request.query_value("contact").value_or("");
  filter.ticket = request.query_value("ticket").value_or("");
  filter.from = request.query_value("from").value_or("");
  // At one moment, as tickets are listed.
  const auto store = services.desk.store().snapshot();
  if (auto ok = check_named(services, request, *store); !ok)
    co_return http::problem_response(ok.error());
  auto page = list_arrivals(*store, filter, asked->cursor, asked->limit);
  const auto directory = services.desk.directory();
  if (page)
    for (auto& arrival : page->items) view_of(request, *directory).narrow(arrival);
  co_return listed_response(*store, std::move(page));
}

awaitable<Response> show(const Services& services, const Request& request) {
  auto record = visible_arrival(services, request);
  if (!record) co_return http::problem_response(record.error());
  auto facts = get_facts(services.desk.store(), record->id);
  if (!facts) co_return http::problem_response(facts.error());
  const auto decision =
      told_decision(services, request, record->decided, *facts ? &**facts : nullptr);
  KeptArrival shown{std::move(*record), std::move(*facts)};
  const auto directory = services.desk.directory();
  narrow(view_of(request, *directory), shown);
  co_return Response{200, "application/json", arrival_json(shown, decision), {}};
}

awaitable<Response> raw(const Services& services, const Request& request) {
  const auto record = visible_arrival(services, request);
  if (!record) co_return http::problem_response(record.error());
  // Also where the same bytes are kept for another's arrival.
  if (record->facts_erased)
    co_return http::problem_response(problem(
        ProblemCode::not_found, "the raw bytes of " + record->id + " were erased with its facts"));
  auto bytes = get_raw(services.desk.store(), record->raw);
  if (!bytes) co_return http::problem_response(bytes.error());
  if (!*bytes)
    co_return http::problem_response(
        problem(ProblemCode::not_found, "the raw bytes of " + record->id + " are not kept"));
  if (!request.may_hold((*bytes)->size())) co_return http::too_many_held();
  // Who read a mail is in the journal before they see it.
  const auto noted = co_await ask<void>(services, [&](FrontDesk::Done<void> done) {
    services.desk.note_raw_read(record->id, request.principal.name, std::move(done));
  });
  if (!noted) co_return http::problem_response(noted.error());
  const bool mail = record->channel == Channel::email;
  co_return Response{200,
                     mail ? "message/rfc822" : "application/json",
                     std::move(**bytes),
                     {{"Content-Disposition",
                       "attachment; filename=\"" + record->id + (mail ? ".eml\"" : ".json\"")}}};
}

awaitable<Response> release(const Services& services, const Request& request) {
  const auto record = visible_arrival(services, request);
  if (!record) co_return http::problem_response(record.error());
  ReleaseWish wish{record->id, request.principal.name, std::nullopt, request.principal.msp};
  auto body = read_release(request.body);
  if (!body) co_return http::problem_response(body.error());
  wish.contact = std::move(body->contact);
  if (wish.contact && !request.principal.msp.empty() &&
      services.desk.directory()->tenant_of(RecordKind::sites, wish.contact->site) !=
          request.principal.msp)
    co_return http::problem_response(
        problem(ProblemCode::not_found, "there is no site " + wish.contact->site));
  auto decision = co_await ask<Decision>(services, [&](FrontDesk::Done<Decision> done) {
    services.desk.release(std::move(wish), std::move(done));
  });
  if (!decision) co_return http::problem_response(decision.error());
  const auto facts = get_facts(services.desk.store(), record->id);
  co_return Response{
      200,
      "application/json",
      told(services, request, std::move(*decision), facts && *facts ? &**facts : nullptr),
      {}};
}

}  // namespace

void add_arrival_routes(http::RouteTable& table, const Services& services) {
  using http::ParameterPlace;
  const std::vector<Role> readers{Role::technician, Role::msp};
  const http::ParameterDoc id{"id", ParameterPlace::path, "a-01k…", true};
  table.add({.method = "GET",
             .pattern = "/v1/arrivals",
             .summary = "Everything that came in, newest first",
             .roles = readers,
             .parameters = {{"outcome", ParameterPlace::query, "one of " + names_of<Outcome>()},
                            {"channel", ParameterPlace::query, "one of " + names_of<Channel>()},
                            {"msp", ParameterPlace::query, "an MSP's id"},
                            {"line", ParameterPlace::query, "a line's id"},
                            {"contact", ParameterPlace::query, "a contact's id"},
                            {"ticket", ParameterPlace::query, "a ticket's id: its interactions"},
                            {"from", ParameterPlace::query, "an exact address or E.164 number"},
                            {"cursor", ParameterPlace::query, "`next` of the page before"},
                            {"limit", ParameterPlace::query, "1 to 500", false, "integer"}},
             .responses = {{200, "a page of arrivals", "ArrivalPage"}},
             .handler = [services](const Request& request) { return list(services, request); }});
  table.add({.method = "GET",
             .pattern = "/v1/arrivals/{id}",
             .summary = "An arrival: what became of it and why",
             .roles = readers,
             .parameters = {id},
             .responses = {{200, "the arrival", "ArrivalDetail"}},
             .handler = [services](const Request& request) { return show(services, request); }});
  table.add(
      {.method = "GET",
       .pattern = "/v1/arrivals/{id}/raw",
       .summary = "The mail as it came in, or what a PSA or RMM brought; reading it is audited",
       .roles = readers,
       .parameters = {id},
       .responses = {{200, "the raw mail", "", "message/rfc822"}},
       .handler = [services](const Request& request) { return raw(services, request); }});
  table.add(
      {.method = "POST",
       .pattern = "/v1/arrivals/{id}/release",
       .summary =
           "Lets an arrival through: decided again without the screen, or with a new contact. "
           "Opening hours still count: what is held for them goes on where rules or directory "
           "have changed",
       .roles = readers,
       .parameters = {id},
       .body = {"Release", {"application/json"}, "may be empty"},
       .responses = {{200, "the new decision", "Decision"},
                     {409, "it was released already, nothing holds it back, or it stays held"}},
       .handler = [services](const Request& request) { return release(services, request); }});
}

}  // namespace frontdesk::api
