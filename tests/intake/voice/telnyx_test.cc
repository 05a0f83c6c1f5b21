#include <doctest/doctest.h>

#include "intake/voice/telnyx_state.h"
#include "rules/base/json.h"
#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;

namespace {

// An event of the caller's leg, with more members of the payload.
Webhook event_of(const std::string& type, const std::string& more = "",
                 const std::string& leg = "c1") {
  return json(
      public_url,
      R"({"data":{"event_type":")" + type + R"(","id":"e-)" + type +
          R"(","occurred_at":"2026-06-03T12:00:00Z","record_type":"event","payload":{"call_control_id":"v3:)" +
          leg + R"(","call_leg_id":"leg-)" + leg + R"(","call_session_id":"s1")" + more + "}}}");
}

std::string with_state(const std::string& state) {
  return R"(,"client_state":")" + state + "\"";
}

boost::json::object body_of(const Command& command) {
  return boost::json::parse(command.body).get_object();
}

std::string text(const boost::json::object& object, std::string_view name) {
  return std::string(object.at(name).get_string());
}

// What comes after a command's end, as Telnyx would tell it.
CallEvent after(const Command& command, const std::string& type, const std::string& more = "") {
  return parse("telnyx", event_of(type, more + with_state(text(body_of(command), "client_state"))));
}

Answer answer_to(const CallEvent& event, const std::vector<CallInstruction>& list) {
  return row("telnyx").render(list, {event, {}});
}

std::string action(const Command& command) {
  return command.path.substr(command.path.rfind('/') + 1);
}

}  // namespace

TEST_CASE("telnyx: signed over the raw bytes with the time before them") {
  const auto sample = telnyx_sample();
  auto webhook = sample.webhook;
  for (auto& [name, value] : webhook.headers)
    if (name == "telnyx-timestamp") value = "1780488001";
  CHECK(!verify("telnyx", webhook, {sample.secret}).accepted());
  for (const auto* key : {"", "x", "AAAA", "not base64 at all, not at all"})
    CHECK(!verify("telnyx", sample.webhook, {key}).accepted());
}

TEST_CASE("telnyx: a new call is answered first, and the list goes on when it is") {
  const auto sample = telnyx_sample();
  const auto event = parse("telnyx", sample.webhook);
  CHECK(event.call == "s1");
  CHECK(event.id == "e1");
  CHECK(event.control.leg == "v3:c1");
  CHECK(!event.control.answered);
  CHECK(to_text(*event.at) == "2026-06-03T11:59:59.500Z");
  const auto answer =
      answer_to(event, {Say{"Hello", "en-US"}, Redirect{"https://x.example/n?r=1"}});
  CHECK(answer.body.empty());
  REQUIRE(answer.commands.size() == 1);
  CHECK(answer.commands[0].path == "/v2/calls/v3:c1/actions/answer");
  const auto answered = after(answer.commands[0], "call.answered");
  CHECK(answered.asks);
  CHECK(answered.progress == Progress::answered);
  REQUIRE(answered.rest.size() == 2);
  CHECK(
      instructions_json(answered.rest) ==
      R"([{"do":"say","text":"Hello","language":"en-US"},{"do":"redirect","next":"https://x.example/n?r=1"}])");
  const auto said = answer_to(answered, answered.rest);
  REQUIRE(said.commands.size() == 1);
  CHECK(action(said.commands[0]) == "speak");
  const auto body = body_of(said.commands[0]);
  CHECK(text(body, "payload") == "Hello");
  CHECK(text(body, "payload_type") == "text");
  CHECK(text(body, "language") == "en-US");
  const auto ended = after(said.commands[0], "call.speak.ended", R"(,"status":"completed")");
  CHECK(ended.asks);
  CHECK(ended.rest.empty());
  CHECK(ended.next == "https://x.example/n?r=1");
  CHECK(!after(said.commands[0], "call.speak.ended", R"(,"status":"call_hangup")").asks);
  CHECK(!after(said.commands[0], "call.playback.ended").asks);
  CHECK(!after(said.commands[0], "call.speak.started").asks);
}

TEST_CASE("telnyx: the same webhook gives the same command ids, another others") {
  const auto event = parse("telnyx", telnyx_sample().webhook);
  const auto one = answer_to(event, {Say{"a", ""}}), again = answer_to(event, {Say{"a", ""}});
  CHECK(one.commands[0].body == again.commands[0].body);
  auto other = event;
  other.id = "e2";
  const auto id = text(body_of(one.commands[0]), "command_id");
  CHECK(id.size() == 36);
  CHECK(text(body_of(answer_to(other, {Say{"a", ""}}).commands[0]), "command_id") != id);
}

TEST_CASE(
    "telnyx: texts and pauses are one command, what is played another, and the end hangs up") {
  const auto first =
      render("telnyx", {Say{"Please <wait> & see", "en-GB"}, Pause{std::chrono::seconds(25)},
                        Say{"Thanks", "en-GB"}, Play{"https://x.example/a.mp3"}});
  REQUIRE(first.commands.size() == 1);
  const auto body = body_of(first.commands[0]);
  CHECK(text(body, "payload_type") == "ssml");
  CHECK(text(body, "payload") ==
        "<speak>Please &lt;wait&gt; &amp; see <break time=\"10s\"/><break time=\"10s\"/>"
        "<break time=\"5s\"/>Thanks </speak>");
  const auto then = after(first.commands[0], "call.speak.ended");
  const auto second = answer_to(then, then.rest);
  REQUIRE(second.commands.size() == 1);
  CHECK(action(second.commands[0]) == "playback_start");
  CHECK(text(body_of(second.commands[0]), "audio_url") == "https://x.example/a.mp3");
  // A sound that is not there does not strand the caller.
  const auto last =
      after(second.commands[0], "call.playback.ended", R"(,"status":"file_not_found")");
  const auto third = answer_to(last, last.rest);
  REQUIRE(third.commands.size() == 1);
  CHECK(action(third.commands[0]) == "hangup");
  const auto two = render("telnyx", {Say{"a", "en-US"}, Say{"b", "de-DE"}});
  CHECK(text(body_of(two.commands[0]), "payload") == "a");
}

TEST_CASE("telnyx: asking, with keys or without") {
  const auto asked = render(
      "telnyx", {Ask{"Press 1.", "en-US", 1, std::chrono::seconds(8), "https://x.example/n"}});
  REQUIRE(asked.commands.size() == 1);
  CHECK(action(asked.commands[0]) == "gather_using_speak");
  const auto body = body_of(asked.commands[0]);
  CHECK(body.at("maximum_digits").as_int64() == 1);
  CHECK(body.at("timeout_millis").as_int64() == 8000);
  const auto keys =
      after(asked.commands[0], "call.gather.ended", R"(,"digits":"1","status":"valid")");
  CHECK(keys.asks);
  CHECK(keys.keys == "1");
  CHECK(keys.next == "https://x.example/n");
  const auto none =
      after(asked.commands[0], "call.gather.ended", R"(,"digits":"","status":"timeout")");
  CHECK(none.asks);
  CHECK(none.keys.empty());
  CHECK(!after(asked.commands[0], "call.gather.ended", R"(,"status":"call_hangup")").asks);
  CHECK(action(render("telnyx", {Ask{}}).commands[0]) == "gather");
}

TEST_CASE("telnyx: a dialled leg is bridged, and its end asks for the caller's") {
  const auto dialled =
      render("telnyx", {Dial{"+12125550100", "+18665206414", std::chrono::seconds(2), true, "",
                             "https://x.example/n"}});
  REQUIRE(dialled.commands.size() == 1);
  CHECK(action(dialled.commands[0]) == "transfer");
  const auto body = body_of(dialled.commands[0]);
  CHECK(text(body, "to") == "+12125550100");
  CHECK(text(body, "from") == "+18665206414");
  CHECK(body.at("timeout_secs").as_int64() == 5);
  CHECK(text(body, "park_after_unbridge") == "self");
  CHECK(text(body, "record") == "record-from-answer");
  const auto state = with_state(text(body, "target_leg_client_state"));
  const auto told = [&](const std::string& type, const std::string& more = "") {
    return parse("telnyx", event_of(type, more + state, "c2"));
  };
  CHECK(!told("call.initiated", R"(,"direction":"outgoing")").asks);
  CHECK(told("call.initiated").leg == "leg-c2");
  CHECK(told("call.answered").progress == Progress::bridged);
  CHECK(!told("call.answered").asks);
  CHECK(parse("telnyx", event_of("call.bridged")).progress == Progress::bridged);
  const auto missed = told("call.hangup", R"(,"hangup_cause":"timeout")");
  CHECK(missed.asks);
  CHECK(missed.next == "https://x.example/n");
  CHECK(missed.control.leg == "v3:c1");
  CHECK(missed.leg_ending == Ending::no_answer);
  CHECK(!missed.ending);
  CHECK(told("call.hangup", R"(,"hangup_cause":"normal_clearing")").progress == Progress::bridged);
}

TEST_CASE("telnyx: a message, ended by a key, by its length or by hanging up") {
  const auto taken =
      render("telnyx", {Record{std::chrono::seconds(60), "#", "https://x.example/n", ""}});
  REQUIRE(taken.commands.size() == 1);
  CHECK(action(taken.commands[0]) == "record_start");
  CHECK(body_of(taken.commands[0]).at("max_length").as_int64() == 60);
  const auto key = after(taken.commands[0], "call.dtmf.received", R"(,"digit":"#")");
  CHECK(key.asks);
  CHECK(key.next == "https://x.example/n");
  CHECK(key.keys.empty());
  const auto stopped = answer_to(key, {Hangup{}});
  REQUIRE(stopped.commands.size() == 2);
  CHECK(action(stopped.commands[0]) == "record_stop");
  CHECK(action(stopped.commands[1]) == "hangup");
  CHECK(body_of(stopped.commands[0]).at("command_id") !=
        body_of(stopped.commands[1]).at("command_id"));
  CHECK(!after(taken.commands[0], "call.dtmf.received", R"(,"digit":"1")").asks);
  const auto saved = after(
      taken.commands[0], "call.recording.saved",
      R"(,"recording_started_at":"2026-06-03T11:59:00Z","recording_ended_at":"2026-06-03T11:59:07.5Z",)"
      R"("public_recording_urls":{"mp3":null,"wav":null},"recording_urls":{"mp3":"https://s3.example/r.mp3?sig=1"})");
  CHECK(saved.asks);
  CHECK(saved.recording == "https://s3.example/r.mp3?sig=1");
  CHECK(saved.recording_length == std::chrono::seconds(7));
  CHECK(!parse("telnyx", event_of("call.recording.saved")).asks);
}

TEST_CASE("telnyx: the end of the call, and who redirected it") {
  const auto over =
      parse("telnyx",
            event_of("call.hangup",
                     R"(,"hangup_cause":"normal_clearing","start_time":"2026-06-03T11:59:30Z")"));
  CHECK(over.progress == Progress::ended);
  CHECK(over.ending == Ending::completed);
  CHECK(over.duration == std::chrono::seconds(30));
  CHECK(!over.asks);
  CHECK(parse("telnyx", event_of("call.hangup", R"(,"hangup_cause":"originator_cancel")")).ending ==
        Ending::canceled);
  const auto diverted = parse(
      "telnyx",
      event_of("call.initiated",
               R"(,"sip_headers":[{"name":"Diversion","value":"<sip:+12125550199@h>;reason=x"}])"));
  CHECK(diverted.forwarded_from == "+12125550199");
}

TEST_CASE("telnyx: a state that is not of ours is passed over") {
  for (const auto* state : {"", "x", "aGVsbG8=", "e30=", "bnVsbA==", "W10="}) {
    const auto event = parse("telnyx", event_of("call.speak.ended", with_state(state)));
    CHECK(!event.asks);
    CHECK(event.rest.empty());
  }
}

TEST_CASE("telnyx: before the answer a call is rejected, after it hung up; an id is no path") {
  CHECK(action(render("telnyx", {Reject{}}, Progress::ringing).commands[0]) == "reject");
  CHECK(action(render("telnyx", {Reject{}}).commands[0]) == "hangup");
  CHECK(action(render("telnyx", {Redirect{"https://x.example/n"}}).commands[0]) == "speak");
  CallEvent event;
  event.asks = true;
  event.control = {"a/../b?c#d %", true, false};
  CHECK(answer_to(event, {Hangup{}}).commands[0].path ==
        "/v2/calls/a%2F..%2Fb%3Fc%23d%20%25/actions/hangup");
}
