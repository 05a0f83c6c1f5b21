#include "intake/smtp/proxy_v2.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace frontdesk::smtp {
namespace {

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

using Bytes = std::array<std::uint8_t, 16>;

unsigned byte(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Every address as IPv6, IPv4 mapped into it.
std::optional<Bytes> to_bytes(std::string_view address) {
  const std::string text(address);
  Bytes bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  std::copy(mapped.begin(), mapped.end(), bytes.begin());
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + mapped.size()) == 1) return bytes;
  return std::nullopt;
}

std::string to_address(int family, const void* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, bytes, text.data(), text.size());
  return text.data();
}

std::string to_address(const Bytes& bytes) {
  const bool v4 = std::equal(mapped.begin(), mapped.end(), bytes.begin());
  return v4 ? to_address(AF_INET, bytes.data() + mapped.size())
            : to_address(AF_INET6, bytes.data());
}

bool same_prefix(const Bytes& a, const Bytes& b, unsigned bits) {
  const auto whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  const auto mask = static_cast<std::uint8_t>(0xff00u >> (bits % 8));
  return bits % 8 == 0 || ((a[whole] ^ b[whole]) & mask) == 0;
}

}  // namespace

std::optional<std::size_t> proxy_rest(std::string_view fixed) {
  if (fixed.size() != proxy_fixed_bytes || !fixed.starts_with(signature)) return std::nullopt;
  const auto version_command = byte(fixed, 12);
  const std::size_t rest = byte(fixed, 14) << 8 | byte(fixed, 15);
  if (version_command >> 4 != 2 || (version_command & 0xf) > 1 || rest > proxy_rest_max)
    return std::nullopt;
  return rest;
}

std::optional<std::string> proxy_client(std::string_view header) {
  const auto rest = proxy_rest(header.substr(0, proxy_fixed_bytes));
  if (!rest || header.size() != proxy_fixed_bytes + *rest) return std::nullopt;
  constexpr unsigned local = 0, tcp4 = 0x11, tcp6 = 0x21;
  if ((byte(header, 12) & 0xf) == local) return std::string();
  const auto addresses = header.substr(proxy_fixed_bytes);
  Bytes bytes{};
  switch (byte(header, 13)) {
    case tcp4:  // two addresses, two ports
      if (addresses.size() < 12) return std::nullopt;
      return to_address(AF_INET, addresses.data());
    case tcp6:
      if (addresses.size() < 36) return std::nullopt;
      std::memcpy(bytes.data(), addresses.data(), bytes.size());
      return to_address(bytes);
    default:
      return std::nullopt;
  }
}

Result<Network> Network::parse(std::string_view text) {
  const auto wrong = [text] {
    return problem(ProblemCode::invalid, '"' + std::string(text) + "\" is no address or network");
  };
  const auto slash = text.find('/');
  const auto address = text.substr(0, slash);
  const auto bytes = to_bytes(address);
  if (!bytes) return wrong();
  const unsigned width = address.find(':') == address.npos ? 32 : 128;
  unsigned bits = width;
  if (slash != text.npos) {
    const auto count = text.substr(slash + 1);
    const char* const end = count.data() + count.size();
    const auto [stop, error] = std::from_chars(count.data(), end, bits);
    if (error != std::errc{} || stop != end || bits > width) return wrong();
  }
  Network network;
  network.bytes_ = *bytes;
  network.bits_ = 128 - width + bits;
  return network;
}

bool Network::contains(std::string_view address) const {
  const auto bytes = to_bytes(address);
  return bytes && same_prefix(*bytes, bytes_, bits_);
}

std::string counting_key(std::string_view address) {
  auto bytes = to_bytes(address);
  if (!bytes) return std::string(address);
  if (!std::equal(mapped.begin(), mapped.end(), bytes->begin()))
    std::fill(bytes->begin() + 8, bytes->end(), std::uint8_t{0});
  return to_address(*bytes);
}

}  // namespace frontdesk::smtp
