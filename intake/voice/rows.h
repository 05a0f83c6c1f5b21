// The providers' functions, each in a file of its name, for the table in adapter.cc.
#pragma once

#include "intake/voice/adapter.h"

namespace frontdesk::voice {

using Instructions = std::span<const CallInstruction>;

// An auth token of the account.
Verdict verify_twilio(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_twilio(const Webhook& webhook);
Answer render_twiml(Instructions list, const RenderContext& context);

// The project's signing key.
Verdict verify_signalwire(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_signalwire(const Webhook& webhook);

// The account's public key, in base64.
Verdict verify_telnyx(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_telnyx(const Webhook& webhook);
Answer render_telnyx(Instructions list, const RenderContext& context);

// An auth token of the account.
Verdict verify_plivo(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_plivo(const Webhook& webhook);
Answer render_plivo(Instructions list, const RenderContext& context);

// A signature secret of the account.
Verdict verify_vonage(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_vonage(const Webhook& webhook);
Answer render_ncco(Instructions list, const RenderContext& context);

// "user:password", as the application's callback credentials say.
Verdict verify_bandwidth(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_bandwidth(const Webhook& webhook);
Answer render_bxml(Instructions list, const RenderContext& context);

// A webhook secret of the account.
Verdict verify_jambonz(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_jambonz(const Webhook& webhook);
Answer render_jambonz(Instructions list, const RenderContext& context);

// A secret that both sides were given; see GENERIC.md.
Verdict verify_generic(const Webhook& webhook, Secrets secrets);
Result<CallEvent> parse_generic(const Webhook& webhook);
Answer render_generic(Instructions list, const RenderContext& context);

}  // namespace frontdesk::voice
