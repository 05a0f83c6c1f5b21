// POST /v1/arrivals/{id}/confirm.

#include "daemon/api/services.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

awaitable<Response> confirm(const Services& services, const Request& request) {
  const auto record = visible_arrival(services, request);
  if (!record) co_return http::problem_response(record.error());
  const auto confirmed =
      co_await ask<ArrivalRecord>(services, [&](FrontDesk::Done<ArrivalRecord> done) {
        services.desk.confirm(record->id, request.principal.name, std::move(done));
      });
  if (!confirmed) co_return http::problem_response(confirmed.error());
  auto shown = *confirmed;
  const auto directory = services.desk.directory();
  view_of(request, *directory).narrow(shown);
  co_return http::json_response(shown);
}

}  // namespace

void add_review_routes(http::RouteTable& table, const Services& services) {
  table.add({.method = "POST",
             .pattern = "/v1/arrivals/{id}/confirm",
             .summary = "A person saw watched mail: it stays in quarantine",
             .roles = {Role::technician, Role::msp},
             .parameters = {{"id", http::ParameterPlace::path, "a-01k…", true}},
             .responses = {{200, "the arrival", "Arrival"},
                           {409, "somebody was first, or it is not watched"}},
             .handler = [services](const Request& request) { return confirm(services, request); }});
}

}  // namespace frontdesk::api
