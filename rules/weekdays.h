// The days of the week as operators write them.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace frontdesk {

inline constexpr std::array<std::string_view, 7> weekday_names{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

// "monday" or "mon" as 0 (Sunday) to 6.
std::optional<unsigned> parse_weekday(std::string_view name);

// "mon-fri", "sat,sun", "daily" as days in the order written; nothing where it is not that or a day
// is named twice.
std::optional<std::vector<unsigned>> parse_weekdays(std::string_view text);

}  // namespace frontdesk
