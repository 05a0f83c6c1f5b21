#include "rules/zone.h"

#include <exception>
#include <fstream>

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

LocalTime shifted(Instant instant, seconds offset) {
  return LocalTime{instant.time_since_epoch() + offset};
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  if (name.empty() || names_no_place(name)) return not_a_zone(name);
  try {
    const Zone zone(date::locate_zone(name));
    // The zone's file is read at its first use: here, not inside a decision.
    (void)zone.stretch_at(Instant{});
    return zone;
  } catch (const std::exception&) {
    return not_a_zone(name);
  }
}

Zone::Stretch Zone::stretch_at(Instant instant) const {
  const auto info = zone_->get_info(instant);
  return {info.begin, info.end, info.offset};
}

seconds Zone::offset_at(Instant instant) const {
  return zone_->get_info(instant).offset;
}

LocalTime Zone::to_local(Instant instant) const {
  return shifted(instant, offset_at(instant));
}

Instant Zone::to_instant(LocalTime local) const {
  const auto info = zone_->get_info(local);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Instant{local.time_since_epoch() - info.first.offset};
}

std::string Zone::text_of(Instant instant) const {
  const auto offset = offset_at(instant);
  std::string text = to_text(Instant{instant.time_since_epoch() + offset});
  text.pop_back();  // the Z
  const auto all = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
  const auto size = all < 0 ? -all : all;
  text += all < 0 ? '-' : '+';
  for (const auto part : {size / 60, size % 60}) {
    text += static_cast<char>('0' + part / 10);
    text += static_cast<char>('0' + part % 10);
    text += ':';
  }
  text.pop_back();
  return text;
}

std::string Zone::name() const {
  return zone_->name();
}

std::string tz_database_version() {
  static constexpr std::string_view start = "# version ";
  std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
  std::string line;
  if (!std::getline(file, line) || !line.starts_with(start) || line.size() > 64) return "unknown";
  return line.substr(start.size());
}

}  // namespace frontdesk
