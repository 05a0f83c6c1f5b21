// What a token endpoint answers.
#include "daemon/mailboxes/access_token.h"

#include <doctest/doctest.h>

using namespace frontdesk;
using namespace std::chrono_literals;

TEST_CASE("access token: the token and how long it is good for") {
  const auto answer = read_token_answer(
      200, R"({"token_type":"Bearer","expires_in":3599,"access_token":"eyJ.a-b_c"})");
  REQUIRE(answer.has_value());
  CHECK(answer->token == "eyJ.a-b_c");
  CHECK(answer->good_for == 3599s);
  CHECK(read_token_answer(200, R"({"access_token":"t"})").value().good_for == 3600s);
  CHECK(read_token_answer(200, R"({"access_token":"t","expires_in":-5})").value().good_for == 0s);
  CHECK(
      read_token_answer(200, R"({"access_token":"t","expires_in":99999999999})").value().good_for ==
      24h);
}

TEST_CASE("access token: a refusal is told by its code, and nothing else that was answered") {
  const auto says = [](long status, std::string_view body) {
    const auto answer = read_token_answer(status, body);
    REQUIRE(answer.has_error());
    return answer.error().says;
  };
  CHECK(says(401, R"({"error":"invalid_client","error_description":"s3cret of help@x"})") ==
        "the token endpoint answered 401 invalid_client");
  CHECK(says(400, R"({"error":"Bad Secret s3cret"})") == "the token endpoint answered 400");
  CHECK(says(503, "<html>s3cret</html>") == "the token endpoint answered 503");
  for (const std::string body : {"", "{}", "[]", R"({"access_token":""})", R"({"access_token":5})",
                                 "<html>", R"({"access_token":"a","access_token":"b"})"})
    CHECK_MESSAGE(says(200, body) == "the token endpoint's answer has no access_token", body);
}
