// The webhooks that came lately, by what was signed: one that comes again is the provider's own
// second try for a minute, and after that somebody who recorded it.
//
// In memory, within a bound. A start forgets it: then what is replayed is answered, and still
// changes nothing, since a call's states never go backwards and a call is taken in once
// (FORMAT.md).
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "rules/base/clock.h"
#include "rules/base/text_hash.h"

namespace frontdesk::voice {

struct ReplayLimits {
  std::size_t entries = 200'000;          // of one generation; two are kept
  std::chrono::hours generation{12};      // as long as a call can still be talked of
  std::chrono::seconds second_tries{60};  // a provider's own
};

class Replays {
 public:
  enum class Seen { first, again, replayed };

  explicit Replays(ReplayLimits limits = {}) : limits_(limits) {}

  // Any thread may ask.
  Seen seen(std::string_view once, Instant now);

 private:
  using Generation = std::unordered_map<std::string, Instant, TextHash, std::equal_to<>>;

  void begin_generation(Instant now);

  const ReplayLimits limits_;
  std::mutex mutex_;
  Generation newer_, older_;
  Instant began_{};
};

}  // namespace frontdesk::voice
