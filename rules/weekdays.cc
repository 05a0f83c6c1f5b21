#include "rules/weekdays.h"

#include <algorithm>

namespace frontdesk {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<unsigned> parse_weekday(std::string_view name) {
  for (unsigned day = 0; day < weekday_names.size(); ++day)
    if (name == weekday_names[day] || name == weekday_names[day].substr(0, 3)) return day;
  return std::nullopt;
}

std::optional<std::vector<unsigned>> parse_weekdays(std::string_view text) {
  if (text == "daily") return std::vector<unsigned>{0, 1, 2, 3, 4, 5, 6};
  std::vector<unsigned> days;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto part = trim(text.substr(at, comma - at));
    at = comma + 1;
    const auto dash = part.find('-');
    const auto first = parse_weekday(trim(part.substr(0, dash)));
    const auto last =
        dash == std::string_view::npos ? first : parse_weekday(trim(part.substr(dash + 1)));
    if (!first || !last) return std::nullopt;
    for (unsigned day = *first;; day = (day + 1) % 7) {
      if (std::find(days.begin(), days.end(), day) != days.end()) return std::nullopt;
      days.push_back(day);
      if (day == *last) break;
    }
  }
  return days;
}

}  // namespace frontdesk
