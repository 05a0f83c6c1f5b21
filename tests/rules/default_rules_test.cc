#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "rule_texts.h"
#include "rules/base/names.h"

using namespace frontdesk;
using namespace frontdesk::test;
using namespace std::chrono_literals;

namespace {

const RuleSet& shipped() {
  return *default_rules().rules;
}

std::string spans_of(const std::string& id) {
  std::string all;
  const auto* window = shipped().coverage.window(id);
  if (!window) return "no such window";
  for (const auto& span : window->spans())
    all += std::to_string(span.weekday) + ' ' + std::to_string(span.start.count()) + '-' +
           std::to_string(span.end.count()) + ' ';
  return all;
}

}  // namespace

TEST_CASE("the shipped rules have no faults, and only the warnings that are meant") {
  const auto& loaded = default_rules();
  std::string faults, warnings;
  for (const auto& fault : loaded.faults) faults += to_text(fault) + '\n';
  CHECK(faults == "");
  REQUIRE(loaded.rules);
  for (const auto& warning : loaded.warnings)
    if (warning.says.find("to be confirmed") == std::string::npos &&
        warning.says.find("S07 can never") == std::string::npos)
      warnings += to_text(warning) + '\n';
  CHECK(warnings == "");
}

TEST_CASE("C1, C2, C3: the windows as they ship") {
  CHECK(spans_of("24x7") == "0 0-1440 1 0-1440 2 0-1440 3 0-1440 4 0-1440 5 0-1440 6 0-1440 ");
  CHECK(spans_of("after_hours") ==
        "0 0-1440 1 0-540 1 1020-1440 2 0-540 2 1020-1440 3 0-540 3 1020-1440 "
        "4 0-540 4 1020-1440 5 0-540 5 1020-1440 6 0-1440 ");
  CHECK(spans_of("business_hours") == "1 480-1080 2 480-1080 3 480-1080 4 480-1080 5 480-1080 ");
  CHECK(spans_of("partner_chat") == "1 480-1200 2 480-1200 3 480-1200 4 480-1200 5 480-1200 ");
}

TEST_CASE("C5: a holiday gives After Hours the whole day and leaves Business Hours as they are") {
  CHECK(shipped().coverage.window("after_hours")->whole_day_on_holidays());
  CHECK_FALSE(shipped().coverage.window("business_hours")->closed_on_holidays());
  CHECK_FALSE(shipped().coverage.window("business_hours")->whole_day_on_holidays());
  CHECK(shipped().coverage.window("partner_chat")->closed_on_holidays());
  const auto closed = RuleTexts()
                          .replace("coverage.toml", "business_hours_on_holidays = \"covered\"",
                                   "business_hours_on_holidays = \"closed\"")
                          .compile();
  REQUIRE(closed.rules);
  CHECK(closed.rules->coverage.window("business_hours")->closed_on_holidays());
}

TEST_CASE("C9, C29: what happens outside coverage, and hourly tickets are not gated") {
  CHECK(shipped().policies.after_hours_email == OutsideChoice::msp);
  CHECK(shipped().policies.business_hours_email == OutsideChoice::held);
  CHECK(shipped().policies.live == OutsideChoice::message);
  CHECK_FALSE(shipped().policies.hourly_ticket_gating);
  const auto other =
      RuleTexts()
          .replace("coverage.toml", "hourly_ticket_gating = false", "hourly_ticket_gating = true")
          .replace("coverage.toml", "live = \"message\"", "live = \"voicemail\"")
          .compile();
  REQUIRE(other.rules);
  CHECK(other.rules->policies.hourly_ticket_gating);
  CHECK(other.rules->policies.live == OutsideChoice::voicemail);
}

TEST_CASE("the ten queues, with overflow off (C11)") {
  const auto& queues = shipped().queues;
  std::vector<std::string> ids;
  for (const auto& queue : queues.all) ids.push_back(queue.id);
  CHECK(ids == std::vector<std::string>{"us.voice", "us.chat", "any.voice", "any.chat",
                                        "any.ticket", "callback", "msp", "partner", "approval",
                                        "triage"});
  CHECK_FALSE(queues.overflow_enabled);
  CHECK(queues.overflow_enter_depth > queues.overflow_exit_depth);
  CHECK(queues.overflow_enter_wait > queues.overflow_exit_wait);
  CHECK(queues.find("us.voice")->region == Region::us);
  CHECK(queues.find("msp")->region == std::nullopt);
  CHECK(queues.find("vip") == nullptr);
}

TEST_CASE("R58, R61: covered work of every plan finds its queue, email and tickets in any.ticket") {
  const auto& queues = shipped().queues;
  const auto where = [&](Region region, Channel channel) {
    const auto* queue = queues.for_work(region, channel);
    return queue ? queue->id : "nowhere";
  };
  CHECK(where(Region::us, Channel::voice) == "us.voice");
  CHECK(where(Region::us, Channel::chat) == "us.chat");
  CHECK(where(Region::any, Channel::voice) == "any.voice");
  CHECK(where(Region::any, Channel::chat) == "any.chat");
  CHECK(where(Region::any, Channel::email) == "any.ticket");
  CHECK(where(Region::any, Channel::ticket) == "any.ticket");
  CHECK(where(Region::us, Channel::email) == "nowhere");
}

TEST_CASE("R60, C6: Premier is an alias of the US voice and chat level") {
  const auto& coverage = shipped().coverage;
  REQUIRE(coverage.plan("premier"));
  CHECK(coverage.plan("premier")->id == "us_voice_us_chat.24x7");
  CHECK(coverage.plan("Premier - Business Hours")->id == "us_voice_us_chat.business_hours");
  CHECK(coverage.plan("Premier - After Hours and Weekends")->id == "us_voice_us_chat.after_hours");
}

TEST_CASE("the shared chat door has the id chat") {
  const auto* line = shipped().lines.by_id("chat");
  REQUIRE(line);
  CHECK(line->channel == Channel::chat);
  CHECK(line->shared);
  CHECK_FALSE(line->partner);
}

TEST_CASE("the loop guards as they ship") {
  std::string all;
  for (const auto& guard : shipped().spam.guards())
    all += guard.id + ' ' + std::string(name_of(guard.sign)) + (guard.enabled ? " on " : " off ") +
           std::to_string(guard.limit) + ' ' + std::to_string(guard.period.count()) + '\n';
  CHECK(all ==
        "X1 auto_replied on 0 0\nX2 null_return_path on 0 0\nX3 own_address on 0 0\n"
        "X4 sender_rate on 30 600\nX5 hops on 50 0\nX6 auto_generated off 0 0\n");
  CHECK(shipped().spam.exceptions().empty());
}

TEST_CASE("C12: approvals expire at the later of 4 hours and 10:00") {
  CHECK(shipped().objectives.approval_expiry == 4h);
  CHECK(shipped().objectives.approval_morning == 10h);
}

TEST_CASE("C18: watched mail is looked at within two hours, or as the file says") {
  CHECK(shipped().objectives.review_within == 2h);
  RuleTexts texts;
  texts.replace("objectives.toml", "[review]\nwithin = \"2h\"", "[review]\nwithin = \"14d\"");
  CHECK(texts.compile().rules->objectives.review_within == 14 * 24h);
  texts.replace("objectives.toml", "[review]\nwithin = \"14d\"", "");
  CHECK(texts.compile().rules->objectives.review_within == 2h);
}

TEST_CASE("R133: every occasion tells somebody, and the last step reaches the MSP") {
  std::set<std::string> occasions;
  for (const auto& rule : shipped().notification.rules) {
    occasions.insert(rule.on);
    CHECK(rule.msp == "");
    REQUIRE_FALSE(rule.steps.empty());
    CHECK(rule.steps.back().to == "msp");
  }
  CHECK(occasions ==
        std::set<std::string>{"approval", "escalation", "idle", "out_of_coverage", "watched"});
  CHECK(shipped().notification.idle_alarm == 60min);
}

TEST_CASE("C25: narrow inclusions state what must be there first") {
  const auto first = [](const char* id) { return shipped().scope.find(id)->preconditions; };
  using Names = std::vector<std::string>;
  CHECK(first("R153") == Names{"approval", "documentation"});
  CHECK(first("R154") == Names{"approval", "licence"});
  CHECK(first("R162") == Names{"agent"});
  CHECK(first("R155") == Names{"approval"});
  CHECK(first("R146") == Names{"documentation"});
  CHECK(first("R145").empty());
  CHECK(shipped().scope.find("hardware_isolation")->in_scope);
  CHECK_FALSE(shipped().scope.find("hardware")->in_scope);
  CHECK(shipped().scope.find("no_such_tag") == nullptr);
}
