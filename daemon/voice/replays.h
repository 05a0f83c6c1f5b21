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

  // Any thread may ask. `place` is the address that it came to: a signature that does not cover it
  // is good for one address only.
  Seen seen(std::string_view once, std::string_view place, Instant now);
  // As if it had not come: what it told could not be kept.
  void forget(std::string_view once);

 private:
  struct First {
    Instant at;
    std::string place;
  };
  using Generation = std::unordered_map<std::string, First, TextHash, std::equal_to<>>;

  Generation begin_generation(Instant now);  // gives back the one that is forgotten

  const ReplayLimits limits_;
  std::mutex mutex_;
  Generation newer_, older_;
  Instant began_{};
};

}  // namespace frontdesk::voice
