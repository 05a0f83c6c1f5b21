#include "intake/imap/back_off.h"

#include <algorithm>

namespace frontdesk::imap {

BackOff::Wait BackOff::next(double random, Wait at_least) {
  // 2^20 times a millisecond is above any bound that makes sense.
  const auto doublings = std::min(failures_, 20u);
  if (failures_ < 1'000'000) ++failures_;
  const Wait whole = std::min(bounds_.most, Wait{bounds_.first * (1ll << doublings)});
  const Wait fixed = std::max(whole / 2, at_least);
  const double chance = random > 0 ? std::min(random, 1.0) : 0.0;  // NaN too
  return fixed + Wait{static_cast<Wait::rep>(static_cast<double>((whole / 2).count()) * chance)};
}

}  // namespace frontdesk::imap
