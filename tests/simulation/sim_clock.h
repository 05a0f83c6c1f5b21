// The clock of a simulated machine. It jumps as machines' clocks do; a process believes it as
// SystemClock does: never behind what it said before, until the process is another.
#pragma once

#include <memory>

#include "rules/base/clock.h"

namespace frontdesk::simulation {

class SimClock final : public Clock {
 public:
  explicit SimClock(Instant start) : machine_(start) {}

  Instant now() const override { return ratchet_->latest(machine_); }
  void jump(std::chrono::milliseconds by) { machine_ += by; }
  void new_process() { ratchet_ = std::make_unique<Ratchet>(); }

 private:
  Instant machine_;
  std::unique_ptr<Ratchet> ratchet_ = std::make_unique<Ratchet>();
};

}  // namespace frontdesk::simulation
