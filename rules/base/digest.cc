#include "rules/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace frontdesk {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void random_bytes(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
    throw std::runtime_error("the system gives no random bytes");
}

// For what must differ and need not be secret: OpenSSL is asked once for many.
template <std::size_t size>
std::array<std::uint8_t, size> few_random_bytes() {
  static thread_local std::array<std::uint8_t, 64 * size> stock;
  static thread_local std::size_t left = 0;
  if (left == 0) {
    random_bytes(stock);
    left = stock.size();
  }
  left -= size;
  std::array<std::uint8_t, size> taken{};
  std::copy_n(stock.begin() + static_cast<std::ptrdiff_t>(left), size, taken.begin());
  return taken;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  // Fetched once: EVP_sha256() is looked up again by each use. And a context of its own for each
  // thread, which EVP_Digest would make and free each time.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> method(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
  static thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Sha256 digest{};
  unsigned length = 0;
  if (EVP_DigestInit_ex2(context.get(), method.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1)
    throw std::runtime_error("OpenSSL gives no SHA-256");
  return digest;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256 digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
       digest.data(), &length);
  return digest;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  out.resize(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = hex[bytes[i] >> 4];
    out[2 * i + 1] = hex[bytes[i] & 15];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256(bytes));
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_hex(std::size_t bytes) {
  std::vector<std::uint8_t> random(bytes);
  random_bytes(random);
  return to_hex(random);
}

std::string new_arrival_id(Instant at) {
  static constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  const auto random = few_random_bytes<6>();
  auto time = static_cast<std::uint64_t>(at.time_since_epoch().count());
  std::string id = "a-0000000000000000";
  for (std::size_t i = 11; i >= 2; --i, time >>= 5) id[i] = alphabet[time & 31];
  for (std::size_t i = 0; i < 6; ++i) id[12 + i] = alphabet[random[i] & 31];
  return id;
}

}  // namespace frontdesk
