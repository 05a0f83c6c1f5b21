#include "intake/voice/plivo.h"

#include <doctest/doctest.h>

#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;

namespace {

Headers v3(const std::string& signature, std::string nonce = "12345") {
  return {{"X-Plivo-Signature-V3", signature}, {"X-Plivo-Signature-V3-Nonce", std::move(nonce)}};
}

std::string signature(std::string_view text) {
  return base64_of(mac(EVP_sha256(), "tok", text));
}

CallEvent told(const std::string& body) {
  return parse("plivo", form(public_url + "/next?n=1", body));
}

}  // namespace

TEST_CASE("plivo: the vector, whose bare ? is required") {
  const auto webhook = form("https://h.example/answer/", "CallUUID=u&From=1",
                            v3("FQZ09RgInqSYoJubwt62Gp2XlEZbggbVY8MA6934aHo="));
  CHECK(verify("plivo", webhook, {"tok"}).accepted());
  CHECK(!verify("plivo",
                form("https://h.example/answer/", "CallUUID=u&From=1",
                     v3(signature("https://h.example/answer/CallUUIDuFrom1.12345"))),
                {"tok"})
             .accepted());
}

TEST_CASE("plivo: V3 in its four forms") {
  const std::string base = "https://h.example/a/";
  const auto sign = [&](const std::string& rest) { return v3(signature(base + rest + ".12345")); };
  const auto holds = [](const Webhook& webhook) {
    return verify("plivo", webhook, {"tok"}).accepted();
  };
  // GET, its query decoded and sorted, values of one name too.
  CHECK(holds(request("GET", base + "?b=%2B1&a=2&b=%20", sign("?a=2&b= &b=+1"), "")));
  CHECK(holds(request("GET", base, sign(""), "")));
  CHECK(!holds(request("GET", base, sign("?"), "")));
  // POST of a form, without a query and with one.
  CHECK(holds(form(base, "z=1&CallUUID=u", sign("?CallUUIDuz1"))));
  CHECK(holds(form(base + "?q=1&p=%26", "z=1&CallUUID=u&z=0", sign("?p=&&q=1.CallUUIDuz0z1"))));
  // POST without a form.
  CHECK(holds(form(base + "?q=1", "", sign("?q=1"))));
  CHECK(holds(form(base, "", sign(""))));
  // A body that is no form is signed by nobody.
  CHECK(!holds(json(base, "{}", sign(""))));
}

TEST_CASE("plivo: an explicit port stays, and none is added") {
  const Headers with = v3(signature("https://h.example:443/a?CallUUIDu.12345"));
  CHECK(verify("plivo", form("https://h.example:443/a", "CallUUID=u", with), {"tok"}).accepted());
  CHECK(!verify("plivo", form("https://h.example/a", "CallUUID=u", with), {"tok"}).accepted());
}

TEST_CASE("plivo: a list of signatures, the main account's too, and a nonce that is signed") {
  const auto good = signature("https://h.example/a?CallUUIDu.12345");
  const auto one = [&](Headers headers) {
    return verify("plivo", form("https://h.example/a", "CallUUID=u", std::move(headers)), {"tok"})
        .accepted();
  };
  CHECK(one(v3("AAAA," + good + ",BBBB")));
  CHECK(one({{"X-Plivo-Signature-Ma-V3", good}, {"X-Plivo-Signature-V3-Nonce", "12345"}}));
  CHECK(!one(v3(good, "12346")));
  CHECK(!one({{"X-Plivo-Signature-V3", good}}));
}

TEST_CASE("plivo: V2 holds for messages and never for a call") {
  const auto given = signature("https://h.example/m12345");
  const Headers headers{{"X-Plivo-Signature-V2", given}, {"X-Plivo-Signature-V2-Nonce", "12345"}};
  const auto webhook = form("https://h.example/m?a=1", "CallUUID=u&Text=hi", headers);
  const std::vector<std::string> secrets{"old", "tok"}, wrong{"old"};
  CHECK(verify_plivo_message(webhook, secrets).accepted());
  CHECK(!verify_plivo_message(webhook, wrong).accepted());
  CHECK(!verify_plivo_message(form("https://h.example/n", "", headers), secrets).accepted());
  CHECK(!verify("plivo", webhook, secrets).accepted());
}

TEST_CASE("plivo: a call from its ringing to its end, and keys") {
  const auto ringing = told(
      "CallUUID=u1&From=12125550142&To=18665206414&Direction=inbound&CallStatus=ringing"
      "&Event=StartApp&ForwardedFrom=12125550199&CallerName=Ann");
  CHECK(ringing.asks);
  CHECK(ringing.from == "+12125550142");  // Plivo leaves the plus out
  CHECK(ringing.forwarded_from == "+12125550199");
  CHECK(ringing.caller_name == "Ann");
  const auto keys = told("CallUUID=u1&CallStatus=in-progress&Digits=2");
  CHECK(keys.asks);
  CHECK(keys.keys == "2");
  CHECK(keys.progress == Progress::answered);
  const auto over = told(
      "CallUUID=u1&CallStatus=completed&Event=Hangup&Duration=42&HangupCauseName=Normal+Hangup"
      "&HangupCauseCode=4000&HangupSource=Caller");
  CHECK(over.progress == Progress::ended);
  CHECK(over.ending == Ending::completed);
  CHECK(over.duration == std::chrono::seconds(42));
  CHECK(!over.asks);
  CHECK(told("CallUUID=u1&CallStatus=no-answer").ending == Ending::no_answer);
  CHECK(told("CallUUID=u1&CallStatus=cancel").ending == Ending::canceled);
}

TEST_CASE("plivo: a dialled leg's callbacks, and what is asked behind the Dial") {
  const std::string leg =
      "CallUUID=u1&DialALegUUID=u1&DialBLegUUID=u2&CallStatus=in-progress&DialAction=";
  const auto answer = told(leg + "answer&DialBLegStatus=answer");
  CHECK(!answer.asks);
  CHECK(answer.call == "u1");
  CHECK(answer.leg == "u2");
  CHECK(answer.progress == Progress::bridged);
  const auto hangup = told(leg + "hangup&DialBLegDuration=5&DialBLegHangupCauseName=Busy+Line");
  CHECK(hangup.leg_ending == Ending::busy);
  CHECK(hangup.duration == std::chrono::seconds(5));
  CHECK(!hangup.ending);
  const auto behind = told(
      "CallUUID=u1&DialALegUUID=u1&DialBLegUUID=u2&CallStatus=in-progress&DialStatus=no-answer");
  CHECK(behind.asks);
  CHECK(behind.leg_ending == Ending::no_answer);
  CHECK(behind.progress == Progress::answered);
}

TEST_CASE("plivo: a recording") {
  const auto event = told(
      "CallUUID=u1&CallStatus=in-progress&RecordUrl=https%3A%2F%2Fmedia.example%2Fr.mp3"
      "&RecordingDuration=13");
  CHECK(event.recording == "https://media.example/r.mp3");
  CHECK(event.recording_length == std::chrono::seconds(13));
}

TEST_CASE("plivo: its XML") {
  const std::vector<CallInstruction> list{
      Say{"Hello & welcome", "en-US"}, Play{"https://x.example/a.mp3"},
      Pause{std::chrono::seconds(5)},
      Ask{"Press 1.", "en-GB", 1, std::chrono::seconds(8), "https://x.example/n?a=1&b=2"}};
  CHECK(render("plivo", list).body.substr(38) ==
        "<Response><Speak language=\"en-US\">Hello &amp; welcome</Speak><Play>https://x.example/"
        "a.mp3</Play><Wait length=\"5\"/><GetDigits action=\"https://x.example/n?a=1&amp;b=2\" "
        "method=\"POST\" timeout=\"8\" numDigits=\"1\" retries=\"1\" redirect=\"true\"><Speak "
        "language=\"en-GB\">Press 1.</Speak></GetDigits><Redirect method=\"POST\">"
        "https://x.example/n?a=1&amp;b=2</Redirect></Response>");
  const Dial dial{"+12125550100", "+18665206414",        std::chrono::seconds(20),
                  true,           "https://x.example/s", "https://x.example/n"};
  CHECK(render("plivo", {dial}).body.substr(38) ==
        "<Response><Record recordSession=\"true\" startOnDialAnswer=\"true\" redirect=\"false\" "
        "maxLength=\"14400\" callbackUrl=\"https://x.example/s\" callbackMethod=\"POST\"/><Dial "
        "action=\"https://x.example/n\" method=\"POST\" timeout=\"20\" callerId=\"+18665206414\" "
        "redirect=\"true\" callbackUrl=\"https://x.example/s\" callbackMethod=\"POST\"><Number>"
        "+12125550100</Number></Dial></Response>");
  CHECK(render("plivo", {Dial{"sip:desk@pbx.example", "", {}, false, "", ""}})
            .body.find("<User>sip:desk@pbx.example</User>") != std::string::npos);
  const Record record{std::chrono::seconds(120), "#", "https://x.example/n", ""};
  CHECK(render("plivo", {record, Reject{}}).body.substr(38) ==
        "<Response><Record action=\"https://x.example/n\" method=\"POST\" maxLength=\"120\" "
        "finishOnKey=\"#\" playBeep=\"true\" redirect=\"true\"/><Hangup reason=\"rejected\"/>"
        "</Response>");
}
