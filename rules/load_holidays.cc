#include <algorithm>
#include <array>
#include <set>

#include "rules/load_files.h"
#include "rules/weekdays.h"

namespace frontdesk {
namespace {

std::optional<unsigned> read_weekday(TableReader& reader) {
  const auto written = reader.text("weekday");
  const auto day = parse_weekday(written);
  if (!written.empty() && !day) reader.fault("weekday", "expected a day like \"monday\"");
  return day;
}

HolidayRule read_holiday(TableReader& reader) {
  static constexpr std::array<int, 13> longest{31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  HolidayRule rule;
  rule.name = reader.text("name");
  rule.month = static_cast<unsigned>(reader.whole("month", 1, 12));
  if (reader.has("day") && (reader.has("weekday") || reader.has("nth")))
    reader.fault("day", "expected either day, or weekday and nth");
  if (reader.has("weekday") || reader.has("nth")) {
    rule.weekday = read_weekday(reader);
    rule.nth = static_cast<int>(reader.whole("nth", -1, 5));
    if (rule.nth == 0) reader.fault("nth", "expected 1 to 5, or -1 for the last");
  } else {
    rule.day = static_cast<unsigned>(reader.whole("day", 1, longest[rule.month]));
  }
  rule.offset_days = static_cast<int>(reader.whole("offset_days", -6, 6, 0));
  rule.observed = reader.flag_or("observed", true);
  rule.collision = reader.word("collision", {"forward", "backward"}, "forward") == "backward"
                       ? HolidayRule::Collision::backward
                       : HolidayRule::Collision::forward;
  reader.finish();
  return rule;
}

std::optional<HolidayCalendar::Literal> read_literal(TableReader& reader) {
  const auto name = reader.text("name");
  const auto written = reader.date("date");
  reader.finish();
  if (!written) return std::nullopt;
  const date::year_month_day day{date::year{written->year}, date::month{written->month},
                                 date::day{written->day}};
  if (!day.ok() || written->year < 1990 || written->year > 2099) {
    reader.fault("date", "expected a date of the years 1990 to 2099");
    return std::nullopt;
  }
  return HolidayCalendar::Literal{LocalDay{day}, name};
}

// The collision dates are a reading of the service description (C5a): an operator confirms one by
// writing it down as a date of its own.
void ask_to_confirm(TableReader& reader, const HolidayCalendar& calendar, int lint_year) {
  for (int year = lint_year; year < lint_year + 3; ++year)
    for (const auto& entry : calendar.year(year))
      if (entry.collided)
        reader.warn("", "to be confirmed: " + entry.name + " is observed on " +
                            date::format("%F", entry.date) +
                            ", since its nearest working day is a holiday already; write it as a "
                            "[[calendar.date]] to confirm");
}

HolidayCalendar read_calendar(TableReader& reader, UniqueIds& ids, int lint_year) {
  const auto id = reader.id("id");
  ids.add(reader, "id", id);
  const auto faults_before = reader.fault_count();
  UniqueIds names, dates;
  std::vector<HolidayRule> rules;
  for (auto& each : reader.tables("holiday")) {
    rules.push_back(read_holiday(each));
    names.add(each, "name", rules.back().name);
  }
  std::vector<HolidayCalendar::Literal> literals;
  for (auto& each : reader.tables("date"))
    if (auto literal = read_literal(each)) {
      dates.add(each, "date", date::format("%F", literal->date));
      literals.push_back(std::move(*literal));
    }
  reader.finish();
  const bool good = reader.fault_count() == faults_before;
  if (!good) return HolidayCalendar(id, {}, {});
  HolidayCalendar calendar(id, std::move(rules), std::move(literals));
  ask_to_confirm(reader, calendar, lint_year);
  return calendar;
}

}  // namespace

Holidays load_holidays(TableReader& top, int lint_year) {
  Holidays holidays;
  UniqueIds ids;
  bool standard = false;
  for (auto& reader : top.tables("calendar")) {
    auto calendar = read_calendar(reader, ids, lint_year);
    standard = standard || calendar.id() == "us";
    holidays.add(std::move(calendar));
  }
  if (!standard)
    top.lacks("calendar",
              "the calendar \"us\" is missing; every site has it unless it names another");
  top.finish();
  return holidays;
}

}  // namespace frontdesk
