// When a site is covered, as far as its calendar, its extra dates and its one-off hours have a say
// beside the window of its plan (C5, C7, C42).
#pragma once

#include <optional>
#include <vector>

#include "router/directory.h"

namespace frontdesk {

// The calendar that a site names; the standard one where it names none that the rules have.
const HolidayCalendar& calendar_of(const Site& site, const Holidays& holidays);

// All that it is made of must outlive it.
class SiteHours {
 public:
  SiteHours(const SiteEntry& site, const Window& window, const Holidays& holidays);

  // As the window's own: the first covered instant at or after `from` within 14 days, and the
  // instant when `amount` of covered time has passed, at most ten years ahead.
  std::optional<Instant> next_open(Instant from) const;
  Instant after_covered(Instant from, std::chrono::milliseconds amount) const;

 private:
  // A time in which the window is not asked.
  struct Special {
    Instant from, until;
    bool covered;
  };
  // From some instant on: covered or not, or as the window says.
  struct Piece {
    Instant until;
    std::optional<bool> covered;
  };
  void add_extra_holidays();
  Piece piece_at(Instant at, Instant horizon) const;

  const SiteEntry& site_;
  const Window& window_;
  const HolidayCalendar& calendar_;
  std::vector<Special> specials_;  // where two overlap, the first counts
};

}  // namespace frontdesk
