#include "router/plan_change.h"

#include <doctest/doctest.h>

#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

const Instant start = *parse_instant("2026-06-01T12:00:00Z");
constexpr hours period{90 * 24};

Result<Site> change(const Site& site, std::string plan, Instant now, bool override_ = false) {
  return change_plan(site, std::move(plan), now, "nora", override_);
}

Site active() {
  return site("nyc", "acme");
}

}  // namespace

TEST_SUITE("plan_change") {
  TEST_CASE("R19 C7 two changes in 90 days, the third is refused until the first is that old") {
    const auto one = change(active(), "a", start);
    REQUIRE(one);
    const auto two = change(*one, "b", start + hours{24});
    REQUIRE(two);
    const auto third = change(*two, "c", start + period - milliseconds{1});
    REQUIRE_FALSE(third);
    CHECK(third.error().code == ProblemCode::conflict);
    CHECK(third.error().says.find("2026-08-30T12:00:00Z") != std::string::npos);
    const auto later = change(*two, "c", start + period);
    REQUIRE(later);
    CHECK(later->plan == "c");
    CHECK(later->plan_changes.size() == 3);
    CHECK_FALSE(change(*later, "d", start + period));
  }

  TEST_CASE("C7 the period is rolling hours, whatever the clocks of the site do") {
    const auto november = *parse_instant("2026-10-01T00:00:00Z");  // autumn lies within
    const auto two = change(*change(active(), "a", november), "b", november);
    REQUIRE(two);
    CHECK_FALSE(change(*two, "c", november + period - milliseconds{1}));
    CHECK(change(*two, "c", november + period));
  }

  TEST_CASE("C7 the first selection is free, before activation too, and only the first") {
    Site fresh = active();
    fresh.plan = "none";
    fresh.activated_at.reset();
    const auto selected = change(fresh, "a", start);
    REQUIRE(selected);
    CHECK(selected->plan_changes.size() == 1);
    CHECK(plan_change_budget(*selected, start).left == 2);
    // R18: locked until activation is complete.
    const auto locked = change(*selected, "b", start);
    REQUIRE_FALSE(locked);
    CHECK(locked.error().code == ProblemCode::conflict);
    // Leaving by way of "none" does not make the next selection a first one.
    const auto left = change(*selected, "none", start);
    REQUIRE(left);
    CHECK_FALSE(change(*left, "b", start));
  }

  TEST_CASE("R18 C7 an activation that lies ahead is not complete") {
    Site later = active();
    later.activated_at = start + hours{1};
    CHECK_FALSE(change(later, "a", start));
    CHECK(change(later, "a", start + hours{1}));
  }

  TEST_CASE("C7 the same plan again is no change") {
    const auto same = change(active(), active().plan, start);
    REQUIRE(same);
    CHECK(same->plan_changes.empty());
    CHECK(plan_change_budget(*same, start).left == 2);
  }

  TEST_CASE("C7 a switch to No Coverage is never refused, and counts") {
    const auto two = change(*change(active(), "a", start), "b", start);
    REQUIRE(two);
    const auto none = change(*two, "none", start);
    REQUIRE(none);
    CHECK(none->plan == "none");
    CHECK(none->plan_changes.size() == 3);
    const auto one = change(*change(active(), "none", start), "a", start);
    REQUIRE(one);
    CHECK(plan_change_budget(*one, start).left == 0);
  }

  TEST_CASE("C7 the provider's override passes and stands in the history") {
    const auto two = change(*change(active(), "a", start), "b", start);
    const auto third = change(*two, "c", start, true);
    REQUIRE(third);
    const auto& last = third->plan_changes.back();
    CHECK(last.override_);
    CHECK(last.by == "nora");
    CHECK(last.from == "b");
    CHECK(last.to == "c");
    // Not needed, so not said.
    CHECK_FALSE(change(active(), "a", start, true)->plan_changes.back().override_);
  }

  TEST_CASE("users-want 28 how many changes are left, and until when") {
    const Site none = active();
    CHECK(plan_change_budget(none, start).left == 2);
    CHECK_FALSE(plan_change_budget(none, start).more_at);
    const auto one = change(none, "a", start);
    CHECK(plan_change_budget(*one, start).left == 1);
    CHECK(plan_change_budget(*one, start).more_at == start + period);
    const auto two = change(*one, "b", start + hours{1});
    CHECK(plan_change_budget(*two, start + hours{1}).left == 0);
    CHECK(plan_change_budget(*two, start + hours{1}).more_at == start + period);
    CHECK(plan_change_budget(*two, start + period).left == 1);
    const auto three = change(*two, "none", start + hours{2});
    CHECK(plan_change_budget(*three, start + hours{2}).left == 0);
    CHECK(plan_change_budget(*three, start + hours{2}).more_at == start + period + hours{1});
  }
}
