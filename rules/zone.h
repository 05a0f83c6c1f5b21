// A site's wall clock, by the system's tz database (howardhinnant/date).
#pragma once

#include <date/tz.h>

#include <string>
#include <string_view>

#include "rules/base/clock.h"
#include "rules/base/text.h"

namespace frontdesk {

// What a clock on the wall of a site shows; no zone in it.
using LocalTime = date::local_time<std::chrono::milliseconds>;
using LocalDay = date::local_days;

// A named IANA zone. Cheap to copy. Conversion only goes from the instant to the wall, except where
// a future opening is looked for (C4). A zone is read once in a process: a newer database counts
// from the next start. The system's files list changes up to 2037; after that the last offset
// stays.
class Zone {
 public:
  // `invalid` where the tz database has no such name; offsets ("+02:00") and the abbreviations that
  // never know summer time (EST, MST, HST) are not names (C4).
  static Result<Zone> find(std::string_view name);

  LocalTime to_local(Instant instant) const;
  // The time around an instant in which the zone's offset stays the same: [begin, end).
  struct Stretch {
    Instant begin, end;
    std::chrono::seconds offset;  // east of UTC
  };
  Stretch stretch_at(Instant instant) const;
  // Seconds east of UTC at that instant.
  std::chrono::seconds offset_at(Instant instant) const;
  // The instant when the wall shows `local`. In a gap (spring) the end of the gap; in a fold
  // (autumn) the earlier of the two.
  Instant to_instant(LocalTime local) const;
  // "2026-06-03T08:30:00-04:00"
  static Text text_of(Instant instant, std::chrono::seconds offset);
  std::string name() const;

 private:
  struct Table;
  static const Table& table_of(const date::time_zone* zone);
  explicit Zone(const Table& table) : table_(&table) {}
  const Table* table_;  // of the process, for as long as it lives
};

// "2025b": the first line of the system's tzdata.zi; "unknown" where there is none.
std::string tz_database_version();

}  // namespace frontdesk
