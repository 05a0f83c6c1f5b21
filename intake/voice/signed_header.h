// A header `t=<unix seconds>,v1=<hex>[,v1=<hex>…]` over "t.body" by HMAC-SHA256: jambonz, and our
// own.
#pragma once

#include <string_view>

#include "intake/voice/adapter.h"

namespace frontdesk::voice {

// Over the raw bytes; a time too far ahead is as bad as a stale one.
Verdict verify_signed_header(const Webhook& webhook, std::string_view header_name, Secrets secrets);

}  // namespace frontdesk::voice
