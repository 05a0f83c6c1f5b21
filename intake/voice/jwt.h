// A JSON web token signed by HMAC-SHA256, and by nothing else.
#pragma once

#include <optional>
#include <string_view>

#include "intake/voice/adapter.h"
#include "rules/base/json.h"

namespace frontdesk::voice {

// The claims of a compact token whose header says HS256, whose signature one of the secrets made,
// that was issued (`iat`) within the tolerance of `now`, and is in force by `exp` and `nbf` where
// it has them. Nothing for any other: alg none, RS256, a header with `crit`.
std::optional<boost::json::object> hs256_claims(std::string_view token, Secrets secrets,
                                                Instant now);

// A number of seconds since 1970.
std::optional<Instant> time_claim(const boost::json::object& claims, std::string_view name);

}  // namespace frontdesk::voice
