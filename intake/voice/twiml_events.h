// What Twilio tells of a call, and SignalWire in the same words.
#pragma once

#include "intake/voice/call_event.h"
#include "intake/voice/webhook.h"

namespace frontdesk::voice {

// Of a form or a query.
Result<CallEvent> parse_twiml_event(const Webhook& webhook, const Pairs& fields);

}  // namespace frontdesk::voice
