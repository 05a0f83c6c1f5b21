// The U.S. calendar and the three windows as the shipped rules have them, for tests of time.
#pragma once

#include "rules/coverage.h"
#include "rules/holidays.h"

namespace frontdesk::test {

inline HolidayRule fixed(std::string name, unsigned month, unsigned day) {
  HolidayRule rule;
  rule.name = std::move(name);
  rule.month = month;
  rule.day = day;
  return rule;
}

inline HolidayRule counted(std::string name, unsigned month, unsigned weekday, int nth,
                           int offset_days = 0) {
  HolidayRule rule;
  rule.name = std::move(name);
  rule.month = month;
  rule.weekday = weekday;
  rule.nth = nth;
  rule.offset_days = offset_days;
  return rule;
}

// R48 to R53.
inline std::vector<HolidayRule> us_rules() {
  auto eve = fixed("Christmas Eve", 12, 24);
  eve.collision = HolidayRule::Collision::backward;  // C5a
  return {fixed("New Year's Day", 1, 1),
          counted("Memorial Day", 5, 1, -1),
          fixed("Independence Day", 7, 4),
          counted("Labor Day", 9, 1, 1),
          counted("Thanksgiving", 11, 4, 4),
          counted("Day after Thanksgiving", 11, 4, 4, 1),
          eve,
          fixed("Christmas Day", 12, 25)};
}

inline HolidayCalendar us_calendar(std::vector<HolidayCalendar::Literal> literal = {}) {
  return {"us", us_rules(), std::move(literal)};
}

// R45.
inline Window business_hours(bool closed_on_holidays = false) {
  using std::chrono::hours;
  std::vector<DaySpan> spans;
  for (unsigned day = 1; day <= 5; ++day) spans.push_back({day, hours{8}, hours{18}});
  return {"business_hours", "Business Hours", spans, false, closed_on_holidays};
}

// R44, R54.
inline Window after_hours() {
  using std::chrono::hours;
  std::vector<DaySpan> spans{{0, hours{0}, hours{24}}, {6, hours{0}, hours{24}}};
  for (unsigned day = 1; day <= 5; ++day) {
    spans.push_back({day, hours{0}, hours{9}});
    spans.push_back({day, hours{17}, hours{24}});
  }
  return {"after_hours", "After Hours and Weekends", spans, true};
}

// R43.
inline Window always() {
  std::vector<DaySpan> spans;
  for (unsigned day = 0; day <= 6; ++day)
    spans.push_back({day, std::chrono::hours{0}, std::chrono::hours{24}});
  return {"24x7", "24x7", spans, false};
}

inline Instant at(std::string_view text) {
  return parse_instant(text).value();
}

inline Zone zone(std::string_view name) {
  return Zone::find(name).value();
}

inline LocalDay day(int year, unsigned month, unsigned day_of_month) {
  return LocalDay{date::year{year} / date::month{month} / date::day{day_of_month}};
}

}  // namespace frontdesk::test
