// The route table and the request's address: pure.
#include "daemon/http/routes.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "daemon/http/problem_json.h"
#include "daemon/http/target.h"
#include "tests/result_text.h"

using namespace frontdesk;
using namespace frontdesk::http;

namespace {

Route route(std::string method, std::string pattern, std::vector<Role> roles = {}) {
  Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  made.roles = std::move(roles);
  made.handler = [](const Request&) -> boost::asio::awaitable<Response> { co_return Response{}; };
  return made;
}

RouteTable table() {
  RouteTable routes;
  routes.add(route("GET", "/v1/tickets"));
  routes.add(route("GET", "/v1/tickets/{id}"));
  routes.add(route("POST", "/v1/tickets/{id}/close"));
  routes.add(route("GET", "/v1/{kind}/{id}"));
  routes.add(route("PUT", "/v1/{kind}/{id}"));
  return routes;
}

std::string pattern_of(const RouteTable& routes, std::string_view method, std::string_view path) {
  const auto target = parse_target(path);
  if (!target) return "bad";
  const auto match = routes.match(method, target->segments);
  return match.route ? match.route->pattern : match.allow.empty() ? "none" : "other method";
}

}  // namespace

TEST_CASE("routes: a path finds its route, and the literal segment wins") {
  const auto routes = table();
  CHECK(pattern_of(routes, "GET", "/v1/tickets") == "/v1/tickets");
  CHECK(pattern_of(routes, "GET", "/v1/tickets/T-1042") == "/v1/tickets/{id}");
  CHECK(pattern_of(routes, "GET", "/v1/sites/acme") == "/v1/{kind}/{id}");
  CHECK(pattern_of(routes, "PUT", "/v1/tickets/x") == "/v1/{kind}/{id}");
  CHECK(pattern_of(routes, "HEAD", "/v1/tickets") == "/v1/tickets");
  CHECK(pattern_of(routes, "GET", "/v1/tickets/") == "none");
  CHECK(pattern_of(routes, "GET", "/v1") == "none");
  CHECK(pattern_of(routes, "GET", "/v1/tickets/a/b") == "none");
  CHECK(pattern_of(routes, "DELETE", "/v1/tickets") == "other method");
}

TEST_CASE("routes: an escaped slash stays inside its segment") {
  const auto target = parse_target("/v1/tickets/a%2Fb?q=x+y&q=%41&empty");
  REQUIRE(target.has_value());
  const auto routes = table();
  const auto match = routes.match("GET", target->segments);
  REQUIRE(match.route != nullptr);
  CHECK(match.parameters == Pairs{{"id", "a/b"}});
  CHECK(target->query == Pairs{{"q", "x y"}, {"q", "A"}, {"empty", ""}});
  CHECK(target->path == "/v1/tickets/a%2Fb");
}

TEST_CASE("routes: a path that exists says its methods") {
  const auto routes = table();
  const auto target = parse_target("/v1/tickets");
  const auto match = routes.match("DELETE", target->segments);
  CHECK_FALSE(match.route);
  CHECK(match.allow == std::vector<std::string>{"GET", "HEAD", "OPTIONS"});
}

TEST_CASE("routes: addresses that cannot be are refused") {
  for (const std::string bad : {"", "x", "http://host/", "/a/../b", "/a/%2e%2e/b", "/a%00b",
                                "/a%0d%0ab", "/%ff", "/?q=%zz", "/a b", "/?q=%00"})
    CHECK_MESSAGE(parse_target(bad).has_error(), bad);
  CHECK(parse_target('/' + std::string(40, '/')).has_error());
  CHECK(parse_target("*").has_value());
}

TEST_CASE("routes: who may use a route") {
  const auto technicians = route("GET", "/x", {Role::technician});
  CHECK(may_use(technicians, {Role::technician, "", "tess", "t-1"}));
  CHECK(may_use(technicians, {Role::admin, "", "root", ""}));
  CHECK_FALSE(may_use(technicians, {Role::msp, "northwind", "nora", "t-2"}));
  CHECK_FALSE(may_use(technicians, {}));
  auto open = route("GET", "/healthz");
  open.open = true;
  CHECK(may_use(open, {}));
  // A list that names `nobody` by mistake opens nothing.
  CHECK_FALSE(may_use(route("GET", "/y", {Role::nobody}), {}));
}

TEST_CASE("routes: two routes for the same paths are a bug that shows at start") {
  auto routes = table();
  CHECK_THROWS_AS(routes.add(route("GET", "/v1/tickets/{number}")), std::logic_error);
  CHECK_THROWS_AS(routes.add(route("GET", "no-slash")), std::logic_error);
}

TEST_CASE("problem+json: status, type and Retry-After come from the catalogue") {
  const auto busy = problem_response(problem(ProblemCode::store_busy, "come again"));
  CHECK(busy.status == 503);
  CHECK(busy.content_type == "application/problem+json");
  CHECK(busy.headers == Pairs{{"Retry-After", "5"}});
  CHECK(busy.body ==
        R"({"type":"urn:frontdesk:problem:store_busy","title":"store busy","status":503,)"
        R"("code":"store_busy","detail":"come again"})");
  CHECK(problem_response(problem(ProblemCode::unauthorized, "")).headers ==
        Pairs{{"WWW-Authenticate", "Bearer"}});
  CHECK(problem_response(problem(ProblemCode::not_found, "")).headers.empty());
}

TEST_CASE("routes: parameters that a route does not know are refused, but where anyone may ask") {
  auto import = route("POST", "/v1/import");
  import.parameters = {{"id", ParameterPlace::path, ""},
                       {"dry_run", ParameterPlace::query, "", false, "boolean"},
                       { "note",
                         ParameterPlace::query,
                         "" }};
  const auto said = [](const Route& route, const Pairs& query) {
    const auto ok = check_query(route, query);
    if (ok) return std::string();
    CHECK(ok.error().code == ProblemCode::invalid);
    return ok.error().says;
  };
  CHECK(said(import, {}) == "");
  CHECK(said(import, {{"dry_run", "true"}, {"note", "maybe"}}) == "");
  CHECK(said(import, {{"dry_run", "false"}}) == "");
  CHECK(said(import, {{"dry_rnu", "true"}}) ==
        "unknown parameter \"dry_rnu\": did you mean \"dry_run\"? Known are dry_run, note");
  CHECK(said(import, {{"id", "x"}}) == "unknown parameter \"id\": Known are dry_run, note");
  for (const std::string odd : {"", "1", "yes", "True"})
    CHECK(said(import, {{"dry_run", odd}}) == "dry_run: expected true or false");
  CHECK(said(route("DELETE", "/v1/x/{id}"), {{"a\n", ""}}) ==
        "unknown parameter \"a\\x0a\": DELETE /v1/x/{id} has none");
  auto list = route("GET", "/v1/tickets");
  list.parameters = {{"queue", ParameterPlace::query, ""}};
  CHECK(said(list, {{"queeu", "x"}}) ==
        "unknown parameter \"queeu\": did you mean \"queue\"? Known are queue");
  auto probe = route("GET", "/healthz");
  probe.open = true;
  CHECK(said(probe, {{"cache", "x"}}) == "");
}

TEST_CASE("routes: a body where none is taken is refused, unless it says nothing") {
  const auto reload = route("POST", "/v1/reload");
  for (const std::string nothing : {"", "{}", " { }\r\n"})
    CHECK_MESSAGE(check_body(reload, nothing).has_value(), nothing);
  for (const std::string something : {"{\"x\":1}", "[]", "x", "{ } x"}) {
    const auto ok = check_body(reload, something);
    REQUIRE_FALSE(ok);
    CHECK(ok.error().code == ProblemCode::invalid);
    CHECK(ok.error().says == "POST /v1/reload takes no body: send none, or {}");
  }
  CHECK_FALSE(check_body(reload, "{}" + std::string(100, ' ')));
  auto put = route("PUT", "/v1/x/{id}");
  put.body.content_types = {"application/json"};
  CHECK(check_body(put, "{\"x\":1}"));
  CHECK(check_body(route("GET", "/v1/x"), "x"));
}
