#include "router/site_hours.h"

#include <algorithm>

#include "router/record_checks.h"

namespace frontdesk {
namespace {

constexpr date::days next_open_horizon{14};
constexpr date::days covered_horizon{3653};

}  // namespace

const HolidayCalendar& calendar_of(const Site& site, const Holidays& holidays) {
  const auto* own = site.holidays.empty() ? nullptr : holidays.calendar(site.holidays);
  return own ? *own : holidays.standard();
}

SiteHours::SiteHours(const SiteEntry& site, const Window& window, const Holidays& holidays)
    : site_(site), window_(window), calendar_(calendar_of(site.site, holidays)) {
  for (const auto& hours : site.site.one_offs)
    specials_.push_back({hours.from, hours.until, hours.covered});
  add_extra_holidays();
}

// What a holiday of the site's own does to the window (C5); nothing, where its holidays are like
// any day.
void SiteHours::add_extra_holidays() {
  if (!window_.whole_day_on_holidays() && !window_.closed_on_holidays()) return;
  for (const auto& extra : site_.site.extra_holidays) {
    const auto day = parse_day(extra.date);
    if (!day) continue;
    specials_.push_back({site_.zone.to_instant(LocalTime{*day}),
                         site_.zone.to_instant(LocalTime{*day + date::days{1}}),
                         window_.whole_day_on_holidays()});
  }
}

SiteHours::Piece SiteHours::piece_at(Instant at, Instant horizon) const {
  Piece piece{horizon, std::nullopt};
  for (const auto& special : specials_) {
    if (special.from > at) {
      piece.until = std::min(piece.until, special.from);
    } else if (at < special.until && !piece.covered) {
      piece.until = std::min(piece.until, special.until);
      piece.covered = special.covered;
    }
  }
  return piece;
}

std::optional<Instant> SiteHours::next_open(Instant from) const {
  const Instant horizon = from + next_open_horizon;
  while (from < horizon) {
    const auto piece = piece_at(from, horizon);
    if (piece.covered.value_or(false)) return from;
    if (!piece.covered) {
      const auto opens = window_.next_open(from, site_.zone, calendar_);
      if (opens && *opens < piece.until) return opens;
    }
    from = piece.until;
  }
  return std::nullopt;
}

Instant SiteHours::after_covered(Instant from, std::chrono::milliseconds amount) const {
  if (amount <= std::chrono::milliseconds{0}) return from;
  const Instant horizon = from + covered_horizon;
  while (from < horizon) {
    const auto piece = piece_at(from, horizon);
    if (!piece.covered) {
      const auto reached = window_.after_covered(from, amount, site_.zone, calendar_);
      if (reached <= piece.until) return reached;
      amount -= window_.covered_between(from, piece.until, site_.zone, calendar_);
    } else if (*piece.covered) {
      if (piece.until - from >= amount) return from + amount;
      amount -= piece.until - from;
    }
    from = piece.until;
  }
  return horizon;
}

}  // namespace frontdesk
