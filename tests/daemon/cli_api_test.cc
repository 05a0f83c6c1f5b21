// The command line's side of the API, without a daemon.
#include <doctest/doctest.h>

#include "daemon/cli/api_client.h"
#include "daemon/cli/json_view.h"

using namespace frontdesk;
using namespace frontdesk::cli;

TEST_SUITE("cli_api") {
  TEST_CASE("a refusal becomes the Problem that it names") {
    const auto named =
        problem_of({409, R"({"type":"urn:frontdesk:problem:in_use","title":"in use","status":409,)"
                         R"("detail":"site acme-nyc has contacts"})"});
    CHECK(named.code == ProblemCode::in_use);
    CHECK(named.says == "site acme-nyc has contacts");
    CHECK(problem_of({503, R"({"code":"store_full","title":"full"})"}).code ==
          ProblemCode::store_full);
  }

  TEST_CASE("a refusal in other words is judged by its status") {
    CHECK(problem_of({404, R"({"type":"about:blank","title":"Not Found"})"}).code ==
          ProblemCode::not_found);
    CHECK(problem_of({401, ""}).code == ProblemCode::unauthorized);
    const auto odd = problem_of({502, "<html>"});
    CHECK(odd.code == ProblemCode::internal);
    CHECK(odd.says == "the daemon answered with status 502");
  }

  TEST_CASE("ids cannot leave their place in a path") {
    CHECK(encoded("T-1042") == "T-1042");
    CHECK(encoded("../x?a=b c") == "..%2Fx%3Fa%3Db%20c");
  }

  TEST_CASE("nobody at the socket is unavailable and names it") {
    Options options;
    options.socket = "/nonexistent/admin.sock";
    auto client = ApiClient::of(options);
    REQUIRE(client.has_value());
    const auto reply = client->call("GET", "/v1/queues");
    REQUIRE_FALSE(reply.has_value());
    CHECK(reply.error().code == ProblemCode::unavailable);
    CHECK(reply.error().says.find("/nonexistent/admin.sock") != std::string::npos);
  }

  TEST_CASE("only http and https are spoken") {
    Options options;
    options.url = "file:///etc/passwd";
    const auto client = ApiClient::of(options);
    REQUIRE_FALSE(client.has_value());
    CHECK(client.error().code == ProblemCode::invalid);
  }

  TEST_CASE("members are read as people see them") {
    const boost::json::value record{
        {"id", "T-1"}, {"reasons", {"coverage", "overflow"}}, {"n", 3}, {"none", nullptr}};
    CHECK(text_of(record, "id") == "T-1");
    CHECK(text_of(record, "reasons") == "coverage, overflow");
    CHECK(text_of(record, "n") == "3");
    CHECK(text_of(record, "none").empty());
    CHECK(text_of(record, "absent").empty());
    CHECK(text_of(boost::json::value(1), "id").empty());
  }
}
