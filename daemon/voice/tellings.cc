#include "daemon/voice/tellings.h"

namespace frontdesk::voice {

std::vector<CallMove> moves_of(const CallEvent& event, Turn turn, Instant now) {
  const auto at = event.at.value_or(now);
  const bool heard = !event.at;
  std::vector<CallMove> moves;
  // Some tell of a dialled leg only when it is over.
  const bool talked = turn == Turn::parted && event.leg_ending == Ending::completed;
  if (event.progress == Progress::bridged || talked)
    moves.push_back({CallStep::answered, at, heard});
  // Of two who talked there is a recording too: then they have talked, and this moves nothing.
  if (!event.recording.empty()) moves.push_back({CallStep::voicemail, at, heard});
  if (event.progress == Progress::ended) moves.push_back({CallStep::ended, at, heard});
  return moves;
}

}  // namespace frontdesk::voice
