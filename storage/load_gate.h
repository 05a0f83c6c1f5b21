// Whether new work is let in. Strain that lasts shuts the gate, so that all that comes is refused
// at the door and not half way in; once there has been no strain for a good while, it opens by
// itself. Pure: told of moments and of what was seen at them.
#pragma once

#include <chrono>
#include <optional>

#include "rules/base/result.h"

namespace frontdesk {

struct LoadGateOptions {
  std::chrono::milliseconds shut_after{15'000};   // of strain; moments without it count back
  std::chrono::milliseconds open_after{300'000};  // without strain, in one piece
};

class LoadGate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // No more than this counts between two samples: a clock that leaps must not move the gate.
  static constexpr std::chrono::milliseconds step_max{2000};
  // An error is a moment, not a state: it counts as strain for so long.
  static constexpr std::chrono::milliseconds error_lasts{5000};

  enum class Change { none, shut, opened };
  struct Shut {
    Problem why;                         // the latest strain
    std::chrono::milliseconds opens_in;  // at the soonest
  };

  explicit LoadGate(LoadGateOptions options) : options_(options) {}

  // What strains the store at this moment, or nothing. A clock that stands still or steps back is
  // survived: that step counts as no time.
  Change sample(Time now, std::optional<Problem> strain);
  // Something failed. From the next sample on.
  void failed(Problem what);
  // Nothing while the gate is open.
  std::optional<Shut> shut() const;

 private:
  std::chrono::milliseconds since_last(Time now);

  const LoadGateOptions options_;
  std::optional<Time> last_;
  std::optional<Problem> error_, why_;
  std::chrono::milliseconds error_left_{0}, strained_for_{0}, calm_for_{0};
};

}  // namespace frontdesk
