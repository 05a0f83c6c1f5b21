#include "rules/holidays.h"

#include <doctest/doctest.h>

#include <map>

#include "us.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

std::string name_on(const HolidayCalendar& calendar, LocalDay date) {
  const auto* name = calendar.on(date);
  return name ? *name : "";
}

using Dates = std::vector<std::pair<LocalDay, std::string>>;

Dates dates_of(const HolidayCalendar& calendar, int year, bool observed) {
  Dates dates;
  for (const auto& entry : calendar.year(year))
    if (entry.observed == observed) dates.emplace_back(entry.date, entry.name);
  return dates;
}

}  // namespace

TEST_CASE("R48-R53: the eight dates of 2026") {
  const Dates expected{
      {day(2026, 1, 1), "New Year's Day"},   {day(2026, 5, 25), "Memorial Day"},
      {day(2026, 7, 4), "Independence Day"}, {day(2026, 9, 7), "Labor Day"},
      {day(2026, 11, 26), "Thanksgiving"},   {day(2026, 11, 27), "Day after Thanksgiving"},
      {day(2026, 12, 24), "Christmas Eve"},  {day(2026, 12, 25), "Christmas Day"}};
  CHECK(dates_of(us_calendar(), 2026, false) == expected);
}

TEST_CASE("R47, C5a: every observed date of 2025 to 2028 that differs from the actual one") {
  const auto us = us_calendar();
  CHECK(dates_of(us, 2025, true).empty());
  CHECK(dates_of(us, 2026, true) == Dates{{day(2026, 7, 3), "Independence Day"}});
  CHECK(dates_of(us, 2027, true) == Dates{{day(2027, 7, 5), "Independence Day"},
                                          {day(2027, 12, 27), "Christmas Day"},
                                          {day(2027, 12, 31), "New Year's Day"}});
  CHECK(dates_of(us, 2028, true) == Dates{{day(2028, 12, 22), "Christmas Eve"}});
}

TEST_CASE("C5a: only the dates that moved on are marked for confirmation") {
  const auto us = us_calendar();
  std::map<LocalDay, std::string> collided;
  for (int year = 2025; year <= 2028; ++year)
    for (const auto& entry : us.year(year))
      if (entry.collided) collided[entry.date] = entry.name;
  CHECK(collided == std::map<LocalDay, std::string>{{day(2027, 12, 27), "Christmas Day"},
                                                    {day(2028, 12, 22), "Christmas Eve"}});
}

TEST_CASE("C5, C5a: both the actual and the observed date are the holiday, other days are not") {
  const auto us = us_calendar();
  CHECK(name_on(us, day(2026, 7, 3)) == "Independence Day");
  CHECK(name_on(us, day(2026, 7, 4)) == "Independence Day");
  CHECK(name_on(us, day(2026, 7, 5)) == "");
  CHECK(name_on(us, day(2027, 12, 24)) == "Christmas Eve");
  CHECK(name_on(us, day(2027, 12, 25)) == "Christmas Day");
  CHECK(name_on(us, day(2027, 12, 26)) == "");
  CHECK(name_on(us, day(2027, 12, 27)) == "Christmas Day");
  CHECK(name_on(us, day(2027, 12, 31)) == "New Year's Day");
  CHECK(name_on(us, day(2028, 1, 1)) == "New Year's Day");
  CHECK(name_on(us, day(2028, 1, 3)) == "");
  CHECK(name_on(HolidayCalendar{}, day(2026, 12, 25)) == "");
}

TEST_CASE("C5a: any year, also outside those that are kept, agrees with its list") {
  const auto us = us_calendar();
  for (const int year : {1983, 1989, 1990, 2050, 2099, 2100, 2101, 2400}) {
    std::map<LocalDay, std::string> listed;
    for (const auto& entry : us.year(year)) listed.emplace(entry.date, entry.name);
    CAPTURE(year);
    CHECK(listed.size() >= 8);
    for (auto d = day(year, 1, 1); d <= day(year, 12, 31); d += date::days{1}) {
      const auto found = listed.find(d);
      CHECK(name_on(us, d) == (found == listed.end() ? "" : found->second));
    }
  }
  CHECK(name_on(us, day(2104, 12, 31)) == "");  // 1 January 2105 is a Thursday
  CHECK(name_on(us, day(2110, 12, 25)) == "Christmas Day");
}

TEST_CASE("C5a: an observed date is never a weekend and never another holiday's") {
  const auto us = us_calendar();
  for (int year = 1990; year <= 2099; ++year) {
    std::map<LocalDay, int> count;
    for (const auto& entry : us.year(year)) {
      ++count[entry.date];
      if (!entry.observed) continue;
      CHECK(date::weekday{entry.date} != date::Saturday);
      CHECK(date::weekday{entry.date} != date::Sunday);
    }
    for (const auto& [date, times] : count) CHECK(times == 1);
  }
}

TEST_CASE("C5a: a literal date replaces the computed observed date of its holiday") {
  const auto us = us_calendar({{day(2027, 12, 28), "christmas day"}});
  CHECK(name_on(us, day(2027, 12, 27)) == "");
  CHECK(name_on(us, day(2027, 12, 28)) == "Christmas Day");
  CHECK(name_on(us, day(2027, 12, 25)) == "Christmas Day");
  CHECK(dates_of(us, 2027, true) == Dates{{day(2027, 7, 5), "Independence Day"},
                                          {day(2027, 12, 28), "Christmas Day"},
                                          {day(2027, 12, 31), "New Year's Day"}});
  CHECK(dates_of(us, 2032, true) == dates_of(us_calendar(), 2032, true));
}

TEST_CASE("C5a: a literal date may lie in the year before its holiday") {
  const auto us = us_calendar({{day(2027, 12, 30), "New Year's Day"}});
  CHECK(name_on(us, day(2027, 12, 30)) == "New Year's Day");
  CHECK(name_on(us, day(2027, 12, 31)) == "");
  CHECK(name_on(us, day(2028, 1, 1)) == "New Year's Day");
  // Another year's literal leaves the computed dates as they are.
  CHECK(name_on(us, day(1982, 12, 31)) == "New Year's Day");
  CHECK(name_on(us, day(2021, 12, 31)) == "New Year's Day");
}

TEST_CASE("C5a: a literal on the actual date confirms that no other day is observed") {
  const auto us = us_calendar({{day(2026, 7, 4), "Independence Day"}});
  CHECK(name_on(us, day(2026, 7, 3)) == "");
  CHECK(dates_of(us, 2026, false) == dates_of(us_calendar(), 2026, false));
}

TEST_CASE("C5: a literal of a name of its own is a holiday more, and takes its date") {
  const auto us = us_calendar({{day(2026, 7, 3), "Founder's Day"}});
  CHECK(name_on(us, day(2026, 7, 3)) == "Founder's Day");
  CHECK(name_on(us, day(2027, 7, 3)) == "");
  CHECK(name_on(us, day(2026, 7, 6)) == "Independence Day");  // Friday is taken: forward
}

TEST_CASE("C5: rules that a year cannot satisfy leave that year out") {
  auto leap = fixed("Leap Day", 2, 29);
  leap.observed = false;
  const HolidayCalendar calendar("odd", {leap, counted("Fifth Monday", 3, 1, 5)}, {});
  CHECK(name_on(calendar, day(2028, 2, 29)) == "Leap Day");
  CHECK(calendar.year(2027).size() == 1);  // 29 March is the fifth Monday
  CHECK(calendar.year(2026).size() == 1);  // 30 March
  CHECK(calendar.year(2025).size() == 1);  // 31 March
  CHECK(calendar.year(2030).empty());      // four Mondays only
}

TEST_CASE("C5a: a rule that is not observed keeps to its actual date") {
  auto rule = fixed("Independence Day", 7, 4);
  rule.observed = false;
  const HolidayCalendar calendar("plain", {rule}, {});
  CHECK(name_on(calendar, day(2026, 7, 3)) == "");
  CHECK(name_on(calendar, day(2026, 7, 4)) == "Independence Day");
}

TEST_CASE("C5: calendars by id, the U.S. one is the standard") {
  Holidays holidays;
  CHECK(holidays.standard().on(day(2026, 12, 25)) == nullptr);
  holidays.add(HolidayCalendar("uk", {fixed("Boxing Day", 12, 26)}, {}));
  holidays.add(us_calendar());
  REQUIRE(holidays.calendar("uk"));
  CHECK(name_on(*holidays.calendar("uk"), day(2025, 12, 26)) == "Boxing Day");
  CHECK(holidays.calendar("fr") == nullptr);
  CHECK(holidays.standard().id() == "us");
  CHECK(name_on(holidays.standard(), day(2025, 12, 25)) == "Christmas Day");
  const Holidays copy = holidays;
  CHECK(name_on(copy.standard(), day(2025, 12, 25)) == "Christmas Day");
}
