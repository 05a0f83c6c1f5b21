#include <doctest/doctest.h>

#include "intake/voice/form_signature.h"
#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;

namespace {

std::string signature(std::string_view secret, std::string_view text) {
  return base64_of(mac(EVP_sha1(), secret, text));
}

CallEvent told(const std::string& body, std::string_view provider = "twilio") {
  return parse(provider, form(public_url + "/next?n=1", body));
}

}  // namespace

TEST_CASE("twilio: the vector of the documentation") {
  const std::string url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const auto webhook = form(url,
                            "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%"
                            "2B14158675309&To=%2B18005551212",
                            {{"X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8="}});
  CHECK(verify("twilio", webhook, {"12345"}).accepted());
  CHECK(verify("signalwire", webhook, {"12345"}).accepted());
  CHECK(!verify("twilio", webhook, {"12346"}).accepted());
}

TEST_CASE("twilio: the URL may have been signed with its port or without") {
  const std::vector<std::string> urls{"https://desk.example/v?a=1",
                                      "https://desk.example:443/v?a=1"};
  for (const auto& ours : urls)
    for (const auto& theirs : urls) {
      const auto webhook = form(ours, "CallSid=CA1",
                                {{"X-Twilio-Signature", signature("k", theirs + "CallSidCA1")}});
      CHECK(verify("twilio", webhook, {"k"}).accepted());
    }
  const auto other =
      form("https://desk.example/v", "CallSid=CA1",
           {{"X-Twilio-Signature", signature("k", "https://desk.example:8443/vCallSidCA1")}});
  CHECK(!verify("twilio", other, {"k"}).accepted());
  CHECK(port_variants("https://u:p@[::1]/a") ==
        std::vector<std::string>{"https://u:p@[::1]/a", "https://u:p@[::1]:443/a"});
  CHECK(port_variants("http://u:p@h:80?x")[1] == "http://u:p@h?x");
  CHECK(port_variants("nothing").size() == 1);
}

TEST_CASE("twilio: a name that comes twice is read in both ways that are in use") {
  const std::string body = "b=2&CallSid=CA1&b=1&b=2";
  for (const auto* text : {"CallSidCA1b2b1b2", "CallSidCA1b1b2"}) {
    CAPTURE(text);
    const auto webhook =
        form(public_url, body, {{"X-Twilio-Signature", signature("k", public_url + text)}});
    CHECK(verify("twilio", webhook, {"k"}).accepted());
  }
  const auto wrong =
      form(public_url, body, {{"X-Twilio-Signature", signature("k", public_url + "CallSidCA1b2")}});
  CHECK(!verify("twilio", wrong, {"k"}).accepted());
}

TEST_CASE("twilio: pairs in another order or given twice are the same webhook, and known again") {
  const Headers headers{{"X-Twilio-Signature", signature("k", public_url + "CallSidCA1a1b2b3")}};
  const auto judged = [&](const char* body) {
    return verify("twilio", form(public_url, body, headers), {"k"});
  };
  const auto one = judged("CallSid=CA1&a=1&b=2&b=3");
  REQUIRE(one.accepted());
  for (const auto* body :
       {"b=2&a=1&b=3&CallSid=CA1", "CallSid=CA1&a=1&b=3&b=2", "CallSid=CA1&a=1&b=2&b=3&b=2"}) {
    CAPTURE(body);
    CHECK(judged(body).accepted());
    CHECK(judged(body).once == one.once);
  }
}

TEST_CASE("twilio: a body that is no form is signed by its SHA-256 in the URL") {
  const std::string body = R"({"CallSid":"CA1"})";
  const auto url = public_url + "?bodySHA256=" + hex_of(sha256_of(body));
  const Headers headers{{"X-Twilio-Signature", signature("k", url)}};
  CHECK(verify("twilio", json(url, body, headers), {"k"}).accepted());
  CHECK(!verify("twilio", json(url, body + " ", headers), {"k"}).accepted());
  const Headers bare{{"X-Twilio-Signature", signature("k", public_url)}};
  CHECK(!verify("twilio", json(public_url, body, bare), {"k"}).accepted());
  CHECK(!verify("twilio",
                json(public_url + "?bodySHA256=", body,
                     {{"X-Twilio-Signature", signature("k", public_url + "?bodySHA256=")}}),
                {"k"})
             .accepted());
}

TEST_CASE("twilio: JSON has the names of a form") {
  const auto event = parse(
      "twilio", json(public_url, R"({"CallSid":"CA1","CallStatus":"in-progress","Digits":12})"));
  CHECK(event.call == "CA1");
  CHECK(event.keys == "12");
  CHECK(event.progress == Progress::answered);
}

TEST_CASE("twilio: a GET is signed by its URL, and told by its query") {
  const auto url = public_url + "?CallSid=CA1&From=sip%3Aann%40pbx.example&CallStatus=ringing";
  const auto webhook = request("GET", url, {{"X-Twilio-Signature", signature("k", url)}}, "");
  CHECK(verify("twilio", webhook, {"k"}).accepted());
  CHECK(parse("twilio", webhook).from == "sip:ann@pbx.example");
}

TEST_CASE("twilio: a new call, with who redirected it") {
  const auto event = told(
      "CallSid=CA1&AccountSid=AC1&From=%2B12125550142&To=%2B18665206414&CallStatus=ringing"
      "&Direction=inbound&ForwardedFrom=%2B12125550199&CallerName=ANN+LEE%00%0A");
  CHECK(event.asks);
  CHECK(event.call == "CA1");
  CHECK(event.forwarded_from == "+12125550199");
  CHECK(event.caller_name == "ANN LEE");
  CHECK(event.direction == Direction::inbound);
  CHECK(event.id != told("CallSid=CA1&CallStatus=ringing").id);
}

TEST_CASE("twilio: keys, and none where the caller hung up or pressed nothing") {
  CHECK(told("CallSid=CA1&CallStatus=in-progress&Digits=12%23").keys == "12#");
  CHECK(told("CallSid=CA1&CallStatus=in-progress&Digits=").keys.empty());
  CHECK(told("CallSid=CA1&CallStatus=in-progress&Digits=hangup").keys.empty());
  CHECK(told("CallSid=CA1&CallStatus=in-progress&Digits=1").progress == Progress::answered);
}

TEST_CASE("twilio: callbacks of a dialled leg tell of the leg, and of the call only so far") {
  const std::string leg =
      "&CallbackSource=call-progress-events&CallSid=CA2&ParentCallSid=CA1&Direction=outbound-dial";
  const auto ringing = told("CallStatus=ringing&SequenceNumber=1" + leg);
  CHECK(!ringing.asks);
  CHECK(ringing.call == "CA1");
  CHECK(ringing.leg == "CA2");
  CHECK(ringing.progress == Progress::answered);
  CHECK(ringing.direction == Direction::inbound);
  CHECK(ringing.id == "ringing/1/CA2");
  CHECK(told("CallStatus=in-progress&SequenceNumber=2" + leg).progress == Progress::bridged);
  const auto over = told(
      "CallStatus=completed&SequenceNumber=3&CallDuration=61"
      "&Timestamp=Wed%2C+03+Jun+2026+12%3A00%3A00+%2B0000" +
      leg);
  CHECK(over.progress == Progress::bridged);
  CHECK(!over.ending);
  CHECK(over.leg_ending == Ending::completed);
  CHECK(over.duration == std::chrono::seconds(61));
  CHECK(over.at == now);
  const auto missed = told("CallStatus=no-answer&SequenceNumber=3" + leg);
  CHECK(missed.progress == Progress::answered);
  CHECK(missed.leg_ending == Ending::no_answer);
}

TEST_CASE("twilio: behind a Dial it asks, and says how that went") {
  const auto missed =
      told("CallSid=CA1&CallStatus=in-progress&DialCallStatus=busy&DialCallSid=CA2");
  CHECK(missed.asks);
  CHECK(missed.leg_ending == Ending::busy);
  CHECK(missed.progress == Progress::answered);
  const auto talked = told(
      "CallSid=CA1&CallStatus=in-progress&DialCallStatus=completed&DialCallSid=CA2"
      "&DialCallDuration=30");
  CHECK(talked.leg_ending == Ending::completed);
  CHECK(talked.progress == Progress::bridged);
  CHECK(talked.duration == std::chrono::seconds(30));
}

TEST_CASE("twilio: the end of the call, in all its ways, asks for nothing") {
  const std::vector<std::pair<std::string, Ending>> ends{{"completed", Ending::completed},
                                                         {"busy", Ending::busy},
                                                         {"no-answer", Ending::no_answer},
                                                         {"failed", Ending::failed},
                                                         {"canceled", Ending::canceled}};
  for (const auto& [word, ending] : ends) {
    const auto event = told("CallSid=CA1&CallDuration=12&CallStatus=" + word);
    CHECK(event.progress == Progress::ended);
    CHECK(event.ending == ending);
    CHECK(event.duration == std::chrono::seconds(12));
    CHECK(!event.asks);
  }
}

TEST_CASE("twilio: a recording's link is taken by https only, and when it is complete") {
  const std::string sound =
      "&RecordingUrl=https%3A%2F%2Fapi.twilio.example%2FRE1&RecordingDuration=7";
  const auto asked = told("CallSid=CA1&CallStatus=in-progress&Digits=%23" + sound);
  CHECK(asked.asks);
  CHECK(asked.recording == "https://api.twilio.example/RE1");
  CHECK(asked.recording_length == std::chrono::seconds(7));
  const auto status = told("CallSid=CA1&RecordingSid=RE1&RecordingStatus=completed" + sound);
  CHECK(!status.asks);
  CHECK(status.recording == "https://api.twilio.example/RE1");
  CHECK(status.id == "recording/RE1/completed");
  CHECK(told("CallSid=CA1&RecordingSid=RE1&RecordingStatus=in-progress" + sound).recording.empty());
  CHECK(told("CallSid=CA1&RecordingUrl=http%3A%2F%2Fx.example%2FRE1").recording.empty());
  CHECK(told("CallSid=CA1&RecordingUrl=https%3A%2F%2Fx.example%2Fa+b").recording.empty());
  CHECK(told("CallSid=CA1&RecordingUrl=javascript%3Aalert(1)").recording.empty());
}

TEST_CASE("twilio: TwiML and LaML, with markup in a text that stays text") {
  const std::vector<CallInstruction> list{
      Say{"Hi <Ann> & \"Bo\"\x01\xef\xbf\xbf \xc3\xa9\xff", "en-US"},
      Play{"https://x.example/a.mp3?a=1&b=2"}, Pause{std::chrono::seconds(5)},
      Ask{"Press 1.", "en-US", 1, std::chrono::seconds(8), "https://x.example/n?a=\"1\"&b=2"}};
  for (const auto* name : {"twilio", "signalwire"}) {
    const auto answer = render(name, list);
    CHECK(answer.content_type == "text/xml; charset=utf-8");
    CHECK(answer.body ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say language=\"en-US\">Hi "
          "&lt;Ann&gt; &amp; \"Bo\" \xc3\xa9\xef\xbf\xbd</Say><Play>https://x.example/"
          "a.mp3?a=1&amp;b=2</Play><Pause length=\"5\"/><Gather input=\"dtmf\" "
          "action=\"https://x.example/n?a=&quot;1&quot;&amp;b=2\" method=\"POST\" timeout=\"8\" "
          "numDigits=\"1\" actionOnEmptyResult=\"true\"><Say language=\"en-US\">Press 1.</Say>"
          "</Gather></Response>");
  }
  CHECK(render("twilio", {Reject{}}, Progress::ringing)
            .body.ends_with("<Response><Reject/></Response>"));
  CHECK(render("twilio", {}).body.ends_with("<Response/>"));
}

TEST_CASE("twilio: TwiML that dials and records") {
  Dial dial{"+12125550100", "+18665206414",        std::chrono::seconds(20),
            true,           "https://x.example/s", "https://x.example/n"};
  CHECK(render("twilio", {dial}).body.substr(38) ==
        "<Response><Dial action=\"https://x.example/n\" method=\"POST\" timeout=\"20\" "
        "callerId=\"+18665206414\" record=\"record-from-answer-dual\" "
        "recordingStatusCallback=\"https://x.example/s\" recordingStatusCallbackMethod=\"POST\">"
        "<Number statusCallback=\"https://x.example/s\" statusCallbackMethod=\"POST\" "
        "statusCallbackEvent=\"initiated ringing answered completed\">+12125550100</Number></Dial>"
        "</Response>");
  dial = {"sip:desk@pbx.example", "", std::chrono::seconds(20), false, "", "https://x.example/n"};
  CHECK(render("twilio", {dial}).body.substr(38) ==
        "<Response><Dial action=\"https://x.example/n\" method=\"POST\" timeout=\"20\">"
        "<Sip>sip:desk@pbx.example</Sip></Dial></Response>");
  const Record record{std::chrono::seconds(120), "#", "https://x.example/n", "https://x.example/s"};
  CHECK(render("twilio", {record, Hangup{}}).body.substr(38) ==
        "<Response><Record action=\"https://x.example/n\" method=\"POST\" maxLength=\"120\" "
        "finishOnKey=\"#\" playBeep=\"true\" recordingStatusCallback=\"https://x.example/s\" "
        "recordingStatusCallbackMethod=\"POST\"/><Hangup/></Response>");
}
