#include "daemon/tokens.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "daemon/shown_text.h"
#include "rules/base/digest.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

constexpr std::string_view prefix = "fd_";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_length = 3 + 43;
constexpr std::size_t max_name = 100;

std::string base64url(const std::array<std::uint8_t, secret_bytes>& bytes) {
  std::array<unsigned char, 48> text{};
  const auto length = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  std::string out(text.begin(), text.begin() + length);
  out.erase(out.find('='));
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

// The first 8 bytes of a digest in hex, as a number.
std::uint64_t key_of(std::string_view hex) {
  std::uint64_t key = 0;
  for (const char c : hex.substr(0, 16))
    key = key << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return key;
}

// "uid:0": who comes by the admin socket is noted so.
bool reads_like_user(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (!lower.starts_with("uid")) return false;
  const auto next = lower.find_first_of("0123456789abcdefghijklmnopqrstuvwxyz", 3);
  return next == lower.npos || (lower[next] >= '0' && lower[next] <= '9');
}

Result<void> check_wish(const TokenWish& wish, Instant now) {
  const auto bad = [](std::string says) { return problem(ProblemCode::invalid, std::move(says)); };
  if (wish.role == Role::nobody) return bad("a token needs a role");
  if (wish.role == Role::msp && wish.msp.empty()) return bad("an MSP's token needs its `msp`");
  if (!wish.msp.empty() && wish.role != Role::msp && wish.role != Role::endpoint &&
      wish.role != Role::intake)
    return bad("a token with the role " + std::string(name_of(wish.role)) + " has no tenant");
  if (wish.name.find_first_not_of(' ') == std::string::npos || wish.name.size() > max_name)
    return bad("a token needs a name of at most 100 bytes, for the log and for its list");
  if (has_unseen(wish.name))
    return bad(
        "a token's name may not have control characters, line ends, or characters that are "
        "invisible or turn the direction of writing");
  if (reads_like_user(wish.name))
    return bad(
        "a token's name may not read like a user of the system (\"uid:0\"), as the admin socket's "
        "users are noted. Name the person or program that holds it");
  if (wish.expires && *wish.expires <= now) return bad("the token would have expired already");
  return {};
}

}  // namespace

Result<NewToken> make_token(const TokenWish& wish, Instant now) {
  if (auto ok = check_wish(wish, now); !ok) return ok.error();
  std::array<std::uint8_t, secret_bytes> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    throw std::runtime_error("the system gives no random bytes");
  NewToken made;
  made.secret = std::string(prefix) + base64url(random);
  made.record = {"t-" + random_hex(6),
                 sha256_hex(made.secret),
                 wish.role,
                 wish.msp,
                 wish.name,
                 now,
                 wish.expires,
                 std::nullopt};
  return made;
}

TokenBook::TokenBook(std::vector<TokenRecord> records) {
  for (auto& record : records) put(std::move(record));
}

void TokenBook::put(TokenRecord record) {
  const auto [from, to] = by_digest_.equal_range(key_of(record.sha256));
  const bool known =
      std::any_of(from, to, [&](const auto& row) { return row.second == record.id; });
  if (!known) by_digest_.emplace(key_of(record.sha256), record.id);
  by_id_.insert_or_assign(record.id, std::move(record));
}

Result<TokenRecord> TokenBook::revoke(std::string_view id, Instant now) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end())
    return problem(ProblemCode::not_found, "there is no token " + std::string(id));
  if (!found->second.revoked) found->second.revoked = now;
  return found->second;
}

Result<Principal> TokenBook::check(std::string_view secret, Instant now) const {
  const auto no = problem(ProblemCode::unauthorized, "this token is not good");
  if (secret.size() != secret_length || !secret.starts_with(prefix)) return no;
  const auto digest = sha256_hex(secret);
  const auto [from, to] = by_digest_.equal_range(key_of(digest));
  for (auto it = from; it != to; ++it) {
    const auto& record = by_id_.find(it->second)->second;
    if (!equal_constant_time(record.sha256, digest)) continue;
    if (record.revoked || (record.expires && *record.expires <= now)) return no;
    if (record.role == Role::msp && record.msp.empty()) return no;  // it would be confined to none
    return Principal{record.role, record.msp, record.id + ' ' + record.name, record.id};
  }
  return no;
}

}  // namespace frontdesk
