// What a webhook tells of a call, as the desk's moves. Pure.
#pragma once

#include <vector>

#include "intake/voice/call_event.h"
#include "intake/voice/script.h"
#include "router/call.h"

namespace frontdesk::voice {

// `now` where the provider's own time is not told. In the order in which they happened.
std::vector<CallMove> moves_of(const CallEvent& event, Turn turn, Instant now);

}  // namespace frontdesk::voice
