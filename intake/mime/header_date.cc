#include <algorithm>
#include <array>
#include <charconv>

#include "intake/mime/byte_set.h"
#include "intake/mime/header.h"

namespace frontdesk {

namespace {

using std::chrono::minutes;

std::vector<std::string_view> tokens(std::string_view text) {
  static constexpr ByteSet blanks(" \t,"), ends(" \t,(");
  std::vector<std::string_view> found;
  std::size_t at = 0;
  while (at < text.size() && found.size() < 8) {
    const auto start = blanks.skip_in(text, at);
    if (start == text.size() || text[start] == '(') break;
    at = ends.find_in(text, start);
    found.push_back(text.substr(start, at - start));
  }
  return found;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  if (text.empty() || text.size() > 4) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return {};
  return value;
}

std::optional<unsigned> month_of(std::string_view text) {
  constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
  const auto at = text.size() < 3 ? names.npos : names.find(lower_ascii(text.substr(0, 3)));
  if (at == names.npos || at % 3 != 0) return {};
  return static_cast<unsigned>(at / 3 + 1);
}

int full_year(int year, std::size_t digits) {
  if (digits <= 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits == 3 ? 1900 + year : year;
}

std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size() && !text.empty(); ++i) {
    const auto colon = std::min(text.find(':'), text.size());
    const auto part = number(text.substr(0, colon));
    if (!part) return {};
    parts[i] = *part;
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return {};
  return std::chrono::hours{parts[0]} + minutes{parts[1]} + std::chrono::seconds{parts[2]};
}

// Zones of RFC 5322's obsolete syntax; what is unknown is UTC, as it says.
minutes offset_of(std::string_view zone) {
  constexpr std::array<std::pair<std::string_view, int>, 8> named{{{"EST", -5},
                                                                   {"EDT", -4},
                                                                   {"CST", -6},
                                                                   {"CDT", -5},
                                                                   {"MST", -7},
                                                                   {"MDT", -6},
                                                                   {"PST", -8},
                                                                   {"PDT", -7}}};
  for (const auto& [name, hours] : named)
    if (equal_ascii(zone, name)) return std::chrono::hours{hours};
  if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-')) return {};
  const auto digits = number(zone.substr(1));
  if (!digits || *digits % 100 > 59) return {};
  const minutes value{*digits / 100 * 60 + *digits % 100};
  return zone[0] == '-' ? -value : value;
}

}  // namespace

std::optional<Instant> parse_date(std::string_view unfolded) {
  auto parts = tokens(unfolded);
  if (!parts.empty() && !number(parts[0])) parts.erase(parts.begin());  // the day's name
  if (parts.size() < 4) return {};
  const auto day = number(parts[0]);
  const auto month = month_of(parts[1]);
  const auto year = number(parts[2]);
  const auto time = time_of_day(parts[3]);
  if (!day || !month || !year || !time) return {};
  const std::chrono::year_month_day date{std::chrono::year{full_year(*year, parts[2].size())},
                                         std::chrono::month{*month},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || date.year() < std::chrono::year{1970}) return {};
  const auto offset = parts.size() > 4 ? offset_of(parts[4]) : minutes{0};
  return Instant{std::chrono::sys_days{date}} + *time - offset;
}

}  // namespace frontdesk
