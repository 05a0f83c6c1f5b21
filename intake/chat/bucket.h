// A token bucket in eight bytes: all it keeps is when it will be full again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "rules/base/clock.h"

namespace frontdesk::chat {

class Bucket {
 public:
  struct Rate {
    std::uint64_t burst, per_minute;
    std::chrono::milliseconds each() const {
      return std::chrono::milliseconds(60'000 / static_cast<std::int64_t>(per_minute));
    }
    std::chrono::milliseconds whole() const { return each() * static_cast<std::int64_t>(burst); }
  };

  // Takes one, where there is one.
  bool take(Rate rate, Instant now) {
    if (wait(rate, now).count() > 0) return false;
    full_ = std::max(full_, now) + rate.each();
    return true;
  }
  // How long until there is one.
  std::chrono::milliseconds wait(Rate rate, Instant now) const {
    return std::max(std::chrono::milliseconds{0}, full_ + rate.each() - rate.whole() - now);
  }

 private:
  Instant full_{};
};

}  // namespace frontdesk::chat
