// Digests and identifiers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "rules/base/clock.h"

namespace frontdesk {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);
std::string to_hex(std::span<const std::uint8_t> bytes);
std::string sha256_hex(std::string_view bytes);

// Equal without telling by time where they differ.
bool equal_constant_time(std::string_view a, std::string_view b);

// `bytes` random bytes from the system, as lower-case hex.
std::string random_hex(std::size_t bytes);

// A new arrival id: "a-" and 16 characters of Crockford's base 32, the first ten from the instant,
// so that ids sort by time; the rest random.
std::string new_arrival_id(Instant at);

}  // namespace frontdesk
