#include "intake/smtp/admission.h"

namespace frontdesk::smtp {

std::optional<Reply> Admission::enter() {
  const std::lock_guard lock(mutex_);
  if (count_ >= limits_.connections) return Reply::too_many_connections;
  ++count_;
  return std::nullopt;
}

void Admission::leave() {
  const std::lock_guard lock(mutex_);
  --count_;
}

std::optional<Reply> Admission::enter_from(const std::string& key) {
  const std::lock_guard lock(mutex_);
  auto& count = by_key_[key].connections;
  if (count >= limits_.connections_per_address) return Reply::too_many_from_address;
  ++count;
  return std::nullopt;
}

void Admission::leave_from(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found != by_key_.end() && --found->second.connections == 0) by_key_.erase(found);
}

std::atomic<std::uint64_t>& Admission::held_from(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return by_key_.at(key).held_bytes;
}

bool Admission::stressed() const {
  return count() * 5 >= limits_.connections * 4;
}

}  // namespace frontdesk::smtp
