#include <algorithm>
#include <utility>

#include "rules/coverage.h"

namespace frontdesk {
namespace {

using date::days;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr minutes whole_day{24 * 60};
constexpr days next_open_horizon{14};
constexpr days covered_horizon{3653};

unsigned weekday_of(LocalDay day) {
  return date::weekday{day}.c_encoding();
}

// Sorted and disjoint; what cannot be inside a day is left out.
std::vector<DaySpan> tidy(std::vector<DaySpan> spans) {
  for (auto& span : spans) {
    span.start = std::max(span.start, minutes{0});
    span.end = std::min(span.end, whole_day);
  }
  std::erase_if(spans, [](const DaySpan& s) { return s.weekday > 6 || s.start >= s.end; });
  std::sort(spans.begin(), spans.end(), [](const DaySpan& a, const DaySpan& b) {
    return std::pair(a.weekday, a.start) < std::pair(b.weekday, b.start);
  });
  std::vector<DaySpan> joined;
  for (const auto& span : spans) {
    if (!joined.empty() && joined.back().weekday == span.weekday && span.start <= joined.back().end)
      joined.back().end = std::max(joined.back().end, span.end);
    else
      joined.push_back(span);
  }
  return joined;
}

}  // namespace

Window::Window(std::string id, std::string title, std::vector<DaySpan> spans,
               bool whole_day_on_holidays, bool closed_on_holidays)
    : id_(std::move(id)),
      title_(std::move(title)),
      spans_(tidy(std::move(spans))),
      whole_day_on_holidays_(whole_day_on_holidays),
      closed_on_holidays_(closed_on_holidays) {
  for (unsigned day = 0; day < first_.size(); ++day)
    first_[day] = static_cast<std::size_t>(
        std::lower_bound(spans_.begin(), spans_.end(), day,
                         [](const DaySpan& span, unsigned d) { return span.weekday < d; }) -
        spans_.begin());
}

std::span<const DaySpan> Window::spans_on(unsigned weekday, bool holiday) const {
  static constexpr DaySpan all_day{0, minutes{0}, whole_day};
  if (holiday && whole_day_on_holidays_) return {&all_day, 1};
  if (holiday && closed_on_holidays_) return {};
  return std::span(spans_).subspan(first_[weekday], first_[weekday + 1] - first_[weekday]);
}

bool Window::contains(LocalTime local, bool holiday) const {
  const auto day = date::floor<days>(local);
  const auto since_midnight = local - day;
  for (const auto& span : spans_on(weekday_of(day), holiday))
    if (span.start <= since_midnight && since_midnight < span.end) return true;
  return false;
}

// Gives the covered pieces of [from, to) in order, until `visit` returns false. Between two changes
// of the zone's offset the wall clock runs straight, so pieces are cut there and never go through a
// gap or a fold: an instant is in a piece exactly where contains() is true for its wall time (C4).
template <class Visit>
void Window::visit_covered(Instant from, Instant to, const Zone& zone,
                           const HolidayCalendar& calendar, Visit visit) const {
  while (from < to) {
    const auto stretch = zone.stretch_at(from);
    const auto on_wall = [&](Instant at) {
      return LocalTime{at.time_since_epoch() + stretch.offset};
    };
    const Instant stop = std::min(to, stretch.end);
    const LocalTime begin = on_wall(from), end = on_wall(stop);
    for (auto day = date::floor<days>(begin); day < end; day += days{1}) {
      for (const auto& span : spans_on(weekday_of(day), calendar.on(day) != nullptr)) {
        const LocalTime first = std::max<LocalTime>(begin, day + span.start);
        const LocalTime last = std::min<LocalTime>(end, day + span.end);
        if (first < last && !visit(Instant{first.time_since_epoch() - stretch.offset},
                                   Instant{last.time_since_epoch() - stretch.offset}))
          return;
      }
    }
    from = stop;
  }
}

std::optional<Instant> Window::next_open(Instant from, const Zone& zone,
                                         const HolidayCalendar& calendar) const {
  std::optional<Instant> found;
  visit_covered(from, from + next_open_horizon, zone, calendar, [&](Instant begin, Instant) {
    found = begin;
    return false;
  });
  return found;
}

milliseconds Window::covered_between(Instant from, Instant to, const Zone& zone,
                                     const HolidayCalendar& calendar) const {
  milliseconds sum{0};
  visit_covered(from, to, zone, calendar, [&](Instant begin, Instant end) {
    sum += end - begin;
    return true;
  });
  return sum;
}

Instant Window::after_covered(Instant from, milliseconds amount, const Zone& zone,
                              const HolidayCalendar& calendar) const {
  if (amount <= milliseconds{0}) return from;
  const Instant horizon = from + covered_horizon;
  Instant reached = horizon;
  visit_covered(from, horizon, zone, calendar, [&](Instant begin, Instant end) {
    if (end - begin >= amount) {
      reached = begin + amount;
      return false;
    }
    amount -= end - begin;
    return true;
  });
  return reached;
}

}  // namespace frontdesk
