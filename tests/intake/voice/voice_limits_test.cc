#include <doctest/doctest.h>

#include "intake/voice/fields.h"
#include "intake/voice/form.h"
#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;

namespace {

Result<Webhook> made(std::string url, Headers headers, std::string body) {
  return make_webhook("POST", std::move(url), std::move(headers), std::move(body), now);
}

}  // namespace

TEST_CASE("limits: a webhook's body has 65,536 bytes, its URL 4,096, a header 8,192") {
  CHECK(made("u", {}, std::string(65'536, 'x')).has_value());
  const auto body = made("u", {}, std::string(65'537, 'x'));
  REQUIRE(!body);
  CHECK(body.error().code == ProblemCode::too_large);
  CHECK(body.error().says == "the webhook's body is too large");
  CHECK(made(std::string(4'096, 'u'), {}, "").has_value());
  CHECK(made(std::string(4'097, 'u'), {}, "").error().says == "the webhook's URL is too long");
  CHECK(made("u", {{"h", std::string(8'191, 'x')}}, "").has_value());
  CHECK(made("u", {{"h", std::string(8'192, 'x')}}, "").error().says ==
        "a header of the webhook is too long");
}

TEST_CASE("limits: a webhook has 200 parameters of 16,384 bytes") {
  std::string many;
  for (int i = 0; i < 200; ++i) many += "a=1&";
  CHECK(decode_form(many).value().size() == 200);
  const auto more = decode_form(many + "a=1");
  REQUIRE(!more);
  CHECK(more.error().code == ProblemCode::too_many);
  CHECK(more.error().says == "the webhook has too many parameters");
  CHECK(decode_form("a=" + std::string(16'383, 'x')).has_value());
  CHECK(decode_form("a=" + std::string(16'384, 'x')).error().says ==
        "a parameter of the webhook is too long");
  CHECK(!made("https://h/?" + many + "a=1", {}, ""));
  CHECK(!made("u", {{"content-type", "application/x-www-form-urlencoded"}}, many + "a=1"));
}

TEST_CASE("limits: ten signatures of one header are looked at") {
  const auto body = timed_sample("jambonz", "jambonz-signature").webhook.body;
  const auto good = timed("whsec", body);
  const auto with = [&](int others) {
    std::string header = "t=" + now_text;
    for (int i = 0; i < others; ++i) header += ",v1=" + std::string(64, '0');
    header += good.substr(good.find(",v1="));
    return verify("jambonz", json(public_url, body, {{"jambonz-signature", header}}), {"whsec"})
        .accepted();
  };
  CHECK(with(9));
  CHECK(!with(10));
  const auto plivo = plivo_sample();
  const auto list = [&](int others) {
    std::string header;
    for (int i = 0; i < others; ++i) header += "AAAA,";
    auto webhook = plivo.webhook;
    for (auto& [name, value] : webhook.headers)
      if (name == plivo.header) value = header + value;
    return verify("plivo", webhook, {plivo.secret}).accepted();
  };
  CHECK(list(9));
  CHECK(!list(10));
}

TEST_CASE("limits: what is kept of a call's ids, numbers, names, keys and links") {
  CHECK(id_of(std::string(256, 'c')).has_value());
  CHECK(!id_of(std::string(257, 'c')));
  CHECK(number_of(std::string(300, '1')).size() == 256);
  CHECK(keys_of(std::string(32, '1')).size() == 32);
  CHECK(keys_of(std::string(33, '1')).empty());
  CHECK(link_of("https://" + std::string(2'040, 'x')).size() == 2'048);
  CHECK(link_of("https://" + std::string(2'041, 'x')).empty());
  const auto event =
      parse("twilio", form(public_url, "CallSid=CA1&CallerName=" + std::string(300, 'n')));
  CHECK(event.caller_name.size() == 256);
}

TEST_CASE("limits: a signed time holds for 300 seconds, and nothing lasts over a week") {
  const auto sample = telnyx_sample();
  auto webhook = sample.webhook;
  webhook.now = now + std::chrono::seconds(300);
  CHECK(verify("telnyx", webhook, {sample.secret}).accepted());
  webhook.now += std::chrono::milliseconds(1);
  CHECK(!verify("telnyx", webhook, {sample.secret}).accepted());
  CHECK(seconds_of("604800") == std::chrono::seconds(604'800));
  CHECK(!seconds_of("604801"));
}
