#include "daemon/voice/replays.h"

namespace frontdesk::voice {

Replays::Seen Replays::seen(std::string_view once, Instant now) {
  const std::lock_guard lock(mutex_);
  if (now - began_ > limits_.generation) begin_generation(now);
  for (const auto* generation : {&newer_, &older_}) {
    const auto found = generation->find(once);
    if (found == generation->end()) continue;
    return now - found->second > limits_.second_tries ? Seen::replayed : Seen::again;
  }
  if (newer_.size() >= limits_.entries) begin_generation(now);
  newer_.emplace(once, now);
  return Seen::first;
}

void Replays::begin_generation(Instant now) {
  older_ = std::exchange(newer_, {});
  began_ = now;
}

}  // namespace frontdesk::voice
