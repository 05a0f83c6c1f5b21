#include "intake/chat/seat.h"

#include <utility>

namespace frontdesk::chat {
namespace {

std::string_view bytes_of(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

bool Seat::knows(std::string_view secret) const {
  return equal_constant_time(bytes_of(sha256(secret)), bytes_of(secret_));
}

std::optional<ConnectionId> Seat::take(ConnectionId connection) {
  const auto before = std::exchange(connection_, connection);
  if (before == 0 || before == connection) return std::nullopt;
  return before;
}

void Seat::leave(ConnectionId connection, Instant now) {
  if (connection == 0 || connection != connection_) return;
  connection_ = 0;
  left_ = now;
}

std::optional<Instant> Seat::expires(const Limits& limits) const {
  if (is_taken()) return std::nullopt;
  return left_ + limits.grace;
}

bool Seat::take_upload(const Limits& limits) {
  if (uploads_ >= limits.uploads_per_chat) return false;
  ++uploads_;
  return true;
}

}  // namespace frontdesk::chat
