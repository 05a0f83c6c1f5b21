// One row for each requirement that the shipped rule files carry, named by its id.
#include <doctest/doctest.h>

#include <map>

#include "rule_texts.h"

using namespace frontdesk;
using namespace frontdesk::test;
using namespace std::chrono_literals;

namespace {

const RuleSet& shipped() {
  return *default_rules().rules;
}

struct PlanCase {
  const char* requirement;
  const char* id;
  const char* title;
  const char* window;
  Region voice, chat;
  bool additional_fee;  // R63
};

constexpr auto us = Region::us;
constexpr auto any = Region::any;

const PlanCase plans[] = {
    {"R31", "none", "No Coverage", "", any, any, false},
    {"R32", "us_voice_us_chat.24x7",
     "RMM Help Desk Service + US Voice and US Chat Interactions - 24x7", "24x7", us, us, true},
    {"R33", "us_voice_us_chat.after_hours",
     "RMM Help Desk Service + US Voice and US Chat Interactions - After Hours and Weekends",
     "after_hours", us, us, true},
    {"R34", "us_voice_us_chat.business_hours",
     "RMM Help Desk Service + US Voice and US Chat Interactions - Business Hours", "business_hours",
     us, us, true},
    {"R35", "global.24x7", "RMM Help Desk Service - 24x7", "24x7", any, any, false},
    {"R36", "global.after_hours", "RMM Help Desk Service - After Hours and Weekends", "after_hours",
     any, any, false},
    {"R37", "global.business_hours", "RMM Help Desk Service - Business Hours", "business_hours",
     any, any, false},
    {"R38", "us_voice.24x7", "RMM Help Desk Service + US Voice Interactions - 24x7", "24x7", us,
     any, true},
    {"R39", "us_voice.business_hours",
     "RMM Help Desk Service + US Voice Interactions - Business Hours", "business_hours", us, any,
     true},
    {"R40", "us_voice.after_hours",
     "RMM Help Desk Service + US Voice Interactions - After Hours and Weekends", "after_hours", us,
     any, true},
};

struct HolidayCase {
  const char* requirement;
  int month, day;  // in 2025, when all are on working days
  const char* name;
};

const HolidayCase holidays[] = {
    {"R48", 1, 1, "New Year's Day"},   {"R49", 5, 26, "Memorial Day"},
    {"R50", 7, 4, "Independence Day"}, {"R51", 9, 1, "Labor Day"},
    {"R52", 11, 27, "Thanksgiving"},   {"R52", 11, 28, "Day after Thanksgiving"},
    {"R53", 12, 24, "Christmas Eve"},  {"R53", 12, 25, "Christmas Day"},
};

struct LineCase {
  const char* requirement;
  const char* id;
  const char* written;  // as the requirement prints it
};

const LineCase lines[] = {
    {"R98", "us-voice", "+1 866 520-6414"},
    {"R99", "au-voice", "+611800950754"},
    {"R100", "uk-voice", "+44 13 4453-5341"},
    {"R101", "tw-voice", "+886 801491168"},
    {"R102", "in-voice", "000 800 082 0045"},
    {"R103", "fr-voice", "+33 801 84 14 18"},
    {"R104", "nl-voice", "+318 0002 28288"},
    {"R105", "toll-voice", "+1 724 -720-9076"},
    {"R106", "helpdesk-email", "helpdesk@ITSupport247.net"},
    {"R111", "partner-voice", "855-342-8432"},
    {"R111", "partner-voice-toll", "628-210-7510"},
    {"R113", "partner-email", "ExpertServicesHelpDesk@ConnectWise.com"},
};

struct RowCase {
  const char* requirement;
  const char* id;
  Field field;
  MatchKind match;
  const char* phrase;
};

constexpr auto contains = MatchKind::contains;
constexpr auto begins_with = MatchKind::begins_with;

const RowCase rows[] = {
    {"R191", "S01", Field::from, begins_with, "postmaster@"},
    {"R192", "S02", Field::from, contains, "@email.microsoft365.com"},
    {"R193", "S03", Field::from, contains, "no_reply@"},
    {"R194", "S04", Field::from, contains, "do-not-reply@"},
    {"R195", "S05", Field::from, contains, "no-reply@"},
    {"R196", "S06", Field::from, contains, "noreply@"},
    {"R197", "S07", Field::from, contains, "DO-NOT-REPLY@"},
    {"R198", "S08", Field::from, contains, "MAILER-DAEMON@"},
    {"R199", "S09", Field::from, contains, "@google.com"},
    {"R200", "S10", Field::from, contains, "E-mail Security Team"},
    {"R201", "S11", Field::subject, contains, "Your message couldn\xE2\x80\x99t be delivered"},
    {"R202", "S12", Field::body, contains, "Out of Office"},
    {"R203", "S13", Field::subject, contains, "Out of Office"},
    {"R204", "S14", Field::subject, contains, "Email Count to Low"},
    {"R205", "S15", Field::from, contains, "@ringcentral.com"},
    {"R206", "S16", Field::from, contains, "@mail.adobe.com"},
    {"R207", "S17", Field::from, contains, "vmware.com"},
    {"R208", "S18", Field::from, contains, "info@"},
    {"R209", "S19", Field::from, contains, "@microsoft.com"},
    {"R210", "S20", Field::subject, contains, "Undelivered Mail Returned to Sender"},
    {"R211", "S21", Field::subject, contains, "Delivery Status Notification"},
};

}  // namespace

TEST_CASE("R31 to R40, R63: the ten plans") {
  REQUIRE(shipped().coverage.plans().size() == std::size(plans));
  for (const auto& expected : plans) {
    CAPTURE(std::string(expected.requirement));
    const auto* plan = shipped().coverage.plan(expected.id);
    REQUIRE(plan);
    CHECK(plan->title == expected.title);
    CHECK(plan->window == expected.window);
    CHECK(plan->voice == expected.voice);
    CHECK(plan->chat == expected.chat);
    CHECK(plan->additional_fee == expected.additional_fee);
    CHECK(plan->region(Channel::email) == any);
    CHECK(plan->region(Channel::ticket) == any);
    CHECK(shipped().coverage.plan(expected.title) == plan);
  }
}

TEST_CASE("R48 to R53: the eight holidays, and no others") {
  std::map<std::string, std::string> found;
  for (const auto& entry : shipped().holidays.standard().year(2025))
    found[date::format("%F", entry.date)] = entry.name;
  CHECK(found.size() == std::size(holidays));
  for (const auto& expected : holidays) {
    CAPTURE(std::string(expected.requirement));
    const LocalDay day{date::year{2025} / expected.month / expected.day};
    CHECK(found[date::format("%F", day)] == expected.name);
  }
}

TEST_CASE("R98 to R106, R111, R113: the lines as they are printed, shared by all MSPs (C27)") {
  for (const auto& expected : lines) {
    CAPTURE(std::string(expected.requirement));
    const auto* line = shipped().lines.by_any(expected.written);
    REQUIRE(line);
    CHECK(line->id == expected.id);
    CHECK((line->number + line->address) == expected.written);
    CHECK(line->shared);
    CHECK_FALSE(line->private_);
    CHECK(line->partner == std::string(expected.id).starts_with("partner"));
  }
}

TEST_CASE("R110, C41: the partner chat keeps hours on Eastern time") {
  const auto* line = shipped().lines.by_id("partner-chat");
  REQUIRE(line);
  CHECK(line->channel == Channel::chat);
  CHECK(line->partner);
  CHECK(line->hours == "partner_chat");
  CHECK(line->time_zone == "America/New_York");
}

TEST_CASE("R191 to R211: the 21 rows, in order and letter by letter") {
  const auto& table = shipped().spam.rows();
  REQUIRE(table.size() == std::size(rows));
  for (std::size_t i = 0; i < table.size(); ++i) {
    CAPTURE(std::string(rows[i].requirement));
    CHECK(table[i].id == rows[i].id);
    CHECK(table[i].field == rows[i].field);
    CHECK(table[i].match == rows[i].match);
    CHECK(table[i].phrase == rows[i].phrase);
    CHECK(table[i].enabled);
    CHECK_FALSE(table[i].dry_run);
  }
}

TEST_CASE("R112: questions about products go to Product Support, and no line takes them") {
  const auto* item = shipped().scope.find("R182");
  REQUIRE(item);
  CHECK_FALSE(item->in_scope);
  CHECK(item->escalate_to == "product_support");
  for (const auto& line : shipped().lines.all())
    CHECK(line.title.find("roduct") == std::string::npos);
}

TEST_CASE("R115, R116, R121: answers, by channel") {
  const auto& objectives = shipped().objectives;
  REQUIRE(objectives.answer.size() == 4);
  for (const auto& answer : objectives.answer) CHECK(answer.share == doctest::Approx(0.70));
  CHECK(objectives.answer_within(Channel::voice) == 1min);
  CHECK(objectives.answer_within(Channel::chat) == 1min);
  CHECK(objectives.answer_within(Channel::email) == 2h);
  CHECK(objectives.answer_within(Channel::ticket) == 2h);
}

TEST_CASE("R117: handle time") {
  CHECK(shipped().objectives.handle_time == 25min);
}

TEST_CASE("R118: resolved without escalation") {
  CHECK(shipped().objectives.resolved_without_escalation == doctest::Approx(0.75));
}

TEST_CASE("R119: requests are due at six") {
  CHECK(shipped().objectives.request_due_local == 6h);
}

TEST_CASE("R2: what is not listed is out of scope") {
  CHECK_FALSE(shipped().scope.default_in_scope);
  CHECK_FALSE(shipped().scope.find("R2")->in_scope);
}

TEST_CASE("R8, R85, R135 to R186: in scope up to R169, from R170 on a reason to escalate") {
  const auto& scope = shipped().scope;
  CHECK(scope.items.size() == 3 + (186 - 135 + 1));
  CHECK(scope.find("R8")->in_scope);
  REQUIRE(scope.find("R85"));
  CHECK(scope.find("R85")->best_effort);
  for (int number = 135; number <= 186; ++number) {
    const auto id = 'R' + std::to_string(number);
    CAPTURE(id);
    const auto* item = scope.find(id);
    REQUIRE(item);
    CHECK(scope.find(item->tag) == item);
    CHECK_FALSE(item->title.empty());
    CHECK(item->in_scope == (number < 170));
    CHECK(item->escalate_to == (number < 170 ? "" : number == 182 ? "product_support" : "msp"));
  }
}
