#include "intake/voice/mac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <charconv>
#include <chrono>
#include <memory>
#include <stdexcept>

#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Without padding.
std::optional<std::string> decode(std::string_view text, bool url) {
  if (text.size() % 4 == 1) return {};
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (char c : text) {
    if (url) c = c == '-' ? '+' : c == '_' ? '/' : c == '+' || c == '/' ? ' ' : c;
    const auto value = alphabet.find(c);
    if (value == alphabet.npos) return {};
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
    bits &= (1u << count) - 1;
  }
  if (bits != 0) return {};
  return out;
}

}  // namespace

Sha1 hmac_sha1(std::string_view key, std::string_view bytes) {
  Sha1 digest{};
  unsigned length = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
            digest.data(), &length))
    throw std::runtime_error("OpenSSL gives no HMAC-SHA1");
  return digest;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string out((bytes.size() + 2) / 3 * 4, '\0');
  // Writes a zero behind the end, where a std::string has one.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                  static_cast<int>(bytes.size()));
  return out;
}

std::string base64(std::string_view bytes) {
  return base64(std::span(bytes_of(bytes), bytes.size()));
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode(text, false);
}

std::optional<std::string> from_base64url(std::string_view text) {
  return decode(text, true);
}

bool ed25519_holds(std::string_view public_key, std::string_view bytes,
                   std::string_view signature) {
  if (public_key.size() != 32 || signature.size() != 64) return false;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key), 32),
      &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  return key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), 64, bytes_of(bytes), bytes.size()) ==
             1;
}

Verdict accepted(std::string_view what_was_signed) {
  return {Verdict::Kind::accepted, sha256_hex(what_was_signed), {}};
}

bool is_fresh(Instant signed_at, Instant now) {
  return std::chrono::abs(now - signed_at) <= webhook_limits.tolerance;
}

std::optional<Instant> fresh_time(std::string_view seconds, Instant now) {
  std::int64_t count = 0;
  const auto* end = seconds.data() + seconds.size();
  const auto [stop, error] = std::from_chars(seconds.data(), end, count);
  // More than eleven digits would not fit into milliseconds.
  if (error != std::errc() || stop != end || count < 0 || seconds.size() > 11) return {};
  const Instant at{std::chrono::seconds(count)};
  return is_fresh(at, now) ? std::optional(at) : std::nullopt;
}

}  // namespace frontdesk::voice
