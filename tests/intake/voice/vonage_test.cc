#include <doctest/doctest.h>

#include "intake/voice/jwt.h"
#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;
using Kind = Verdict::Kind;

namespace {

const std::string body = R"({"from":"1","to":"2","uuid":"u1","conversation_uuid":"CON-1"})";

Verdict judged(const std::string& authorization, const std::string& sent = body) {
  return verify("vonage", json(public_url, sent, {{"Authorization", authorization}}),
                {"sigsecret"});
}

Verdict judged_token(const std::string& header, const std::string& claims) {
  return judged("Bearer " + token("sigsecret", header, claims));
}

std::string claims_with(const std::string& more) {
  auto claims = vonage_claims(body);
  claims.insert(claims.size() - 1, "," + more);
  return claims;
}

CallEvent told(const std::string& text) {
  return parse("vonage", json(public_url + "/next", text));
}

}  // namespace

TEST_CASE("vonage: HS256 and nothing else") {
  CHECK(judged_token(hs256, vonage_claims(body)).accepted());
  for (const std::string header :
       {R"({"alg":"none"})", R"({"alg":"RS256"})", R"({"alg":"HS512"})", R"({"alg":"hs256"})",
        R"({})", R"({"alg":["HS256"]})", R"({"alg":"HS256","crit":["x"]})",
        R"({"alg":"HS256","alg":"none"})"})
    CHECK(judged_token(header, vonage_claims(body)).kind == Kind::refused);
  const auto unsigned_one =
      base64url_of(R"({"alg":"none"})") + '.' + base64url_of(vonage_claims(body)) + '.';
  CHECK(judged("Bearer " + unsigned_one).kind == Kind::refused);
}

TEST_CASE("vonage: the payload's hash is asked for and compared") {
  CHECK(judged_token(hs256, vonage_claims(body + " ")).kind == Kind::refused);
  CHECK(judged_token(hs256, R"({"iat":1780488000,"jti":"j"})").kind == Kind::refused);
  CHECK(judged_token(hs256, R"({"iat":1780488000,"payload_hash":""})").kind == Kind::refused);
  CHECK(judged_token(hs256, R"({"iat":1780488000,"payload_hash":null})").kind == Kind::refused);
}

TEST_CASE("vonage: a GET's hash is of its query as compact JSON, in its order") {
  const auto url = public_url + "?to=2&from=1&uuid=u%201&conversation_uuid=CON-1";
  const auto query = R"({"to":"2","from":"1","uuid":"u 1","conversation_uuid":"CON-1"})";
  const Headers headers{
      {"Authorization", "Bearer " + token("sigsecret", hs256, vonage_claims(query))}};
  CHECK(verify("vonage", request("GET", url, headers, ""), {"sigsecret"}).accepted());
  const auto other = public_url + "?from=1&to=2&uuid=u%201&conversation_uuid=CON-1";
  CHECK(!verify("vonage", request("GET", other, headers, ""), {"sigsecret"}).accepted());
  CHECK(parse("vonage", request("GET", url, headers, "")).call == "CON-1");
}

TEST_CASE("vonage: expired, not yet in force, of no time: refused") {
  CHECK(judged_token(hs256, claims_with(R"("exp":1780488001)")).accepted());
  CHECK(judged_token(hs256, claims_with(R"("nbf":1780488000.5)")).accepted());
  for (const std::string more :
       {R"("exp":1780488000)", R"("exp":"soon")", R"("exp":null)", R"("exp":-1)", R"("exp":1e300)",
        R"("nbf":1780488301)", R"("nbf":[])"})
    CHECK(judged_token(hs256, claims_with(more)).kind == Kind::refused);
  for (const auto* issued : {"1780487699", "1780488301", "\"1780488000\"", "null", "-1", "1e30"})
    CHECK(judged_token(hs256, vonage_claims(body, issued)).kind == Kind::refused);
}

TEST_CASE("vonage: an unsigned callback is asked to come again, a badly signed one is not") {
  CHECK(verify("vonage", json(public_url, body), {"sigsecret"}).kind == Kind::retry);
  for (const std::string authorization : {"Basic eDp5", "Bearer", "Bearer ", "Bearer a.b",
                                          "Bearer a.b.c", "Bearer ....", "Bearer e30.e30."})
    CHECK(judged(authorization).kind == Kind::refused);
}

TEST_CASE("vonage: a call from its answer URL to its end") {
  const auto answer = told(body);
  CHECK(answer.asks);
  CHECK(answer.call == "CON-1");
  CHECK(answer.progress == Progress::ringing);
  const std::string leg =
      R"(,"uuid":"u1","conversation_uuid":"CON-1","direction":"inbound","from":"1","to":"2"})";
  // `started` and `ringing` may come in either order, and both rank the same.
  CHECK(told(R"({"status":"started")" + leg).progress == Progress::ringing);
  CHECK(told(R"({"status":"ringing")" + leg).progress == Progress::ringing);
  CHECK(!told(R"({"status":"ringing")" + leg).asks);
  CHECK(told(R"({"status":"answered")" + leg).progress == Progress::answered);
  const auto over =
      told(R"({"status":"completed","duration":"61","timestamp":"2026-06-03T12:00:00.000Z")" + leg);
  CHECK(over.progress == Progress::ended);
  CHECK(over.ending == Ending::completed);
  CHECK(over.duration == std::chrono::seconds(61));
  CHECK(over.at == now);
  CHECK(over.id == "completed/u1");
}

TEST_CASE("vonage: a dialled leg, which asks when nobody answered") {
  const std::string leg = R"(,"uuid":"u2","conversation_uuid":"CON-1","direction":"outbound"})";
  const auto answered = told(R"({"status":"answered")" + leg);
  CHECK(answered.progress == Progress::bridged);
  CHECK(answered.leg == "u2");
  CHECK(!answered.asks);
  for (const auto& [word, ending] :
       std::vector<std::pair<std::string, Ending>>{{"busy", Ending::busy},
                                                   {"rejected", Ending::busy},
                                                   {"unanswered", Ending::no_answer},
                                                   {"timeout", Ending::no_answer},
                                                   {"failed", Ending::failed},
                                                   {"cancelled", Ending::canceled}}) {
    const auto event = told(R"({"status":")" + word + "\"" + leg);
    CHECK(event.asks);
    CHECK(event.leg_ending == ending);
    CHECK(!event.ending);
    CHECK(event.progress == Progress::answered);
  }
  const auto talked = told(R"({"status":"completed","duration":"5")" + leg);
  CHECK(!talked.asks);
  CHECK(talked.leg_ending == Ending::completed);
  CHECK(talked.progress == Progress::bridged);
}

TEST_CASE("vonage: keys, what is told of a round, and a recording") {
  const auto keys =
      told(R"({"dtmf":{"digits":"12","timed_out":false},"uuid":"u1","conversation_uuid":"CON-1"})");
  CHECK(keys.asks);
  CHECK(keys.keys == "12");
  CHECK(told(R"({"dtmf":"3","uuid":"u1","conversation_uuid":"CON-1"})").keys == "3");
  const auto none = told(R"({"dtmf":{"digits":"","timed_out":true},"conversation_uuid":"CON-1"})");
  CHECK(none.asks);
  CHECK(none.keys.empty());
  const auto round = told(R"({"payload":{"call":"CON-1"}})");
  CHECK(round.asks);
  CHECK(round.call == "CON-1");
  CHECK(round.progress == Progress::answered);
  const auto sound = told(
      R"({"recording_url":"https://api.nexmo.example/v1/files/f1","recording_uuid":"r1","conversation_uuid":"CON-1",)"
      R"("start_time":"2026-06-03T11:59:00Z","end_time":"2026-06-03T11:59:09Z","size":1000})");
  CHECK(!sound.asks);
  CHECK(sound.recording == "https://api.nexmo.example/v1/files/f1");
  CHECK(sound.recording_length == std::chrono::seconds(9));
  CHECK(sound.id == "recording/r1");
}

TEST_CASE("vonage: its NCCO") {
  const std::vector<CallInstruction> list{
      Say{"Hi \"Ann\"", "en-US"}, Play{"https://x.example/a.mp3"}, Pause{std::chrono::seconds(5)},
      Ask{"Press 1.", "", 1, std::chrono::seconds(30), "https://x.example/n"}};
  CHECK(
      render("vonage", list).body ==
      R"([{"action":"talk","text":"Hi \"Ann\"","language":"en-US"},)"
      R"({"action":"stream","streamUrl":["https://x.example/a.mp3"]},{"action":"wait","timeout":5},)"
      R"({"action":"talk","text":"Press 1.","bargeIn":true},{"action":"input","type":["dtmf"],)"
      R"("dtmf":{"timeOut":10,"maxDigits":1,"submitOnHash":true},"eventUrl":["https://x.example/n"],)"
      R"("eventMethod":"POST"}])");
  CHECK(render("vonage", {Say{"a", ""}, Redirect{"https://x.example/n"}}).body ==
        R"([{"action":"talk","text":"a"},{"action":"notify","payload":{"call":"call-1"},)"
        R"("eventUrl":["https://x.example/n"],"eventMethod":"POST"}])");
  CHECK(render("vonage", {Hangup{}, Say{"never", ""}}).body == "[]");
  CHECK(render("vonage", {Reject{}}, Progress::ringing).body == "[]");
}

TEST_CASE("vonage: an NCCO that dials and records") {
  const Dial dial{"+12125550100", "+18665206414",        std::chrono::seconds(20),
                  true,           "https://x.example/s", "https://x.example/n"};
  const std::string notify =
      R"({"action":"notify","payload":{"call":"call-1"},"eventUrl":["https://x.example/n"],"eventMethod":"POST"})";
  CHECK(
      render("vonage", {dial}).body ==
      R"([{"action":"record","format":"mp3","split":"conversation","channels":2,"eventUrl":["https://x.example/s"],)"
      R"("eventMethod":"POST"},{"action":"connect","from":"18665206414","timeout":20,"eventType":"synchronous",)"
      R"("endpoint":[{"type":"phone","number":"12125550100"}],"eventUrl":["https://x.example/n"],"eventMethod":"POST"},)" +
          notify + "]");
  CHECK(render("vonage", {Dial{"sip:desk@pbx.example", "", {}, false, "", ""}})
            .body.find(R"([{"type":"sip","uri":"sip:desk@pbx.example"}])") != std::string::npos);
  CHECK(render("vonage", {Record{std::chrono::seconds(60), "#", "https://x.example/n",
                                 "https://x.example/s"}})
            .body ==
        R"([{"action":"record","format":"mp3","beepStart":true,"timeOut":60,"endOnKey":"#",)"
        R"("eventUrl":["https://x.example/s"],"eventMethod":"POST"},)" +
            notify + "]");
}
