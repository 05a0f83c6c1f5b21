#include "rules/zone.h"

#include <doctest/doctest.h>

#include "us.h"

using namespace frontdesk;
using namespace frontdesk::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

namespace {

Text text_of(const Zone& zone, Instant instant) {
  return Zone::text_of(instant, zone.offset_at(instant));
}

}  // namespace

TEST_CASE("C4: only names of the tz database are zones") {
  for (const auto* name : {"America/New_York", "Asia/Kolkata", "US/Eastern", "EST5EDT", "UTC",
                           "America/Argentina/Buenos_Aires"}) {
    CAPTURE(name);
    REQUIRE(Zone::find(name).has_value());
    CHECK(Zone::find(name)->name() == name);
  }
  for (const auto* name :
       {"", "+02:00", "-05:00", "UTC+2", "EST", "Mars/Phobos", "america/new_york",
        " America/New_York", "localtime", "../../etc/passwd", "America", "posix/America/New_York",
        "right/America/New_York", "Factory"}) {
    CAPTURE(name);
    REQUIRE_FALSE(Zone::find(name).has_value());
    CHECK(Zone::find(name).error().code == ProblemCode::invalid);
  }
  CHECK_FALSE(Zone::find(std::string_view("America/New_York\0", 17)).has_value());
}

TEST_CASE("C4: a problem shows a bounded part of the name") {
  CHECK(Zone::find(std::string(100'000, 'x')).error().says.size() < 200);
}

TEST_CASE("C4: the wall clock follows summer time, and its text carries the offset") {
  const auto new_york = zone("America/New_York");
  CHECK(text_of(new_york, at("2026-06-03T12:30:00Z")) == "2026-06-03T08:30:00-04:00");
  CHECK(text_of(new_york, at("2026-01-03T12:30:00Z")) == "2026-01-03T07:30:00-05:00");
  CHECK(text_of(new_york, at("2026-06-03T12:30:00.250Z")) == "2026-06-03T08:30:00.250-04:00");
  CHECK(new_york.offset_at(at("2026-06-03T12:30:00Z")) == hours{-4});
  CHECK(text_of(zone("UTC"), at("2026-06-03T12:30:00Z")) == "2026-06-03T12:30:00+00:00");
  CHECK(text_of(zone("Asia/Kolkata"), at("2026-06-03T12:30:00Z")) == "2026-06-03T18:00:00+05:30");
  CHECK(text_of(zone("America/St_Johns"), at("2026-06-03T01:00:00Z")) ==
        "2026-06-02T22:30:00-02:30");
}

TEST_CASE("C4: a wall time in a gap means its end, one in a fold the earlier") {
  const auto new_york = zone("America/New_York");
  const auto gap = LocalTime{day(2026, 3, 8)} + hours{2};
  CHECK(new_york.to_instant(gap) == at("2026-03-08T07:00:00Z"));
  CHECK(new_york.to_instant(gap + minutes{59}) == at("2026-03-08T07:00:00Z"));
  CHECK(new_york.to_instant(gap + hours{1}) == at("2026-03-08T07:00:00Z"));
  const auto fold = LocalTime{day(2026, 11, 1)} + minutes{90};
  CHECK(new_york.to_instant(fold) == at("2026-11-01T05:30:00Z"));
  CHECK(new_york.to_instant(LocalTime{day(2026, 11, 1)} + hours{2}) == at("2026-11-01T07:00:00Z"));
}

TEST_CASE("C4: to_instant undoes to_local outside folds") {
  for (const auto* name : {"America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"}) {
    const auto z = zone(name);
    for (auto instant = at("2026-01-01T00:00:00Z"); instant < at("2027-01-01T00:00:00Z");
         instant += minutes{1439}) {
      const auto back = z.to_instant(z.to_local(instant));
      CAPTURE(to_text(instant));
      CHECK((back == instant || z.to_local(back) == z.to_local(instant)));
      CHECK(back <= instant);
    }
  }
}

TEST_CASE("C4: milliseconds and instants before 1970 keep their place on the wall") {
  const auto z = zone("America/New_York");
  CHECK(text_of(z, at("1969-12-31T23:59:59.999Z")) == "1969-12-31T18:59:59.999-05:00");
  const auto stretch = z.stretch_at(at("2026-06-03T12:00:00Z"));
  CHECK(stretch.begin == at("2026-03-08T07:00:00Z"));
  CHECK(stretch.end == at("2026-11-01T06:00:00Z"));
}

TEST_CASE("The version of the tz database is a year and a letter") {
  const auto version = tz_database_version();
  REQUIRE(version.size() >= 5);
  CHECK(version.starts_with("20"));
  CHECK(version.find('#') == version.npos);
}
