#include <doctest/doctest.h>

#include "rule_texts.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

const Lines& shipped() {
  return default_rules().rules->lines;
}

std::string found(const Line* line) {
  return line ? line->id : "none";
}

std::string by_number(std::string_view number) {
  return found(shipped().by_number(number));
}

std::string by_address(std::string_view address) {
  return found(shipped().by_address(address));
}

}  // namespace

TEST_CASE("C26: the digits of the published numbers lead to their lines") {
  CHECK(by_number("18665206414") == "us-voice");
  CHECK(by_number("611800950754") == "au-voice");
  CHECK(by_number("441344535341") == "uk-voice");
  CHECK(by_number("886801491168") == "tw-voice");
  CHECK(by_number("33801841418") == "fr-voice");
  CHECK(by_number("318000228288") == "nl-voice");
  CHECK(by_number("17247209076") == "toll-voice");
}

TEST_CASE("C26: a number is found in every form that a webhook may send") {
  for (const auto form : {"+18665206414", "18665206414", "8665206414", "0018665206414",
                          "01118665206414", "+1 (866) 520-6414", "866.520.6414"}) {
    CAPTURE(std::string(form));
    CHECK(by_number(form) == "us-voice");
  }
  CHECK(by_number("01344535341") == "uk-voice");
  CHECK(by_number("00441344535341") == "uk-voice");
  CHECK(by_number("0801 84 14 18") == "fr-voice");
  CHECK(by_number("1800 950 754") == "au-voice");
}

TEST_CASE("C26, R102: India's number is a literal alias") {
  CHECK(by_number("000 800 082 0045") == "in-voice");
  CHECK(by_number("0008000820045") == "in-voice");
  CHECK(by_number("8000820045") == "none");
}

TEST_CASE("numbers that no line has are found nowhere") {
  for (const auto form : {"", "+", "anonymous", "+18665206415", "+8665206414", "866520641",
                          "118665206414", "+0118665206414"}) {
    CAPTURE(std::string(form));
    CHECK(by_number(form) == "none");
  }
  CHECK(by_number(std::string(100'000, '1')) == "none");
}

TEST_CASE("a national form that two countries' lines share is nobody's") {
  Line us, uk;
  us.id = "us";
  us.number = "+1 2025550123";
  uk.id = "uk";
  uk.number = "+44 2025550123";
  uk.country = "GB";
  const Lines lines({us, uk});
  CHECK(lines.by_number("2025550123") == nullptr);
  CHECK(found(lines.by_number("+12025550123")) == "us");
  CHECK(found(lines.by_number("00442025550123")) == "uk");
}

TEST_CASE("R106, C27: an address is found without regard to case, with or without a plus") {
  CHECK(by_address("helpdesk@ITSupport247.net") == "helpdesk-email");
  CHECK(by_address("HELPDESK@itsupport247.NET") == "helpdesk-email");
  CHECK(by_address("helpdesk+t.0abc@itsupport247.net") == "helpdesk-email");
  CHECK(by_address("helpdesk@itsupport247.net.example") == "none");
  CHECK(by_address("xhelpdesk@itsupport247.net") == "none");
  CHECK(by_address("helpdesk") == "none");
  CHECK(by_address("+helpdesk@itsupport247.net") == "none");
  CHECK(by_address("helpdesk@a+b") == "none");
  CHECK(by_address("") == "none");
  CHECK(by_address(std::string(1000, 'a') + "@itsupport247.net") == "none");
}

TEST_CASE("a line whose own address has a plus comes before the line without") {
  Line plain, tagged;
  plain.id = "plain";
  plain.channel = tagged.channel = Channel::email;
  plain.address = "help@x.example";
  tagged.id = "tagged";
  tagged.address = "help+vip@x.example";
  const Lines lines({plain, tagged});
  CHECK(found(lines.by_address("help+VIP@x.example")) == "tagged");
  CHECK(found(lines.by_address("help+other@x.example")) == "plain");
}

TEST_CASE("a `to` is an id, a number or an address") {
  CHECK(found(shipped().by_any("chat")) == "chat");
  CHECK(found(shipped().by_any("us-voice")) == "us-voice");
  CHECK(found(shipped().by_any("+18665206414")) == "us-voice");
  CHECK(found(shipped().by_any("helpdesk@itsupport247.net")) == "helpdesk-email");
  CHECK(found(shipped().by_any("nobody@itsupport247.net")) == "none");
  CHECK(found(shipped().by_any("")) == "none");
}

TEST_CASE("our domains are those of the lines") {
  CHECK(shipped().has_domain("itsupport247.net"));
  CHECK(shipped().has_domain("ConnectWise.com"));
  CHECK_FALSE(shipped().has_domain("example.net"));
  CHECK_FALSE(shipped().has_domain(""));
}

TEST_CASE("R224 to R226: a private number is found and shown by its id only") {
  RuleTexts texts;
  texts.append("lines.toml",
               "[[line]]\nid = \"hourly-did\"\nchannel = \"voice\"\nnumber = \"551-212-0048\"\n"
               "msp = \"northwind\"\nprivate = true\n");
  const auto loaded = texts.compile();
  REQUIRE(loaded.rules);
  const auto* line = loaded.rules->lines.by_number("+15512120048");
  REQUIRE(line);
  CHECK(line->private_);
  CHECK(line->msp == "northwind");
  CHECK(line->shown() == "hourly-did");
  CHECK(line->shown().find("0048") == std::string::npos);
}
