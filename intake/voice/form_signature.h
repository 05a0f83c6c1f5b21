// The signature that Twilio puts on a webhook, and SignalWire on one that is a form.
#pragma once

#include <string_view>

#include "intake/voice/adapter.h"

namespace frontdesk::voice {

// Base64 of HMAC-SHA1 over the URL, with its port or without, and for a form its pairs, sorted by
// name, decoded, with nothing between them. Where a name comes twice both readings that are in use
// are tried: each pair in its order, or different values sorted. A body that is no form has to be
// the one whose SHA-256 the URL names (bodySHA256).
Verdict verify_form_signature(const Webhook& webhook, std::string_view given, Secrets secrets);

// The URL as it is, without a port, and with the usual one of its scheme where it has none.
std::vector<std::string> port_variants(std::string_view url);

}  // namespace frontdesk::voice
