#include "rules/holidays.h"

#include <algorithm>
#include <set>

#include "rules/base/fold.h"

namespace frontdesk {
namespace {

using date::days;
using date::year;

constexpr int first_known_year = 1990;
constexpr int last_known_year = 2099;
constexpr LocalDay known_begin{year{first_known_year} / 1 / 1};
constexpr LocalDay known_end{year{last_known_year + 1} / 1 / 1};
constexpr days half_a_year{183};

int year_of(LocalDay day) {
  return static_cast<int>(date::year_month_day{day}.year());
}

bool is_weekend(LocalDay day) {
  const date::weekday weekday{day};
  return weekday == date::Saturday || weekday == date::Sunday;
}

// The date that a rule means in a year; none where that year has no such day.
std::optional<LocalDay> actual_date(const HolidayRule& rule, int in_year) {
  const date::month month{rule.month};
  std::optional<LocalDay> day;
  if (!rule.weekday) {
    const date::year_month_day fixed{year{in_year}, month, date::day{rule.day}};
    if (fixed.ok()) day = LocalDay{fixed};
  } else if (!month.ok() || *rule.weekday > 6) {
    return {};
  } else if (rule.nth == -1) {
    day = LocalDay{year{in_year} / month / date::weekday{*rule.weekday}[date::last]};
  } else if (rule.nth >= 1 && rule.nth <= 5) {
    const auto counted =
        year{in_year} / month / date::weekday{*rule.weekday}[static_cast<unsigned>(rule.nth)];
    if (counted.ok()) day = LocalDay{counted};
  }
  if (day) *day += days{rule.offset_days};
  return day;
}

LocalDay naturally_observed(LocalDay actual) {
  return actual + days{date::weekday{actual} == date::Saturday ? -1 : 1};
}

}  // namespace

// Works out which date each holiday of a span of years is observed on (C5a).
class HolidayCalendar::Working {
 public:
  Working(const HolidayCalendar& calendar, int first, int last) : calendar_(calendar) {
    // One year more on both sides: 1 January 2028 is observed in 2027.
    for (int y = first - 1; y <= last + 1; ++y) add_actual(y);
    std::stable_sort(all_.begin(), all_.end(),
                     [](const auto& a, const auto& b) { return a.actual < b.actual; });
    apply_literals();
    observe_naturally();
    observe_collided();
  }

  std::vector<Dated> dates() const {
    std::vector<Dated> dates = literal_;
    for (const auto& one : all_) {
      dates.push_back({one.actual, one.name, false, false});
      if (one.observed) dates.push_back({*one.observed, one.name, true, one.collided});
    }
    // The actual holiday comes first where another is observed on its date.
    std::stable_sort(dates.begin(), dates.end(), [](const Dated& a, const Dated& b) {
      return std::pair(a.date, a.observed) < std::pair(b.date, b.observed);
    });
    return dates;
  }

 private:
  struct One {
    LocalDay actual;
    std::uint32_t name = 0;
    bool to_observe = false;
    HolidayRule::Collision collision = HolidayRule::Collision::forward;
    std::optional<LocalDay> observed;
    bool collided = false;
  };

  void add_actual(int in_year) {
    for (std::size_t i = 0; i < calendar_.rules_.size(); ++i) {
      const auto& rule = calendar_.rules_[i];
      const auto date = actual_date(rule, in_year);
      if (!date) continue;
      taken_.insert(*date);
      all_.push_back({*date, static_cast<std::uint32_t>(i), rule.observed && is_weekend(*date),
                      rule.collision, std::nullopt, false});
    }
  }

  // A literal date of a known name stands in for what would be computed for the nearest holiday of
  // that name; of another name it is a holiday of its own.
  void apply_literals() {
    for (std::size_t i = 0; i < calendar_.literal_.size(); ++i) {
      const auto& literal = calendar_.literal_[i];
      const auto name = calendar_.literal_name_[i];
      One* nearest = nullptr;
      for (auto& one : all_)
        if (one.name == name && distance(one.actual, literal.date) <= half_a_year &&
            (!nearest ||
             distance(one.actual, literal.date) < distance(nearest->actual, literal.date)))
          nearest = &one;
      if (nearest) nearest->to_observe = false;
      taken_.insert(literal.date);
      if (!nearest || nearest->actual != literal.date)
        literal_.push_back({literal.date, name, nearest != nullptr, false});
    }
  }

  void observe_naturally() {
    for (auto& one : all_) {
      if (!one.to_observe) continue;
      const auto day = naturally_observed(one.actual);
      if (taken_.insert(day).second) one.observed = day;
    }
  }

  void observe_collided() {
    for (auto& one : all_) {
      if (!one.to_observe || one.observed) continue;
      const days step{one.collision == HolidayRule::Collision::forward ? 1 : -1};
      auto day = one.actual + step;
      while (is_weekend(day) || taken_.contains(day)) day += step;
      taken_.insert(day);
      one.observed = day;
      one.collided = true;
    }
  }

  static days distance(LocalDay a, LocalDay b) { return a < b ? b - a : a - b; }

  const HolidayCalendar& calendar_;
  std::vector<One> all_;
  std::vector<Dated> literal_;
  std::set<LocalDay> taken_;
};

HolidayCalendar::HolidayCalendar(std::string id, std::vector<HolidayRule> rules,
                                 std::vector<Literal> literal)
    : id_(std::move(id)), rules_(std::move(rules)), literal_(std::move(literal)) {
  for (const auto& rule : rules_) names_.push_back(rule.name);
  for (const auto& one : literal_) {
    const auto same = std::find_if(names_.begin(), names_.end(), [&](const std::string& name) {
      return fold(name) == fold(one.name);
    });
    literal_name_.push_back(static_cast<std::uint32_t>(same - names_.begin()));
    if (same == names_.end()) names_.push_back(one.name);
  }
  if (names_.empty()) return;
  known_ = Working(*this, first_known_year, last_known_year).dates();
  is_known_.resize(static_cast<std::size_t>((known_end - known_begin).count()));
  for (const auto& dated : known_)
    if (dated.date >= known_begin && dated.date < known_end)
      is_known_[static_cast<std::size_t>((dated.date - known_begin).count())] = true;
}

const std::string* HolidayCalendar::on(LocalDay date) const {
  const auto look = [&](const std::vector<Dated>& dates) -> const std::string* {
    const auto at =
        std::lower_bound(dates.begin(), dates.end(), date,
                         [](const Dated& dated, LocalDay day) { return dated.date < day; });
    return at != dates.end() && at->date == date ? &names_[at->name] : nullptr;
  };
  if (names_.empty()) return nullptr;
  if (date >= known_begin && date < known_end) {
    const bool known = is_known_[static_cast<std::size_t>((date - known_begin).count())];
    return known ? look(known_) : nullptr;
  }
  const int in_year = year_of(date);
  return look(Working(*this, in_year, in_year).dates());
}

std::vector<HolidayCalendar::Entry> HolidayCalendar::year(int in_year) const {
  std::vector<Entry> entries;
  for (const auto& dated : Working(*this, in_year, in_year).dates())
    if (year_of(dated.date) == in_year)
      entries.push_back({dated.date, names_[dated.name], dated.observed, dated.collided});
  return entries;
}

void Holidays::add(HolidayCalendar calendar) {
  for (auto& known : calendars_)
    if (known.id() == calendar.id()) {
      known = std::move(calendar);
      return;
    }
  if (calendar.id() == "us") standard_ = calendars_.size();
  calendars_.push_back(std::move(calendar));
}

const HolidayCalendar* Holidays::calendar(std::string_view id) const {
  for (const auto& calendar : calendars_)
    if (calendar.id() == id) return &calendar;
  return nullptr;
}

const HolidayCalendar& Holidays::standard() const {
  static const HolidayCalendar none;
  return standard_ ? calendars_[*standard_] : none;
}

}  // namespace frontdesk
