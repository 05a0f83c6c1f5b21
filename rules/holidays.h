// The holidays of a calendar (R47 to R53), on site-local dates (C5). A holiday never closes
// coverage: it means reduced staffing, no business day, and a whole day for After Hours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/zone.h"

namespace frontdesk {

// One holiday as the rule file gives it: a fixed date, or the nth weekday of a month, or a day next
// to another holiday.
struct HolidayRule {
  std::string name;
  unsigned month = 0;               // 1 to 12
  unsigned day = 0;                 // fixed date; 0 where `weekday` rules
  std::optional<unsigned> weekday;  // 0 = Sunday
  int nth = 0;                      // 1 to 5; -1 = last
  int offset_days = 0;              // the day after Thanksgiving: +1
  bool observed = true;             // Sat -> Fri, Sun -> Mon
  enum class Collision { forward, backward } collision = Collision::forward;  // C5a
};

class HolidayCalendar {
 public:
  HolidayCalendar() = default;
  // `literal` dates replace the computed observed date of the nearest holiday of that name; of a
  // name that no rule has, they are holidays of their own. Names are compared folded.
  struct Literal {
    LocalDay date;
    std::string name;
  };
  HolidayCalendar(std::string id, std::vector<HolidayRule> rules, std::vector<Literal> literal);

  const std::string& id() const { return id_; }
  // The holiday's name on that date, actual or observed; null where it is none. Any year.
  const std::string* on(LocalDay date) const;
  // All dates that fall in a year, sorted; with whether each is the observed one.
  struct Entry {
    LocalDay date;
    std::string name;
    bool observed = false;
    bool collided =
        false;  // moved on because the natural observed date was taken (C5a): to be confirmed
  };
  std::vector<Entry> year(int year) const;

 private:
  struct Dated {
    LocalDay date;
    std::uint32_t name = 0;  // index into names_
    bool observed = false;
    bool collided = false;
  };
  class Working;

  std::string id_;
  std::vector<HolidayRule> rules_;
  std::vector<Literal> literal_;
  std::vector<std::string> names_;  // of the rules, then of literals with names of their own
  std::vector<std::uint32_t> literal_name_;  // index into names_ for each literal
  // Years 1990 to 2099, computed once and sorted; dates outside are computed when asked for.
  std::vector<Dated> known_;
  std::vector<bool> is_known_;  // one for each day of those years: most days are none
};

class Holidays {
 public:
  void add(HolidayCalendar calendar);
  const HolidayCalendar* calendar(std::string_view id) const;
  const HolidayCalendar& standard() const;  // "us"; one without holidays where there is none
  const std::vector<HolidayCalendar>& all() const { return calendars_; }

 private:
  std::vector<HolidayCalendar> calendars_;
  std::optional<std::size_t> standard_;  // in calendars_: every decision asks for it
};

}  // namespace frontdesk
