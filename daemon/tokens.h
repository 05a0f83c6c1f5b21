// Bearer tokens and the roles that they give. A token is shown once, when it is made; only its
// SHA-256 is kept. The book is a plain value: whoever owns it stores its records.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/base/clock.h"
#include "rules/base/result.h"

namespace frontdesk {

// `nobody` is a request without a token; no token can be made with it, so it has no name.
enum class Role { nobody, admin, technician, msp, endpoint, intake, metrics };
BOOST_DESCRIBE_ENUM(Role, admin, technician, msp, endpoint, intake, metrics)

// Who asks. `msp` is the tenant that the principal is confined to; empty for all others.
struct Principal {
  Role role = Role::nobody;
  std::string msp;
  // As journal and log note who did something: "uid:0" on the admin socket, else the token's id
  // and its name, "t-3f9c0a7be1d2 night desk": two may have one name.
  std::string name;
  std::string token;  // the token's id; empty on the admin socket
};
BOOST_DESCRIBE_STRUCT(Principal, (), (role, msp, name, token))

// What is kept of a token.
struct TokenRecord {
  std::string id;      // "t-3f9c0a7be1d2", safe to show
  std::string sha256;  // hex
  Role role = Role::nobody;
  std::string msp;
  std::string name;
  Instant created{};
  std::optional<Instant> expires, revoked;
};
BOOST_DESCRIBE_STRUCT(TokenRecord, (), (id, sha256, role, msp, name, created, expires, revoked))

// What someone asks for when making a token.
struct TokenWish {
  Role role = Role::nobody;
  std::string msp;
  std::string name;
  std::optional<Instant> expires;
};
BOOST_DESCRIBE_STRUCT(TokenWish, (), (role, msp, name, expires))

struct NewToken {
  std::string secret;  // "fd_" and 43 characters of base64url; shown once
  TokenRecord record;
};

// Makes a token from 32 random bytes. `invalid` for a wish that cannot be: no role, an MSP's token
// without a tenant or a tenant for a role that has none, a blank or long name, one with characters
// that cannot be seen or one that reads like a user of the system, an expiry in the past.
Result<NewToken> make_token(const TokenWish& wish, Instant now);

class TokenBook {
 public:
  TokenBook() = default;
  explicit TokenBook(std::vector<TokenRecord> records);

  void put(TokenRecord record);  // by id
  // The record with its `revoked` set, already in the book. Revoking twice keeps the first instant.
  Result<TokenRecord> revoke(std::string_view id, Instant now);

  // Who holds this token. One `unauthorized` problem, in the same words, for a token that is
  // unknown, malformed, expired or revoked.
  Result<Principal> check(std::string_view secret, Instant now) const;

  const std::map<std::string, TokenRecord, std::less<>>& records() const { return by_id_; }

 private:
  // Ids by the first 8 bytes of the digest. How long it takes to find one tells nothing of a token
  // that is not known already; the digests are then compared in constant time.
  std::multimap<std::uint64_t, std::string> by_digest_;
  std::map<std::string, TokenRecord, std::less<>> by_id_;
};

}  // namespace frontdesk
