// What holds of every provider.
#include <doctest/doctest.h>

#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;
using Kind = Verdict::Kind;

namespace {

void set_header(Webhook& webhook, std::string_view name, const std::string& value) {
  for (auto& [each, old] : webhook.headers)
    if (each == name) old = value;
}

// Taken apart anew: what was changed is changed in all its readings.
Webhook again(const Webhook& from, std::string url, std::string body) {
  auto webhook = request(from.method, std::move(url), from.headers, std::move(body));
  webhook.now = from.now;
  return webhook;
}

}  // namespace

TEST_CASE("voice: every provider has a genuine webhook accepted, and it names the call") {
  CHECK(samples().size() == adapters().size());
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    const auto verdict = verify(sample.provider, sample.webhook, {sample.secret});
    CHECK(verdict.accepted());
    CHECK(verdict.once.size() == 64);
    CHECK(verdict.signed_at.has_value() == sample.signs_time);
    const auto event = parse(sample.provider, sample.webhook);
    CHECK(event.asks);
    CHECK(!event.call.empty());
    CHECK(!event.id.empty());
    CHECK(event.progress == Progress::ringing);
    CHECK(event.from.ends_with("12125550142"));
    CHECK(event.to.ends_with("18665206414"));
    CHECK(event.leg.empty());
    CHECK(!event.ending);
  }
}

TEST_CASE("voice: a webhook whose body was changed is refused") {
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    auto body = sample.webhook.body;
    body.replace(body.find("2125550142"), 10, "2125550199");
    const auto verdict =
        verify(sample.provider, again(sample.webhook, sample.webhook.url, body), {sample.secret});
    CHECK(verdict.accepted() == !sample.signs_body);
    CHECK(verdict.kind != Kind::retry);
  }
}

TEST_CASE("voice: a webhook whose URL was changed is refused by who signs it") {
  for (const auto& sample : samples())
    for (const auto* url :
         {"https://desk.example/voice/uk-voice", "https://desk.example/voice/us-voice?x=1",
          "https://desk.examples/voice/us-voice"}) {
      CAPTURE(sample.provider);
      CAPTURE(url);
      const auto changed = again(sample.webhook, url, sample.webhook.body);
      CHECK(verify(sample.provider, changed, {sample.secret}).accepted() == !sample.signs_url);
    }
}

TEST_CASE("voice: a signature that is another, cut, empty or absent is refused without a hint") {
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    const std::string genuine(sample.webhook.header(sample.header));
    auto flipped = genuine;
    flipped[flipped.size() / 2] = flipped[flipped.size() / 2] == 'A' ? 'B' : 'A';
    for (const auto& value :
         {flipped, genuine.substr(0, genuine.size() - 1), genuine + "A", std::string("x")}) {
      CAPTURE(value);
      auto webhook = sample.webhook;
      set_header(webhook, sample.header, value);
      CHECK(verify(sample.provider, webhook, {sample.secret}).kind == Kind::refused);
    }
    auto webhook = sample.webhook;
    webhook.headers.clear();
    webhook.headers.emplace_back("content-type", sample.webhook.header("content-type"));
    const auto verdict = verify(sample.provider, webhook, {sample.secret});
    CHECK(verdict.kind == (sample.provider == "vonage"      ? Kind::retry
                           : sample.provider == "bandwidth" ? Kind::challenge
                                                            : Kind::refused));
    CHECK(verdict.once.empty());
  }
}

TEST_CASE(
    "voice: any secret of the list holds, in any place; another, none or an empty one do not") {
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    const auto accepted_by = [&](const std::vector<std::string>& secrets) {
      return verify(sample.provider, sample.webhook, secrets).accepted();
    };
    CHECK(accepted_by({sample.other_secret, sample.secret}));
    CHECK(accepted_by({sample.secret, sample.other_secret}));
    CHECK(!accepted_by({sample.other_secret}));
    CHECK(!accepted_by({}));
    CHECK(!accepted_by({""}));
  }
  // Signed with an empty key, as anybody can.
  auto sample = twilio_sample("twilio", "");
  CHECK(!verify("twilio", sample.webhook, {""}).accepted());
}

TEST_CASE("voice: where a time is signed, five minutes to either side are taken and no more") {
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    for (const int seconds : {-301, -300, 0, 300, 301}) {
      CAPTURE(seconds);
      auto webhook = sample.webhook;
      webhook.now += std::chrono::seconds(seconds);
      const bool fresh = seconds >= -300 && seconds <= 300;
      CHECK(verify(sample.provider, webhook, {sample.secret}).accepted() ==
            (fresh || !sample.signs_time));
    }
  }
}

TEST_CASE("voice: a webhook that comes twice is known again, and another is not taken for it") {
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    const auto first = verify(sample.provider, sample.webhook, {sample.secret});
    auto later = sample.webhook;
    later.now += std::chrono::seconds(30);
    CHECK(verify(sample.provider, later, {"x", sample.secret}).once == first.once);
    CHECK(parse(sample.provider, later).id == parse(sample.provider, sample.webhook).id);
  }
  const auto sample = bandwidth_sample();
  const auto other = again(sample.webhook, public_url + "?round=2", sample.webhook.body);
  CHECK(verify("bandwidth", other, {sample.secret}).once !=
        verify("bandwidth", sample.webhook, {sample.secret}).once);
  // A caller is held by rounds that differ in their URL alone.
  const auto round = [](const char* url) {
    return parse("twilio", form(url, "CallSid=CA1&CallStatus=in-progress")).id;
  };
  CHECK(round("https://desk.example/next?round=1") != round("https://desk.example/next?round=2"));
}

TEST_CASE("voice: a body that is no webhook is refused, in words that repeat nothing of it") {
  for (const auto& row : adapters())
    for (const auto* body :
         {"", "{", "[]", "null", "{\"secret-word\":1}", "secret-word=1",
          "{\"secret-word\":1,\"secret-word\":2}", "\xff\xfe", "{\"call_sid\":[]}",
          R"({"data":{"payload":7}})", R"({"callId":" "})"}) {
      CAPTURE(row.name);
      CAPTURE(body);
      for (const bool as_form : {false, true}) {
        const auto webhook = as_form ? form(public_url, body) : json(public_url, body);
        const auto event = row.parse(webhook);
        REQUIRE(!event);
        CHECK(event.error().code == ProblemCode::syntax);
        CHECK(event.error().says.find("secret-word") == std::string::npos);
      }
    }
}

TEST_CASE("voice: what came to a status URL asks for nothing, and gets an empty answer") {
  for (const auto& sample : samples()) {
    CAPTURE(sample.provider);
    auto webhook = sample.webhook;
    webhook.to_status = true;
    const auto event = parse(sample.provider, webhook);
    CHECK(!event.asks);
    const std::vector<std::string> secrets{sample.secret};
    const std::vector<CallInstruction> list{Say{"hello", "en-US"}};
    const auto answer = row(sample.provider).render(list, {event, secrets});
    CHECK(answer.body.empty());
    CHECK(answer.content_type.empty());
    CHECK(answer.commands.empty());
  }
}

TEST_CASE("voice: every provider is rendered every instruction, and has its own means to go on") {
  const std::vector<CallInstruction> all{Say{"a & b", "en-US"},
                                         Play{"https://x.example/a.mp3"},
                                         Pause{std::chrono::seconds(3)},
                                         Ask{},
                                         Dial{},
                                         Record{},
                                         Redirect{"https://x.example/n"},
                                         Reject{},
                                         Hangup{}};
  for (const auto& row : adapters())
    for (const auto& one : all)
      for (const auto progress : {Progress::ringing, Progress::answered}) {
        CAPTURE(row.name);
        CAPTURE(one.index());
        const auto answer = render(row.name, {one}, progress);
        CHECK((row.name == "telnyx" ? !answer.commands.empty() : !answer.body.empty()));
        if (row.name == "telnyx" || !std::holds_alternative<Redirect>(one)) continue;
        CHECK(answer.body.find("https://x.example/n") != std::string::npos);
      }
  CHECK(!find_adapter("nobody"));
}

TEST_CASE("voice: an empty text is left out, not said") {
  for (const auto* name : {"twilio", "plivo", "bandwidth"}) {
    const auto body = render(name, {Say{"", "en-US"}, Hangup{}}).body;
    CHECK(body.ends_with("<Response><Hangup/></Response>"));
    CHECK(render(name, {Ask{}}).body.find("Sentence") == std::string::npos);
  }
  CHECK(render("vonage", {Say{"", "en-US"}}).body == "[]");
  CHECK(render("jambonz", {Say{"", "en-US"}}).body == "[]");
  const auto commands = render("telnyx", {Say{"", "en-US"}}).commands;
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].path.ends_with("/hangup"));
}
