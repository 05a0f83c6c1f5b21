#include "rules/coverage.h"

#include <doctest/doctest.h>

#include <cstdio>

#include "us.h"

using namespace frontdesk;
using namespace frontdesk::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const HolidayCalendar us = us_calendar();
const Window bh = business_hours();
const Window ah = after_hours();

bool covers(const Window& window, Instant instant, const Zone& z) {
  const auto local = z.to_local(instant);
  return window.contains(local, us.on(date::floor<date::days>(local)) != nullptr);
}

struct Vector {
  const char* utc;
  const char* zone;
  const char* local;
  bool bh, ah, holiday;
};

// Requirements, section 2.22, row by row.
constexpr Vector vectors[] = {
    {"2026-06-03T11:59:59Z", "America/New_York", "Wed 07:59:59", false, true, false},
    {"2026-06-03T12:00:00Z", "America/New_York", "Wed 08:00:00", true, true, false},
    {"2026-06-03T12:59:59Z", "America/New_York", "Wed 08:59:59", true, true, false},
    {"2026-06-03T13:00:00Z", "America/New_York", "Wed 09:00:00", true, false, false},
    {"2026-06-03T20:59:59Z", "America/New_York", "Wed 16:59:59", true, false, false},
    {"2026-06-03T21:00:00Z", "America/New_York", "Wed 17:00:00", true, true, false},
    {"2026-06-03T22:00:00Z", "America/New_York", "Wed 18:00:00", false, true, false},
    {"2026-06-06T16:00:00Z", "America/New_York", "Sat 12:00:00", false, true, false},
    {"2026-06-08T12:30:00Z", "America/New_York", "Mon 08:30:00", true, true, false},
    {"2026-06-08T13:30:00Z", "America/New_York", "Mon 09:30:00", true, false, false},
    {"2026-11-26T17:00:00Z", "America/Chicago", "Thu 11:00:00", true, true, true},
    {"2026-07-03T16:00:00Z", "America/New_York", "Fri 12:00:00", true, true, true},
    {"2026-07-04T16:00:00Z", "America/New_York", "Sat 12:00:00", false, true, true},
    {"2027-12-31T17:00:00Z", "America/New_York", "Fri 12:00:00", true, true, true},
    {"2026-03-08T07:30:00Z", "America/New_York", "Sun 03:30:00", false, true, false},
    {"2026-11-01T05:30:00Z", "America/New_York", "Sun 01:30:00", false, true, false},
    {"2026-11-01T06:30:00Z", "America/New_York", "Sun 01:30:00", false, true, false},
    {"2026-06-03T23:30:00Z", "Australia/Sydney", "Thu 09:30:00", true, false, false},
    {"2026-06-03T02:29:59Z", "Asia/Kolkata", "Wed 07:59:59", false, true, false},
    {"2026-06-03T02:30:00Z", "Asia/Kolkata", "Wed 08:00:00", true, true, false},
    {"2026-06-03T16:30:00Z", "America/Phoenix", "Wed 09:30:00", true, false, false},
};

std::string weekday_and_time(LocalTime local) {
  static constexpr const char* names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const auto today = date::floor<date::days>(local);
  const date::hh_mm_ss time{date::floor<seconds>(local - today)};
  char text[32];
  std::snprintf(text, sizeof text, "%s %02d:%02d:%02d", names[date::weekday{today}.c_encoding()],
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

// The slow truth: asks every minute whether its wall time is inside.
milliseconds counted_by_minute(const Window& window, Instant from, Instant to, const Zone& z) {
  milliseconds sum{0};
  for (auto instant = from; instant < to; instant += minutes{1})
    if (covers(window, instant, z)) sum += minutes{1};
  return sum;
}

}  // namespace

TEST_CASE("2.22: the test vectors of coverage (R6, R44-R46, R54, C1-C5a)") {
  for (const auto& row : vectors) {
    CAPTURE(row.utc);
    CAPTURE(row.zone);
    const auto z = zone(row.zone);
    const auto local = z.to_local(at(row.utc));
    CHECK(weekday_and_time(local) == row.local);
    CHECK(covers(bh, at(row.utc), z) == row.bh);
    CHECK(covers(ah, at(row.utc), z) == row.ah);
    CHECK((us.on(date::floor<date::days>(local)) != nullptr) == row.holiday);
    CHECK(covers(always(), at(row.utc), z));
  }
}

TEST_CASE("C1: Business Hours and After Hours are both true at 08:30 and 17:30") {
  const LocalTime wednesday{day(2026, 6, 3)};
  for (const auto time : {hours{8} + minutes{30}, hours{17} + minutes{30}}) {
    CHECK(bh.contains(wednesday + time, false));
    CHECK(ah.contains(wednesday + time, false));
  }
  CHECK_FALSE(ah.contains(wednesday + hours{12}, false));
  CHECK_FALSE(bh.contains(wednesday + hours{20}, false));
}

TEST_CASE("C4: starts are inside and ends outside, to the millisecond") {
  const LocalTime wednesday{day(2026, 6, 3)};
  CHECK(ah.contains(wednesday + hours{9} - milliseconds{1}, false));
  CHECK_FALSE(ah.contains(wednesday + hours{9}, false));
  CHECK_FALSE(ah.contains(wednesday + hours{17} - milliseconds{1}, false));
  CHECK(ah.contains(wednesday + hours{17}, false));
  CHECK(ah.contains(wednesday + hours{24} - milliseconds{1}, false));
}

TEST_CASE("C2: Friday 17:00 to Monday 09:00 is continuous") {
  const auto z = zone("America/New_York");
  const auto friday = at("2026-06-05T21:00:00Z"), monday = at("2026-06-08T13:00:00Z");
  CHECK(ah.covered_between(friday, monday, z, us) == hours{64});
  CHECK(ah.covered_between(friday - hours{1}, monday + hours{1}, z, us) == hours{64});
  for (auto instant = friday; instant < monday; instant += minutes{1})
    CHECK(covers(ah, instant, z));
}

TEST_CASE("C3: Business Hours are Monday to Friday only") {
  CHECK_FALSE(bh.contains(LocalTime{day(2026, 6, 6)} + hours{12}, false));
  CHECK_FALSE(bh.contains(LocalTime{day(2026, 6, 7)} + hours{12}, false));
}

TEST_CASE("C4: a night has 15 hours in spring and 17 in autumn") {
  const auto z = zone("America/New_York");
  const auto night = [&](int year, unsigned month, unsigned d) {
    const auto from = z.to_instant(LocalTime{day(year, month, d)} + hours{17});
    const auto to = z.to_instant(LocalTime{day(year, month, d)} + hours{33});
    return ah.covered_between(from, to, z, us);
  };
  CHECK(night(2026, 3, 7) == hours{15});
  CHECK(night(2026, 3, 14) == hours{16});
  CHECK(night(2026, 10, 31) == hours{17});
}

TEST_CASE("R54, C5: a holiday gives After Hours the whole site-local day, and that date only") {
  const auto z = zone("America/Chicago");
  const auto midnight = z.to_instant(LocalTime{day(2026, 11, 26)});
  CHECK(ah.covered_between(midnight, midnight + hours{48}, z, us) == hours{48});
  const auto wednesday = midnight - hours{24};
  CHECK(ah.covered_between(wednesday, midnight, z, us) == hours{16});
}

TEST_CASE("C5: Business Hours stay covered on holidays unless switched off") {
  const LocalTime noon = LocalTime{day(2026, 11, 26)} + hours{12};
  CHECK(bh.contains(noon, true));
  CHECK_FALSE(business_hours(true).contains(noon, true));
  CHECK(business_hours(true).contains(noon, false));
}

TEST_CASE("C9: the next opening") {
  const auto z = zone("America/New_York");
  const auto closed = business_hours(true);
  CHECK(bh.next_open(at("2026-06-03T16:00:00Z"), z, us) == at("2026-06-03T16:00:00Z"));
  CHECK(bh.next_open(at("2026-06-03T22:00:00Z"), z, us) == at("2026-06-04T12:00:00Z"));
  CHECK(bh.next_open(at("2026-06-05T22:00:00Z"), z, us) == at("2026-06-08T12:00:00Z"));
  CHECK(ah.next_open(at("2026-06-03T13:00:00Z"), z, us) == at("2026-06-03T21:00:00Z"));
  // Over the change to summer time, and over a holiday that closes (Friday 3 July is observed).
  CHECK(bh.next_open(at("2026-03-06T23:00:00Z"), z, us) == at("2026-03-09T12:00:00Z"));
  CHECK(closed.next_open(at("2026-07-02T22:00:00Z"), z, us) == at("2026-07-06T12:00:00Z"));
  const Window never("never", "Never", {}, false);
  CHECK(never.next_open(at("2026-06-03T16:00:00Z"), z, us) == std::nullopt);
  // A window of holidays only, with the next holiday two weeks and more away.
  const Window holidays("holidays", "Holidays", {}, true);
  CHECK(holidays.next_open(at("2026-06-19T16:00:00Z"), z, us) == at("2026-07-03T04:00:00Z"));
  CHECK(holidays.next_open(at("2026-06-18T16:00:00Z"), z, us) == std::nullopt);
}

TEST_CASE("C4: openings inside a gap and a fold") {
  const auto z = zone("America/New_York");
  const Window early("early", "Early", {{0, minutes{150}, hours{4}}}, false);  // Sunday 02:30
  CHECK(early.next_open(at("2026-03-08T00:00:00Z"), z, us) == at("2026-03-08T07:00:00Z"));
  const Window half("half", "Half past one", {{0, minutes{90}, minutes{100}}}, false);
  CHECK(half.next_open(at("2026-11-01T00:00:00Z"), z, us) == at("2026-11-01T05:30:00Z"));
  // The wall shows 01:30 to 01:40 twice that night, and both are covered.
  CHECK(half.next_open(at("2026-11-01T05:40:00Z"), z, us) == at("2026-11-01T06:30:00Z"));
  CHECK(half.covered_between(at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z"), z, us) ==
        minutes{20});
}

TEST_CASE("C42: covered time between two instants") {
  const auto z = zone("America/New_York");
  const auto late = at("2026-06-03T21:50:00Z");  // 17:50
  CHECK(bh.covered_between(late, at("2026-06-04T12:05:00Z"), z, us) == minutes{15});
  CHECK(bh.covered_between(late, late, z, us) == milliseconds{0});
  CHECK(bh.covered_between(late, late - hours{5}, z, us) == milliseconds{0});
  CHECK(bh.covered_between(late, late + milliseconds{250}, z, us) == milliseconds{250});
  CHECK(always().covered_between(late, late + hours{1000}, z, us) == hours{1000});
}

TEST_CASE("C42: a mail at 17:50 has ten minutes of its two hours used by 18:00") {
  const auto z = zone("America/New_York");
  CHECK(bh.after_covered(at("2026-06-03T21:50:00Z"), hours{2}, z, us) ==
        at("2026-06-04T13:50:00Z"));
  CHECK(bh.after_covered(at("2026-06-05T21:50:00Z"), hours{2}, z, us) ==
        at("2026-06-08T13:50:00Z"));
  // Held on Saturday: the clock starts when the window opens.
  CHECK(bh.after_covered(at("2026-06-06T16:00:00Z"), hours{2}, z, us) ==
        at("2026-06-08T14:00:00Z"));
  // An amount that ends with the window ends there, not at the next opening.
  CHECK(bh.after_covered(at("2026-06-03T20:00:00Z"), hours{2}, z, us) ==
        at("2026-06-03T22:00:00Z"));
  CHECK(always().after_covered(at("2026-06-03T21:50:00Z"), hours{2}, z, us) ==
        at("2026-06-03T23:50:00Z"));
  CHECK(bh.after_covered(at("2026-06-06T16:00:00Z"), milliseconds{0}, z, us) ==
        at("2026-06-06T16:00:00Z"));
}

TEST_CASE("C42: a window that never opens ends ten years on") {
  const Window never("never", "Never", {}, false);
  const auto from = at("2026-06-03T12:00:00Z");
  CHECK(never.after_covered(from, hours{2}, zone("UTC"), us) == from + date::days{3653});
}

TEST_CASE("C4, C42: sums agree with asking every minute, over changes of offset and holidays") {
  const Window half("half", "Half", {{0, minutes{75}, minutes{165}}, {4, hours{23}, hours{24}}},
                    true);
  for (const auto* name : {"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
                           "Pacific/Apia", "Asia/Kolkata"}) {
    const auto z = zone(name);
    for (const auto* start :
         {"2026-03-06T01:07:00Z", "2026-04-03T11:00:00Z", "2026-10-30T00:00:00Z",
          "2011-12-28T00:00:00Z", "2026-12-23T13:30:00Z"}) {
      CAPTURE(name);
      CAPTURE(start);
      const auto from = at(start), to = from + date::days{6};
      for (const auto* window : {&bh, &ah, &half}) {
        const auto sum = window->covered_between(from, to, z, us);
        CHECK(sum == counted_by_minute(*window, from, to, z));
        if (sum > milliseconds{0}) CHECK(window->after_covered(from, sum, z, us) <= to);
        const auto open = window->next_open(from, z, us);
        CHECK((open && covers(*window, *open, z)));
        CHECK(counted_by_minute(*window, from, *open, z) == milliseconds{0});
      }
    }
  }
}

TEST_CASE("Window: spans come sorted and joined, what lies outside a day is cut") {
  const Window window("w", "W",
                      {{5, hours{12}, hours{14}},
                       {1, hours{9}, hours{12}},
                       {1, hours{8}, hours{9}},
                       {2, hours{20}, hours{30}},
                       {3, hours{9}, hours{9}},
                       {9, hours{1}, hours{2}}},
                      false);
  REQUIRE(window.spans().size() == 3);
  CHECK(window.spans()[0].weekday == 1);
  CHECK(window.spans()[0].start == hours{8});
  CHECK(window.spans()[0].end == hours{12});
  CHECK(window.spans()[1].end == hours{24});
  CHECK(window.spans()[2].weekday == 5);
  CHECK_FALSE(Window().contains(LocalTime{day(2026, 6, 3)}, true));
}

TEST_CASE("R31, R60, C6: a plan is found by id, title or alias, and its region by channel (R61)") {
  Plan none;
  none.id = "none";
  none.title = "No Coverage";
  Plan us_both;
  us_both.id = "us_voice_us_chat.24x7";
  us_both.title = "RMM Help Desk Service + US Voice and US Chat Interactions - 24x7";
  us_both.window = "24x7";
  us_both.voice = us_both.chat = Region::us;
  us_both.aliases = {"Premier", "none", " "};
  const Coverage made({always(), ah}, {none, us_both});
  const Coverage coverage = made;  // a copy finds its own plans

  REQUIRE(coverage.plan("us_voice_us_chat.24x7") == &coverage.plans()[1]);
  CHECK(coverage.plan(" premier ") == &coverage.plans()[1]);
  CHECK(coverage.plan("rmm help desk service + us voice and us chat\u00a0interactions - 24X7") ==
        &coverage.plans()[1]);
  CHECK(coverage.plan("none") == &coverage.plans()[0]);  // an id wins over an alias
  CHECK(coverage.plan("No Coverage")->covers_nothing());
  CHECK(coverage.plan("gold") == nullptr);
  CHECK(coverage.plan("") == nullptr);
  CHECK(coverage.window("after_hours") == &coverage.windows()[1]);
  CHECK(coverage.window("business_hours") == nullptr);

  const auto& plan = coverage.plans()[1];
  CHECK(plan.region(Channel::voice) == Region::us);
  CHECK(plan.region(Channel::chat) == Region::us);
  CHECK(plan.region(Channel::email) == Region::any);
  CHECK(plan.region(Channel::ticket) == Region::any);
}
