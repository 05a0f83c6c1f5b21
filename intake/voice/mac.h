// What signatures are made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "intake/voice/adapter.h"

namespace frontdesk::voice {

using Sha1 = std::array<std::uint8_t, 20>;

Sha1 hmac_sha1(std::string_view key, std::string_view bytes);

std::string base64(std::span<const std::uint8_t> bytes);
std::string base64(std::string_view bytes);
// With its padding and nothing else; the last character's unused bits are zero.
std::optional<std::string> from_base64(std::string_view text);
// Base64url without padding, as in a JWT.
std::optional<std::string> from_base64url(std::string_view text);

// Ed25519 (RFC 8032): a key of 32 bytes, a signature of 64.
bool ed25519_holds(std::string_view public_key, std::string_view bytes, std::string_view signature);

// True where one of the secrets does; an empty one never does.
template <class Holds>
bool any_holds(Secrets secrets, const Holds& holds) {
  bool found = false;
  for (const auto& secret : secrets) found |= !secret.empty() && holds(std::string_view(secret));
  return found;
}

// Accepted, and known again by what was signed.
Verdict accepted(std::string_view what_was_signed);
inline Verdict refused() {
  return {};
}

// Whole seconds since 1970, digits only, no further from `now` than the tolerance.
std::optional<Instant> fresh_time(std::string_view seconds, Instant now);
bool is_fresh(Instant signed_at, Instant now);

}  // namespace frontdesk::voice
