// calls.toml: what callers hear; the file may be left out.
#include "rules/calls.h"

#include <doctest/doctest.h>

#include "tests/rules/rule_texts.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

std::string first_fault(const std::string& text) {
  const auto loaded = RuleTexts().append("calls.toml", text).compile();
  return loaded.faults.empty() ? "" : to_text(loaded.faults.front());
}

}  // namespace

TEST_CASE("calls: without the file, and with the one that ships, all is as built in") {
  const auto without = RuleTexts().remove("calls.toml").compile();
  REQUIRE(without.rules);
  const auto with = RuleTexts().compile();
  REQUIRE(with.rules);
  for (const auto* rules : {&without.rules->calls, &with.rules->calls}) {
    CHECK(rules->longest_wait == std::chrono::minutes{10});
    CHECK(rules->redial == std::chrono::minutes{10});
    CHECK(rules->nobody == NobodyChoice::voicemail);
    CHECK(rules->language == "en-US");
    CHECK(rules->text("en-US", CallText::hold).starts_with("Please hold"));
    CHECK(rules->target_of("us.voice").empty());
  }
  CHECK(without.rules->hash != with.rules->hash);
  CHECK_FALSE(without.rules->texts.contains("calls.toml"));
  // A store keeps rule sets by their texts: it reads the one without the file again.
  const auto again = compile_rules(without.rules->texts);
  REQUIRE(again.rules);
  CHECK(again.rules->hash == without.rules->hash);
}

TEST_CASE("R1 R25: words, name and language of an MSP; what a language lacks is said in English") {
  const auto loaded = RuleTexts()
                          .append("calls.toml", R"(
[[queue]]
id = "us.voice"
dial = "sip:us@pbx.example"
[[msp]]
id = "northwind"
name = "Northwind"
language = "es-US"
recording = true
[[wording]]
language = "es"
greeting = "Gracias por llamar a {msp}."
)")
                          .compile();
  REQUIRE(loaded.rules);
  const auto& calls = loaded.rules->calls;
  CHECK(calls.target_of("us.voice") == "sip:us@pbx.example");
  REQUIRE(calls.of("northwind"));
  CHECK(calls.of("northwind")->recording == true);
  CHECK(calls.of("harbor") == nullptr);
  CHECK(calls.text("es-US", CallText::greeting) == "Gracias por llamar a {msp}.");
  CHECK(calls.text("es-US", CallText::hold) == calls.text("en", CallText::hold));
  CHECK(calls.text("fr", CallText::greeting) == calls.text("en", CallText::greeting));
}

TEST_CASE(
    "calls: a queue that is none, a target that nobody can dial, a word that does not exist") {
  CHECK(first_fault("[[queue]]\nid = \"us.voices\"\ndial = \"+12125550142\"\n")
            .find("names the queue \"us.voices\"") != std::string::npos);
  CHECK(first_fault("[[queue]]\nid = \"us.voice\"\ndial = \"room 12\"\n").find("dial") !=
        std::string::npos);
  CHECK(first_fault("[[wording]]\nlanguage = \"en\"\ngreetings = \"Hi\"\n").find("greetings") !=
        std::string::npos);
  CHECK(first_fault("[[msp]]\nid = \"a\"\n[[msp]]\nid = \"a\"\n") != "");
}
