#include "rules/zone.h"

#include <exception>
#include <fstream>
#include <mutex>
#include <optional>
#include <vector>

namespace frontdesk {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Names in the database that say no place: this machine's own setting, and the three abbreviations
// that never know summer time, which no one means who writes EST for New York.
bool names_no_place(std::string_view name) {
  return name == "localtime" || name == "EST" || name == "MST" || name == "HST";
}

Problem not_a_zone(std::string_view name) {
  return problem(ProblemCode::invalid, "\"" + std::string(name.substr(0, 64)) +
                                           "\" is not an IANA time zone such as America/New_York");
}

// The years that a decision is made in; other instants are asked of the library.
constexpr Instant table_begin = std::chrono::sys_days{std::chrono::January / 1 / 1990};
constexpr Instant table_end = std::chrono::sys_days{std::chrono::January / 1 / 2037};
constexpr milliseconds table_step = std::chrono::hours{24 * 64};

LocalTime shifted(Instant instant, seconds offset) {
  return LocalTime{instant.time_since_epoch() + offset};
}

}  // namespace

// The stretches of a zone in order, and for every 64 days the one that their first instant is in: a
// few nanoseconds, where the library searches and copies.
struct Zone::Table {
  explicit Table(const date::time_zone* of) : zone(of) {
    for (Instant at = table_begin; at < table_end; at = stretches.back().end)
      stretches.push_back(ask(at));
    std::uint16_t first = 0;
    for (Instant at = table_begin; at < table_end; at += table_step) {
      while (stretches[first].end <= at) ++first;
      first_of_step.push_back(first);
    }
  }
  Stretch ask(Instant instant) const {
    const auto info = zone->get_info(instant);
    return {info.begin, info.end, info.offset};
  }
  Stretch at(Instant instant) const {
    if (instant < table_begin || instant >= table_end) return ask(instant);
    const auto* stretch =
        &stretches[first_of_step[static_cast<std::size_t>((instant - table_begin) / table_step)]];
    while (stretch->end <= instant) ++stretch;
    return *stretch;
  }

  const date::time_zone* zone;
  std::vector<Stretch> stretches;
  std::vector<std::uint16_t> first_of_step;
};

// One table for each zone of the database, made when the zone is first found.
const Zone::Table& Zone::table_of(const date::time_zone* zone) {
  struct Lazy {
    mutable std::once_flag made;
    mutable std::optional<Table> table;
  };
  static const auto& zones = date::get_tzdb().zones;
  static const std::vector<Lazy> tables(zones.size());
  const auto& lazy = tables.at(static_cast<std::size_t>(zone - zones.data()));
  std::call_once(lazy.made, [&] { lazy.table.emplace(zone); });
  return *lazy.table;
}

Result<Zone> Zone::find(std::string_view name) {
  if (name.empty() || names_no_place(name)) return not_a_zone(name);
  try {
    // The zone's file is read at its first use: here, not inside a decision.
    return Zone(table_of(date::locate_zone(name)));
  } catch (const std::exception&) {
    return not_a_zone(name);
  }
}

Zone::Stretch Zone::stretch_at(Instant instant) const {
  return table_->at(instant);
}

seconds Zone::offset_at(Instant instant) const {
  return stretch_at(instant).offset;
}

LocalTime Zone::to_local(Instant instant) const {
  return shifted(instant, offset_at(instant));
}

Instant Zone::to_instant(LocalTime local) const {
  const auto info = table_->zone->get_info(local);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Instant{local.time_since_epoch() - info.first.offset};
}

Text Zone::text_of(Instant instant, seconds offset) {
  const auto all = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
  const auto east = all < 0 ? -all : all;
  char text[instant_bytes + 6];
  char* at = write_text(text, instant + offset);
  const auto digits = [&](char mark, auto value) {
    *at++ = mark;
    *at++ = static_cast<char>('0' + value / 10);
    *at++ = static_cast<char>('0' + value % 10);
  };
  digits(all < 0 ? '-' : '+', east / 60);
  digits(':', east % 60);
  return std::string_view(text, static_cast<std::size_t>(at - text));
}

std::string Zone::name() const {
  return table_->zone->name();
}

std::string tz_database_version() {
  static constexpr std::string_view start = "# version ";
  std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
  std::string line;
  if (!std::getline(file, line) || !line.starts_with(start) || line.size() > 64) return "unknown";
  return line.substr(start.size());
}

}  // namespace frontdesk
