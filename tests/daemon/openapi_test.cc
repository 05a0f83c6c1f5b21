// The OpenAPI document and the routes that stand beside the API.
#include "daemon/http/openapi.h"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "daemon/http/standing_routes.h"
#include "router/ticket.h"

using namespace frontdesk;
using namespace frontdesk::http;
namespace json = boost::json;

namespace {

boost::asio::awaitable<Response> nothing(const Request&) {
  co_return Response{};
}

Response call(const RouteTable& table, std::string_view method, std::string_view path) {
  for (const auto& route : table.routes()) {
    if (route.method != method || route.pattern != path) continue;
    boost::asio::io_context context;
    Response response;
    Request request;
    boost::asio::co_spawn(context, route.handler(request),
                          [&](std::exception_ptr, Response got) { response = std::move(got); });
    context.run();
    return response;
  }
  return {0, "", "", {}};
}

json::value at(const json::value& document, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = document.find_pointer({pointer.data(), pointer.size()}, error);
  return found ? *found : json::value("missing");
}

}  // namespace

TEST_CASE("openapi: described records become schemas") {
  CHECK(json::serialize(schema_of<Position>()) == R"({"type":"integer"})");
  const json::value ticket = schema_of<Ticket>();
  CHECK(at(ticket, "/properties/id/type") == "string");
  CHECK(at(ticket, "/properties/status/enum/0") == "new");
  CHECK(json::serialize(at(ticket, "/properties/region/type")) == R"(["string","null"])");
  CHECK(json::serialize(at(ticket, "/properties/region/enum")) == R"(["us","any",null])");
  CHECK(at(ticket, "/properties/created_at/format") == "date-time");
  CHECK(at(ticket, "/properties/flags/items/type") == "string");
}

TEST_CASE("openapi: every route stands in the document with its parameters, roles and answers") {
  RouteTable table;
  table.add({.method = "GET",
             .pattern = "/v1/tickets/{id}",
             .summary = "One ticket.",
             .roles = {Role::technician, Role::msp},
             .parameters = {{"full", ParameterPlace::query, "also texts", false, "boolean"}},
             .responses = {{200, "the ticket", "Ticket"}},
             .handler = nothing});
  table.add({.method = "PUT",
             .pattern = "/v1/tickets/{id}",
             .summary = "Changes it.",
             .body = {"Ticket", {"application/json"}, ""},
             .responses = {{204, "changed"}},
             .handler = nothing});
  Schemas schemas;
  schemas.add<Ticket>("Ticket");
  add_standing_routes(table, {[] { return Result<void>(); }, [] { return "page"; }}, schemas);
  const auto document = json::parse(call(table, "GET", "/v1/openapi.json").body);

  CHECK(at(document, "/openapi") == "3.1.0");
  const std::string get = "/paths/~1v1~1tickets~1{id}/get";
  CHECK(at(document, get + "/operationId") == "get_v1_tickets_id");
  CHECK(at(document, get + "/parameters/0/name") == "full");
  CHECK(at(document, get + "/parameters/1/name") == "id");
  CHECK(at(document, get + "/parameters/1/in") == "path");
  CHECK(json::serialize(at(document, get + "/x-roles")) == R"(["admin","technician","msp"])");
  CHECK(at(document, get + "/responses/200/content/application~1json/schema/$ref") ==
        "#/components/schemas/Ticket");
  CHECK(at(document,
           "/paths/~1v1~1tickets~1{id}/put/requestBody/content/application~1json/schema/"
           "$ref") == "#/components/schemas/Ticket");
  CHECK(at(document, "/components/schemas/TicketPage/properties/items/items/$ref") ==
        "#/components/schemas/Ticket");
  for (const auto& route : table.routes()) {
    std::string pointer;
    for (const char c : route.pattern) pointer += c == '/' ? "~1" : std::string(1, c);
    CHECK_MESSAGE(at(document, "/paths/" + pointer).is_object(), route.pattern);
  }
  // Nothing refers to what is not there.
  const auto text = json::serialize(document);
  for (auto i = text.find("#/components/schemas/"); i != std::string::npos;
       i = text.find("#/components/schemas/", i + 1)) {
    const auto name = text.substr(i + 21, text.find('"', i) - i - 21);
    CHECK_MESSAGE(at(document, "/components/schemas/" + name).is_object(), name);
  }
}

TEST_CASE("standing routes: health, readiness with its reason, and who may see metrics") {
  RouteTable table;
  Result<void> state;
  add_standing_routes(table, {[&] { return state; }, [] { return std::string("page"); }}, {});
  CHECK(call(table, "GET", "/healthz").status == 200);
  CHECK(call(table, "GET", "/readyz").status == 200);
  state = problem(ProblemCode::store_sick, "the disk is full");
  const auto not_ready = call(table, "GET", "/readyz");
  CHECK(not_ready.status == 503);
  CHECK(not_ready.body.find("the disk is full") != std::string::npos);
  CHECK(call(table, "GET", "/healthz").status == 200);
  CHECK(call(table, "GET", "/metrics").body == "page");
  for (const auto& route : table.routes()) {
    CHECK(route.open == (route.pattern != "/metrics"));
    if (!route.open) CHECK(may_use(route, {Role::metrics, "", "prom", "t"}));
    if (!route.open) CHECK_FALSE(may_use(route, {Role::technician, "", "tess", "t"}));
  }
}
