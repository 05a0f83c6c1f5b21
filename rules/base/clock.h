// Instants and where "now" comes from. Instants are UTC with millisecond precision; local time
// exists only where a site's wall clock is asked for (rules/zone.h).
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// "2026-06-03T12:30:00Z", with ".250" before the Z only where there are milliseconds.
std::string to_text(Instant instant);
// The same without the Z, for whoever has another zone to name or no memory to ask for: writes at
// most `instant_bytes` from `to` on, and returns the end.
inline constexpr std::size_t instant_bytes = 25;
char* write_text(char* to, Instant instant);

// RFC 3339 with Z or a numeric offset; fractions beyond milliseconds are cut. Anything else, a date
// that does not exist among it, is a `syntax` problem.
Result<Instant> parse_instant(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

// Keeps the latest instant that it was shown: time that steps back stands still. For many threads.
class Ratchet {
 public:
  // The later of `read` and all that was read before.
  Instant latest(Instant read);

 private:
  std::atomic<Instant::rep> latest_{0};
};

// The machine's clock, but never behind what it said before.
class SystemClock final : public Clock {
 public:
  Instant now() const override;

 private:
  mutable Ratchet ratchet_;
};

// A clock for tests: stands until it is moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void set(Instant instant) { now_ = instant; }
  void advance(std::chrono::milliseconds by) { now_ = now() + by; }

 private:
  std::atomic<Instant> now_;  // a test moves it while a daemon's threads look at it
};

}  // namespace frontdesk
