// The PROXY protocol, version 2: a balancer in front of us says who the client really is. Only
// configured peers may say so.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk::smtp {

inline constexpr std::size_t proxy_fixed_bytes = 16;
inline constexpr std::size_t proxy_rest_max = 2'048;  // addresses and the balancer's own notes

// From the first 16 bytes: how many follow. Nothing where they are no PROXY v2 header.
std::optional<std::size_t> proxy_rest(std::string_view fixed);
// From the whole header: the client's address as text. "" where the header names none (LOCAL: the
// balancer speaks for itself). Nothing where it is malformed.
std::optional<std::string> proxy_client(std::string_view header);

// An address or a network: "10.1.2.3", "10.0.0.0/8", "fd00::/8".
class Network {
 public:
  static Result<Network> parse(std::string_view text);
  // An IPv4 address mapped into IPv6 is its IPv4 address.
  bool contains(std::string_view address) const;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  unsigned bits_ = 0;
};

// The address under which connections are counted: itself, or an IPv6 address's /64.
std::string counting_key(std::string_view address);

}  // namespace frontdesk::smtp
