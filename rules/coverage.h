// Coverage windows and the ten plans (R31 to R46). A site has one plan, a plan one window; windows
// of different plans overlap and are never compared (C1).
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/base/text_hash.h"
#include "rules/channel.h"
#include "rules/holidays.h"
#include "rules/zone.h"

namespace frontdesk {

// Half-open [start, end) minutes of one weekday, 0 to 1440.
struct DaySpan {
  unsigned weekday = 0;  // 0 = Sunday
  std::chrono::minutes start{0};
  std::chrono::minutes end{0};
};

class Window {
 public:
  Window() = default;
  // Spans that touch or overlap are joined. `whole_day_on_holidays`: After Hours gains the whole
  // day (R54, C5). `closed_on_holidays`: the other side of the switch `business_hours_on_holidays`.
  Window(std::string id, std::string title, std::vector<DaySpan> spans, bool whole_day_on_holidays,
         bool closed_on_holidays = false);

  const std::string& id() const { return id_; }
  const std::string& title() const { return title_; }
  // Whether the wall time is inside; `holiday` says whether its date is one.
  bool contains(LocalTime local, bool holiday) const;
  // The first instant at or after `from` that is covered; nothing within 14 days: nullopt.
  std::optional<Instant> next_open(Instant from, const Zone& zone,
                                   const HolidayCalendar& calendar) const;
  // Covered time between two instants (C42); `from` > `to` gives zero.
  std::chrono::milliseconds covered_between(Instant from, Instant to, const Zone& zone,
                                            const HolidayCalendar& calendar) const;
  // The instant when `amount` of covered time has passed since `from`; ten years after `from` where
  // that does not come before, as in a window that never opens.
  Instant after_covered(Instant from, std::chrono::milliseconds amount, const Zone& zone,
                        const HolidayCalendar& calendar) const;
  const std::vector<DaySpan>& spans() const { return spans_; }
  bool whole_day_on_holidays() const { return whole_day_on_holidays_; }
  bool closed_on_holidays() const { return closed_on_holidays_; }

 private:
  std::string id_, title_;
  std::span<const DaySpan> spans_on(unsigned weekday, bool holiday) const;
  template <class Visit>
  void visit_covered(Instant from, Instant to, const Zone& zone, const HolidayCalendar& calendar,
                     Visit visit) const;

  std::vector<DaySpan> spans_;          // sorted, disjoint
  std::array<std::size_t, 8> first_{};  // of each weekday in spans_; [7] is the end
  bool whole_day_on_holidays_ = false;
  bool closed_on_holidays_ = false;
};

struct Plan {
  std::string id;      // "us_voice_us_chat.after_hours"
  std::string title;   // as R31 to R40 write it
  std::string window;  // id of a window; "" for the plan `none`
  Region voice = Region::any;
  Region chat = Region::any;
  bool additional_fee = false;  // R63
  std::vector<std::string> aliases;

  bool covers_nothing() const { return window.empty(); }
  // Email and tickets are never pinned to a region (R58, R61).
  Region region(Channel channel) const {
    return channel == Channel::voice ? voice : channel == Channel::chat ? chat : Region::any;
  }
};

class Coverage {
 public:
  Coverage() = default;
  Coverage(std::vector<Window> windows, std::vector<Plan> plans);

  // By id, title or alias (`Premier`, R60), compared folded.
  const Plan* plan(std::string_view name) const;
  const Window* window(std::string_view id) const;
  // The window of a plan of these; null where it covers nothing.
  const Window* window_of(const Plan& plan) const;
  const std::vector<Plan>& plans() const { return plans_; }
  const std::vector<Window>& windows() const { return windows_; }

 private:
  std::vector<Window> windows_;
  std::vector<Plan> plans_;
  // By the id as it is written, as sites have it, and by every name folded.
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> by_id_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::vector<std::optional<std::size_t>> window_of_plan_;
};

}  // namespace frontdesk
