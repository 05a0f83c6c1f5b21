#include <doctest/doctest.h>

#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;

namespace {

const std::string body =
    R"({"call":{"call_id":"c1","state":"created","direction":"inbound","from":"+12125550142","to":"+18665206414"}})";

std::string hex(std::string_view text) {
  return hex_of(mac(EVP_sha1(), "PT1", text));
}

Verdict judged(const Webhook& webhook) {
  return verify("signalwire", webhook, {"PT1"});
}

}  // namespace

TEST_CASE("signalwire: a JSON body is signed as it stands, in hex, under either header's name") {
  for (const auto* name : {"X-SignalWire-Signature", "X-Twilio-Signature"}) {
    const Headers headers{{name, hex(public_url + body)}};
    CHECK(judged(json(public_url, body, headers)).accepted());
    CHECK(!judged(json(public_url, body + " ", headers)).accepted());
    CHECK(!judged(json(public_url + "?a", body, headers)).accepted());
  }
  CHECK(judged(json("https://desk.example:443/v", body,
                    {{"X-SignalWire-Signature", hex("https://desk.example/v" + body)}}))
            .accepted());
  auto upper = hex(public_url + body);
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  CHECK(!judged(json(public_url, body, {{"X-SignalWire-Signature", upper}})).accepted());
}

TEST_CASE("signalwire: its own header goes before Twilio's") {
  const Headers headers{{"X-Twilio-Signature", hex(public_url + body)},
                        {"X-SignalWire-Signature", hex("other")}};
  CHECK(!judged(json(public_url, body, headers)).accepted());
}

TEST_CASE("signalwire: what was signed as a form is not taken for JSON, nor JSON for a form") {
  // The same bytes behind the URL, by the same key, in the other's encoding.
  const auto as_form = mac(EVP_sha1(), "PT1", public_url + "CallSidCA1");
  CHECK(judged(form(public_url, "CallSid=CA1", {{"X-Twilio-Signature", base64_of(as_form)}}))
            .accepted());
  CHECK(!judged(json(public_url, "CallSidCA1", {{"X-Twilio-Signature", hex_of(as_form)}}))
             .accepted());
  CHECK(!judged(form(public_url, "CallSid=CA1", {{"X-Twilio-Signature", hex_of(as_form)}}))
             .accepted());
  const auto raw = mac(EVP_sha1(), "PT1", public_url + body);
  CHECK(!judged(json(public_url, body, {{"X-SignalWire-Signature", base64_of(raw)}})).accepted());
}

TEST_CASE("signalwire: a form asks, JSON only tells") {
  const auto asked = parse("signalwire", form(public_url, "CallSid=c1&CallStatus=ringing"));
  CHECK(asked.asks);
  const auto told = parse("signalwire", json(public_url, body));
  CHECK(!told.asks);
  CHECK(told.call == "c1");
  CHECK(told.from == "+12125550142");
  const auto over = parse(
      "signalwire",
      json(
          public_url,
          R"({"event_type":"calling.call.state","params":{"call_id":"c1","call_state":"ended","end_reason":"busy"}})"));
  CHECK(over.progress == Progress::ended);
  CHECK(over.ending == Ending::busy);
}
