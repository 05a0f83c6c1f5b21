// Bandwidth, jambonz and the generic one.
#include <doctest/doctest.h>

#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;
using Kind = Verdict::Kind;

namespace {

Kind basic(const std::string& authorization) {
  return verify("bandwidth", json(public_url, "{}", {{"Authorization", authorization}}),
                {"desk:open sesame"})
      .kind;
}

CallEvent told(std::string_view provider, const std::string& text) {
  return parse(provider, json(public_url + "/next", text));
}

std::string bxml(const std::vector<CallInstruction>& list) {
  return render("bandwidth", list).body.substr(38);
}

}  // namespace

TEST_CASE("bandwidth: no credentials are challenged, wrong ones refused") {
  CHECK(verify("bandwidth", json(public_url, "{}"), {"desk:open sesame"}).kind == Kind::challenge);
  CHECK(basic("Basic " + base64_of("desk:open sesame")) == Kind::accepted);
  CHECK(basic("basic " + base64_of("desk:open sesame")) == Kind::accepted);
  for (const auto& wrong : {"Basic " + base64_of("desk:open"), "Basic " + base64_of(":"),
                            std::string("Basic"), std::string("Basic "), std::string("Basic !"),
                            std::string("Bearer x"), "Basic  " + base64_of("desk:open sesame")})
    CHECK(basic(wrong) == Kind::refused);
}

TEST_CASE("bandwidth: a call's events") {
  const auto begun = told(
      "bandwidth",
      R"({"eventType":"initiate","eventTime":"2026-06-03T12:00:00Z","callId":"c-1","from":"+1","to":"+2",)"
      R"("direction":"inbound","diversion":{"origTo":"+12125550199","reason":"no-answer"},"stirShaken":{}})");
  CHECK(begun.asks);
  CHECK(begun.forwarded_from == "+12125550199");
  CHECK(begun.id == "initiate/2026-06-03T12:00:00Z/c-1");
  const auto keys = told(
      "bandwidth", R"({"eventType":"gather","callId":"c-1","digits":"1","terminatingDigit":"#"})");
  CHECK(keys.asks);
  CHECK(keys.keys == "1");
  CHECK(keys.progress == Progress::answered);
  CHECK(told("bandwidth", R"({"eventType":"redirect","callId":"c-1"})").asks);
  const auto bridged =
      told("bandwidth", R"({"eventType":"transferAnswer","callId":"c-2","parentCallId":"c-1"})");
  CHECK(bridged.call == "c-1");
  CHECK(bridged.leg == "c-2");
  CHECK(bridged.progress == Progress::bridged);
  CHECK(!bridged.asks);
  const auto missed =
      told("bandwidth", R"({"eventType":"transferComplete","callId":"c-1","cause":"timeout"})");
  CHECK(missed.asks);
  CHECK(missed.leg_ending == Ending::no_answer);
  CHECK(missed.progress == Progress::answered);
  CHECK(
      !told(
           "bandwidth",
           R"({"eventType":"transferDisconnect","callId":"c-2","parentCallId":"c-1","cause":"busy"})")
           .asks);
  const auto over = told(
      "bandwidth",
      R"({"eventType":"disconnect","callId":"c-1","cause":"hangup","startTime":"2026-06-03T12:00:00Z",)"
      R"("answerTime":"2026-06-03T12:00:10Z","endTime":"2026-06-03T12:01:00Z"})");
  CHECK(over.progress == Progress::ended);
  CHECK(over.ending == Ending::completed);
  CHECK(over.duration == std::chrono::seconds(50));
  CHECK(!over.asks);
}

TEST_CASE("bandwidth: a recording") {
  const std::string sound =
      R"(,"callId":"c-1","mediaUrl":"https://voice.bandwidth.example/r/media","duration":)";
  const auto done =
      told("bandwidth", R"({"eventType":"recordComplete")" + sound + R"("PT1H2M13.67S"})");
  CHECK(done.asks);
  CHECK(done.recording == "https://voice.bandwidth.example/r/media");
  CHECK(done.recording_length == std::chrono::seconds(3733));
  const auto there = told("bandwidth", R"({"eventType":"recordingAvailable")" + sound + R"("PT"})");
  CHECK(!there.asks);
  CHECK(there.recording_length == std::chrono::seconds(0));
  for (const auto* wrong : {"13", "P1D", "PT1X", "PTS", "PT-1S", "PT999999999H"})
    CHECK(!told("bandwidth", R"({"eventType":"recordComplete")" + sound + "\"" + wrong + "\"}")
               .recording_length);
}

TEST_CASE("bandwidth: BXML, with what its next webhooks authenticate with") {
  const std::string sign = " username=\"desk\" password=\"open &quot;sesame&quot;\"";
  CHECK(bxml({Say{"Hi & bye", "en-US"}, Play{"https://x.example/a.mp3"},
              Pause{std::chrono::seconds(5)},
              Ask{"Press 1.", "en-GB", 1, std::chrono::seconds(8), "https://x.example/n"}}) ==
        "<Response><SpeakSentence locale=\"en_US\">Hi &amp; bye</SpeakSentence><PlayAudio>"
        "https://x.example/a.mp3</PlayAudio><Pause duration=\"5\"/><Gather "
        "gatherUrl=\"https://x.example/n\" "
        "gatherMethod=\"POST\" maxDigits=\"1\" terminatingDigits=\"#\" firstDigitTimeout=\"8\"" +
            sign + "><SpeakSentence locale=\"en_GB\">Press 1.</SpeakSentence></Gather></Response>");
  CHECK(bxml({Dial{"+12125550100", "+18665206414", std::chrono::seconds(20), true,
                   "https://x.example/s", "https://x.example/n"}}) ==
        "<Response><StartRecording recordingAvailableUrl=\"https://x.example/s\" "
        "recordingAvailableMethod=\"POST\" fileFormat=\"mp3\" multiChannel=\"true\"" +
            sign +
            "/><Transfer transferCallerId=\"+18665206414\" callTimeout=\"20\" transferCompleteUrl="
            "\"https://x.example/n\" transferCompleteMethod=\"POST\"" +
            sign +
            "><PhoneNumber transferAnswerUrl="
            "\"https://x.example/s\" transferAnswerMethod=\"POST\" "
            "transferDisconnectUrl=\"https://x.example/s\" "
            "transferDisconnectMethod=\"POST\"" +
            sign + ">+12125550100</PhoneNumber></Transfer></Response>");
  CHECK(bxml({Record{std::chrono::seconds(60), "#", "https://x.example/n", ""}, Hangup{}}) ==
        "<Response><Record recordCompleteUrl=\"https://x.example/n\" recordCompleteMethod=\"POST\" "
        "maxDuration=\"60\" terminatingDigits=\"#\" fileFormat=\"mp3\"" +
            sign + "/><Hangup/></Response>");
  CHECK(bxml({Redirect{"https://x.example/n"}}) ==
        "<Response><Redirect redirectUrl=\"https://x.example/n\" redirectMethod=\"POST\"" + sign +
            "/></Response>");
}

TEST_CASE("jambonz and generic: the header's time and signatures") {
  for (const std::string name : {"jambonz", "generic"}) {
    CAPTURE(name);
    const auto sample =
        timed_sample(name, name == "jambonz" ? "jambonz-signature" : "frontdesk-signature");
    const auto& body = sample.webhook.body;
    const auto accepted = [&](const std::string& header) {
      return verify(name, json(public_url, body, {{sample.header, header}}), {"whsec"}).accepted();
    };
    const auto good = timed("whsec", body);
    const auto hex = good.substr(good.find("v1=") + 3);
    CHECK(accepted(good));
    CHECK(accepted("t=" + now_text + ", v1=" + hex));
    CHECK(accepted("t=" + now_text + ",v0=x,v1=" + std::string(64, '0') + ",v1=" + hex));
    CHECK(!accepted("v1=" + hex));
    CHECK(!accepted("t=" + now_text));
    CHECK(!accepted("t=" + now_text + ",v0=" + hex));
    CHECK(!accepted("t=1780488001,v1=" + hex));
    CHECK(!accepted("t=" + now_text + ",t=1780488001,v1=" + hex));
    CHECK(!accepted("t=1780488001,t=" + now_text + ",v1=" + hex));
    // Signed a day ahead, so that it could be used tomorrow.
    CHECK(!accepted(timed("whsec", body, "1780574400")));
    CHECK(!accepted(timed("whsec", body, "1780401600")));
    // Over the body as it would be written anew.
    CHECK(
        !verify(name, json(public_url, " " + body, {{sample.header, good}}), {"whsec"}).accepted());
  }
}

TEST_CASE("jambonz: a call's webhooks") {
  const auto begun = told(
      "jambonz",
      R"({"call_sid":"j1","direction":"inbound","from":"+1","to":"+2","caller_name":"Ann","call_status":"trying",)"
      R"("sip":{"headers":{"diversion":"<sip:+12125550199@h>;reason=busy"}}})");
  CHECK(begun.asks);
  CHECK(begun.forwarded_from == "+12125550199");
  CHECK(begun.caller_name == "Ann");
  CHECK(
      told("jambonz",
           R"({"call_sid":"j1","call_status":"in-progress","reason":"dtmfDetected","digits":"1"})")
          .keys == "1");
  const auto behind = told(
      "jambonz",
      R"({"call_sid":"j1","call_status":"in-progress","dial_call_sid":"j2","dial_call_status":"no-answer"})");
  CHECK(behind.asks);
  CHECK(behind.leg == "j2");
  CHECK(behind.leg_ending == Ending::no_answer);
  const auto leg = told(
      "jambonz",
      R"({"call_sid":"j2","parent_call_sid":"j1","direction":"outbound","call_status":"in-progress"})");
  CHECK(!leg.asks);
  CHECK(leg.call == "j1");
  CHECK(leg.progress == Progress::bridged);
  const auto over = told("jambonz", R"({"call_sid":"j1","call_status":"completed","duration":17})");
  CHECK(over.ending == Ending::completed);
  CHECK(over.duration == std::chrono::seconds(17));
  CHECK(!over.asks);
}

TEST_CASE("jambonz: its verbs; it takes no message") {
  CHECK(
      render("jambonz",
             {Say{"Hi", "en-US"}, Play{"https://x.example/a.mp3"}, Pause{std::chrono::seconds(5)},
              Ask{"Press 1.", "", 1, std::chrono::seconds(8), "https://x.example/n"}})
          .body ==
      R"([{"text":"Hi","synthesizer":{"vendor":"default","language":"en-US"},"verb":"say"},)"
      R"({"verb":"play","url":"https://x.example/a.mp3"},{"verb":"pause","length":5},{"verb":"gather",)"
      R"("actionHook":"https://x.example/n","input":["digits"],"maxDigits":1,"finishOnKey":"#","timeout":8,)"
      R"("say":{"text":"Press 1."}}])");
  CHECK(render("jambonz", {Dial{"sip:desk@pbx.example", "+1", std::chrono::seconds(20), false, "",
                                "https://x.example/n"}})
            .body ==
        R"([{"verb":"dial","actionHook":"https://x.example/n","callerId":"+1","timeout":20,)"
        R"("target":[{"type":"sip","sipUri":"sip:desk@pbx.example"}]}])");
  CHECK(render("jambonz", {Record{{}, "", "https://x.example/n", ""}}).body ==
        R"([{"verb":"redirect","actionHook":"https://x.example/n"}])");
  CHECK(render("jambonz", {Reject{}, Hangup{}}).body ==
        R"([{"verb":"sip:decline","status":603},{"verb":"hangup"}])");
  CHECK(!row("jambonz").records);
}

TEST_CASE("generic: every member, the form it is answered in, and what it must have") {
  const auto event = told(
      "generic",
      R"({"asks":false,"call":"g1","leg":"g2","id":"7","from":"+1","to":"sip:desk@pbx.example","forwarded_from":"+3",)"
      R"("caller_name":"Ann","direction":"outbound","progress":"ended","ending":"busy","keys":"12","recording":"https://x/r",)"
      R"("recording_length":5,"duration":6,"at":"2026-06-03T12:00:00Z","a later member":1})");
  CHECK(event.leg == "g2");
  CHECK(event.to == "sip:desk@pbx.example");
  CHECK(event.direction == Direction::outbound);
  CHECK(event.ending == Ending::busy);
  CHECK(event.recording_length == std::chrono::seconds(5));
  CHECK(event.at == now);
  CHECK(!event.asks);
  CHECK(told("generic", R"({"asks":true,"call":"g1","id":"1","progress":"ended"})").ending ==
        Ending::completed);
  CHECK(!told("generic", R"({"asks":true,"call":"g1","id":"1","progress":"ended"})").asks);
  for (const auto* wrong :
       {R"({"call":"g1"})", R"({"id":"1"})", R"({"call":"g1","id":"1","progress":"gone"})",
        R"({"call":"g1","id":"1","asks":"yes"})"})
    CHECK(!row("generic").parse(json(public_url, wrong)));
  CHECK(
      render("generic", {Say{"Hi", "en-US"}, Redirect{"https://x.example/n"}}).body ==
      R"({"instructions":[{"do":"say","text":"Hi","language":"en-US"},{"do":"redirect","next":"https://x.example/n"}]})");
}
