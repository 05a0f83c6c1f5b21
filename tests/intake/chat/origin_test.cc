#include "intake/chat/origin.h"

#include <doctest/doctest.h>

#include <vector>

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

bool allowed(std::vector<std::string> rules, std::string_view origin) {
  for (const auto& rule : rules) {
    CAPTURE(rule);
    CHECK(check_origin_rule(rule).has_value());
  }
  return origin_allowed(rules, origin);
}

}  // namespace

TEST_CASE("chat origin: scheme, host and port are compared as wholes") {
  const std::string acme = "https://acme.example";
  CHECK(allowed({acme}, "https://acme.example"));
  CHECK(allowed({acme}, "https://ACME.example"));
  CHECK(allowed({acme}, "https://acme.example:443"));
  CHECK(allowed({"https://acme.example:443"}, "https://acme.example"));
  CHECK(allowed({"https://bob.example", acme}, "https://acme.example"));
  for (const auto* other : {"http://acme.example",
                            "https://acme.example:8443",
                            "https://www.acme.example",
                            "https://acme.example.evil.example",
                            "https://evilacme.example",
                            "https://acme.exampl",
                            "https://acme.example@evil.example",
                            "https://evil.example/acme.example",
                            "acme.example",
                            "https://acme.example/",
                            "https://acme.example?x",
                            "https://acme.example#x",
                            "https://acme%2eexample",
                            "wss://acme.example",
                            "https://acme.example:0",
                            "https://",
                            "https://acme.example, https://evil.example",
                            "https://acme.example https://x",
                            "",
                            "null",
                            "file://",
                            "chrome-extension://abc",
                            "https://acme.example.",
                            "https://acme.example\n"}) {
    CAPTURE(other);
    CHECK_FALSE(allowed({acme}, other));
  }
  CHECK(allowed({"http://localhost:8080"}, "http://localhost:8080"));
  CHECK_FALSE(allowed({"http://localhost:8080"}, "http://localhost"));
  CHECK(allowed({"https://[::1]:8443"}, "https://[::1]:8443"));
}

TEST_CASE("chat origin: a wildcard is what lies below a domain, not the domain") {
  for (const auto* rule : {"https://*.acme.example", "*.acme.example"}) {
    CHECK(allowed({rule}, "https://www.acme.example"));
    CHECK(allowed({rule}, "https://a.b.acme.example"));
    for (const auto* other :
         {"https://acme.example", "https://evilacme.example", "https://.acme.example",
          "http://www.acme.example", "https://www.acme.example:8443",
          "https://www.acme.example.evil.com", "https://*.acme.example"}) {
      CAPTURE(other);
      CHECK_FALSE(allowed({rule}, other));
    }
  }
  CHECK(allowed({"https://*.acme.example:8443"}, "https://x.acme.example:8443"));
  CHECK_FALSE(allowed({"https://*.acme.example:8443"}, "https://x.acme.example"));
}

TEST_CASE("chat origin: nothing is allowed that is not listed, null neither") {
  CHECK_FALSE(allowed({}, "https://acme.example"));
  CHECK_FALSE(allowed({}, "null"));
  CHECK_FALSE(allowed({"https://acme.example"}, "null"));
  CHECK(allowed({"https://acme.example", "null"}, "null"));
  CHECK_FALSE(allowed({"null"}, "NULL"));
}

TEST_CASE("chat origin: what is no rule is refused, and allows nothing") {
  for (const std::string rule :
       {"", "*", "*.", "https://*", "*.com", "https://*.com", "https://a.*.example",
        "https://**.acme.example", "https://acme.example/chat", "acme.example",
        "ftp://acme.example", "https://user@acme.example", "https://acme.example:99999",
        "https://w*.acme.example", "*://acme.example", "Null", "https://acme.example?x=1"}) {
    CAPTURE(rule);
    const auto ok = check_origin_rule(rule);
    REQUIRE_FALSE(ok.has_value());
    CHECK(ok.error().code == ProblemCode::invalid);
    for (const auto* origin : {"https://acme.example", "https://www.acme.example", "https://a.com"})
      CHECK_FALSE(origin_allowed(std::vector<std::string>{rule}, origin));
  }
  const std::string long_host = "https://" + std::string(292, 'a');
  CHECK(check_origin_rule(long_host).has_value());
  CHECK_FALSE(check_origin_rule(long_host + "a").has_value());
}
