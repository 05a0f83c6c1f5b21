// How often a sender wrote to a line lately: what the guard against reply-all storms asks (X4).
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "router/sharded_map.h"
#include "rules/base/clock.h"

namespace frontdesk {

// Sliding windows, so nobody gains a fresh allowance at midnight. Remembers at most 100,000
// senders: the oldest are forgotten first. Starts empty with the process; what it said stands in
// the decision.
class SenderRates {
 public:
  // Counts this mail and returns how many came before it within `period`; never counts past
  // `limit`, so a storm costs no memory. What a trusted host said of the sender (`dmarc`) is
  // counted apart: mails in somebody's name that fail do not fill the window of their own, which
  // pass.
  unsigned count(std::string_view line, std::string_view sender, std::string_view dmarc,
                 Instant now, std::chrono::milliseconds period, unsigned limit);

 private:
  static constexpr std::size_t senders_max = 100'000;
  std::unordered_map<std::string, std::deque<Instant>, TextHash, std::equal_to<>> times_;
  std::deque<std::string> order_;  // as they were first seen
};

}  // namespace frontdesk
