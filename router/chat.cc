#include "router/chat.h"

namespace frontdesk {

bool advance(ChatRecord& chat, const ChatMove& move) {
  if (chat.ended_at || move.number != chat.last + 1) return false;
  chat.last = move.number;
  if (move.from == ChatFrom::technician) ++chat.answers;
  return true;
}

bool conclude(ChatRecord& chat, Instant at, const std::string& by) {
  if (chat.ended_at) return false;
  chat.ended_at = at;
  chat.ended_by = by;
  return true;
}

}  // namespace frontdesk
