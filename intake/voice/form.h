// application/x-www-form-urlencoded.
#pragma once

#include <string_view>

#include "intake/voice/webhook.h"

namespace frontdesk::voice {

// The pairs in their order, each that came twice twice. A percent sign that begins no escape stands
// for itself, as with the providers' own libraries. Refused is what passes a limit.
Result<Pairs> decode_form(std::string_view text);

// What stands between ? and #; "" where there is none.
std::string_view query_of(std::string_view url);

}  // namespace frontdesk::voice
