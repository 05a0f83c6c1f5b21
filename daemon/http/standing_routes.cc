#include "daemon/http/standing_routes.h"

#include "daemon/http/problem_json.h"

namespace frontdesk::http {

using boost::asio::awaitable;

void add_standing_routes(RouteTable& table, Standing standing, const Schemas& schemas) {
  table.add({.method = "GET",
             .pattern = "/healthz",
             .summary = "Whether the process answers at all.",
             .open = true,
             .responses = {{200, "it does", "", "text/plain"}},
             .handler = [](const Request&) -> awaitable<Response> {
               co_return Response{200, "text/plain", "ok\n", {}};
             }});
  table.add({.method = "GET",
             .pattern = "/readyz",
             .summary = "Whether new work is taken: 503 with the reason where it is not.",
             .open = true,
             .responses = {{200, "it is", "", "text/plain"}},
             .handler = [ready = std::move(standing.ready)](const Request&) -> awaitable<Response> {
               if (const auto is = ready(); !is) co_return problem_response(is.error());
               co_return Response{200, "text/plain", "ready\n", {}};
             }});
  table.add(
      {.method = "GET",
       .pattern = "/metrics",
       .summary = "The metrics, for Prometheus.",
       .roles = {Role::metrics},
       .responses = {{200, "the page", "", "text/plain"}},
       .handler = [page = std::move(standing.metrics)](const Request&) -> awaitable<Response> {
         co_return Response{200, "text/plain; version=0.0.4; charset=utf-8", page(), {}};
       }});
  const auto document = std::make_shared<std::string>();
  table.add({.method = "GET",
             .pattern = "/v1/openapi.json",
             .summary = "This document.",
             .open = true,
             .responses = {{200, "OpenAPI 3.1"}},
             .handler = [document](const Request&) -> awaitable<Response> {
               co_return Response{200, "application/json", *document, {}};
             }});
  *document = openapi_document(table, schemas);
}

}  // namespace frontdesk::http
