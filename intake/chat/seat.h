// What a chat keeps while its connections come and go: who may come back to it, and which
// connection has it now.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "intake/chat/limits.h"
#include "rules/base/clock.h"
#include "rules/base/digest.h"

namespace frontdesk::chat {

using ConnectionId = std::uint64_t;  // the driver's, never used twice; 0 is none

class Seat {
 public:
  // Of a chat whose secret has this digest: of a new one, or of one that the store has after a
  // restart. Nobody sits there yet; the grace runs from `now`.
  Seat(const Sha256& secret_digest, Instant now) : secret_(secret_digest), left_(now) {}

  // In a time that tells nothing of the secret. A wrong one and a session that does not exist are
  // answered by the same refusal, ErrorCode::session.
  bool knows(std::string_view secret) const;

  // The newer connection wins. The one that had the seat, if any: it is to be cut off with
  // Ending::replaced.
  std::optional<ConnectionId> take(ConnectionId connection);
  // The connection is gone. That of one which was replaced changes nothing.
  void leave(ConnectionId connection, Instant now);

  bool is_taken() const { return connection_ != 0; }
  ConnectionId connection() const { return connection_; }
  // When the place in the queue is given up; nothing while somebody sits there.
  std::optional<Instant> expires(const Limits& limits) const;

  // Counts one more upload of this chat; false where it had all that it may have.
  bool take_upload(const Limits& limits);

 private:
  Sha256 secret_;
  Instant left_;
  ConnectionId connection_ = 0;
  std::uint32_t uploads_ = 0;
};

}  // namespace frontdesk::chat
