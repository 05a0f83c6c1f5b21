// The dates and week hours of records.
#include <algorithm>

#include "router/record_checks.h"
#include "rules/weekdays.h"

namespace frontdesk {
namespace {

using std::chrono::minutes;

std::optional<unsigned> number_at(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return {};
  unsigned value = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return {};
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
  }
  return value;
}

// "07:30" to "24:00".
std::optional<minutes> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return {};
  const auto hour = number_at(text, 0, 2), minute = number_at(text, 3, 2);
  if (!hour || !minute || *minute > 59) return {};
  const minutes time{*hour * 60 + *minute};
  if (time > minutes{1440}) return {};
  return time;
}

}  // namespace

std::optional<LocalDay> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2),
             day = number_at(text, 8, 2);
  if (!year || !month || !day || *year < 1990 || *year > 2199) return {};
  const date::year_month_day date{date::year{static_cast<int>(*year)}, date::month{*month},
                                  date::day{*day}};
  if (!date.ok()) return {};
  return LocalDay{date};
}

Result<std::optional<Instant>> day_start(std::string_view member, std::string_view text,
                                         const Zone& zone) {
  if (text.empty()) return std::optional<Instant>{};
  const auto day = parse_day(text);
  if (!day)
    return problem(ProblemCode::invalid, std::string(member) + ": expected a date like 2026-01-05");
  return std::optional<Instant>{zone.to_instant(LocalTime{*day})};
}

Result<std::vector<DaySpan>> week_hours(const std::vector<ContractHours>& hours) {
  const auto wrong = [](std::size_t place, std::string_view what) {
    return problem(ProblemCode::invalid,
                   "hours[" + std::to_string(place) + "]: expected " + std::string(what));
  };
  if (auto ok = check_count("hours", hours.size(), 50); !ok) return ok.error();
  std::vector<DaySpan> spans;
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const auto days = parse_weekdays(hours[i].days);
    const auto start = time_of_day(hours[i].start), end = time_of_day(hours[i].end);
    if (!days) return wrong(i, "days like mon-fri, sat or mon,wed");
    if (!start || !end || *start >= *end)
      return wrong(i, "start before end, like 07:30 and 20:30 or 24:00");
    for (const unsigned day : *days) spans.push_back({day, *start, *end});
  }
  std::sort(spans.begin(), spans.end(), [](const DaySpan& a, const DaySpan& b) {
    return std::pair(a.weekday, a.start) < std::pair(b.weekday, b.start);
  });
  for (std::size_t i = 1; i < spans.size(); ++i)
    if (spans[i].weekday == spans[i - 1].weekday && spans[i].start < spans[i - 1].end)
      return problem(ProblemCode::invalid, "hours: two windows of one day overlap");
  return spans;
}

}  // namespace frontdesk
