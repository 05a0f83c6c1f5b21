#include "daemon/voice/replays.h"

namespace frontdesk::voice {

Replays::Seen Replays::seen(std::string_view once, std::string_view place, Instant now) {
  Generation forgotten;  // ended without the lock
  const std::lock_guard lock(mutex_);
  if (now - began_ > limits_.generation) forgotten = begin_generation(now);
  for (const auto* generation : {&newer_, &older_}) {
    const auto found = generation->find(once);
    if (found == generation->end()) continue;
    const bool late = now - found->second.at > limits_.second_tries;
    return late || found->second.place != place ? Seen::replayed : Seen::again;
  }
  if (newer_.size() >= limits_.entries) forgotten = begin_generation(now);
  newer_.emplace(once, First{now, std::string(place)});
  return Seen::first;
}

void Replays::forget(std::string_view once) {
  const std::lock_guard lock(mutex_);
  for (auto* generation : {&newer_, &older_})
    if (const auto found = generation->find(once); found != generation->end())
      generation->erase(found);
}

Replays::Generation Replays::begin_generation(Instant now) {
  began_ = now;
  return std::exchange(older_, std::exchange(newer_, {}));
}

}  // namespace frontdesk::voice
