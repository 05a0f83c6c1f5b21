// Plivo's signature of messages, for whoever takes them in.
#pragma once

#include <string_view>

#include "intake/voice/adapter.h"

namespace frontdesk::voice {

// V2 is over the URL without its query and a nonce: it says nothing of the body. Calls have V3, and
// never go by this one.
Verdict verify_plivo_message(const Webhook& webhook, Secrets secrets);

}  // namespace frontdesk::voice
