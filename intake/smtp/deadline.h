// Until when a peer must have done something. Idle time has a limit; so has the whole of a message,
// which bytes extend at the least rate that is accepted, never beyond a full wait from now: a peer
// that sends a byte now and then does not hold a connection for ever (slow loris).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "intake/smtp/limits.h"

namespace frontdesk::smtp {

class Deadline {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Deadline(const Limits& limits) : limits_(limits) {}

  // The peer did what it should: a command, a message. A full wait begins.
  void restart(Time now) {
    calm_ = now + limits_.idle;
    stressed_ = now + limits_.idle_stress;
  }
  void received(std::uint64_t bytes, Time now) {
    const std::chrono::milliseconds worth(bytes * 1'000 / limits_.data_rate_min);
    calm_ = std::min<Time>(calm_ + worth, now + limits_.idle);
    stressed_ = std::min<Time>(stressed_ + worth, now + limits_.idle_stress);
  }
  // For a step with a limit of its own.
  void at_most(std::chrono::milliseconds wait, Time now) { calm_ = stressed_ = now + wait; }

  Time at(bool stressed) const { return stressed ? std::min(calm_, stressed_) : calm_; }

 private:
  const Limits& limits_;
  Time calm_{}, stressed_{};
};

}  // namespace frontdesk::smtp
