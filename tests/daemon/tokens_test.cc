// Bearer tokens: pure.
#include "daemon/tokens.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "rules/base/digest.h"
#include "rules/base/json.h"

using namespace frontdesk;
using namespace std::chrono_literals;

namespace {

const Instant now = *parse_instant("2026-06-03T12:00:00Z");

NewToken technician(std::optional<Instant> expires = {}) {
  return make_token({Role::technician, "", "tess", expires}, now).value();
}

TokenBook book_of(const NewToken& token) {
  return TokenBook({token.record});
}

}  // namespace

TEST_CASE("tokens: a token is fd_ and 43 characters, and only its digest is kept") {
  const auto one = technician(), two = technician();
  CHECK(one.secret.size() == 46);
  CHECK(one.secret.starts_with("fd_"));
  CHECK(std::all_of(one.secret.begin() + 3, one.secret.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  }));
  CHECK(one.secret != two.secret);
  CHECK(one.record.id != two.record.id);
  CHECK(one.record.sha256 == sha256_hex(one.secret));
  CHECK(to_json(one.record).find(one.secret) == std::string::npos);
}

TEST_CASE("tokens: a good token says who asks, also after the book went through JSON") {
  const auto token = make_token({Role::msp, "northwind", "nora", {}}, now).value();
  const TokenBook book({from_json<TokenRecord>(to_json(token.record)).value()});
  const auto who = book.check(token.secret, now);
  REQUIRE(who.has_value());
  CHECK(who->role == Role::msp);
  CHECK(who->msp == "northwind");
  CHECK(who->name == token.record.id + " nora");
  CHECK(who->token == token.record.id);
}

TEST_CASE("tokens: unknown, malformed, expired and revoked ones are refused in the same words") {
  const auto token = technician(now + 1h);
  auto book = book_of(token);
  CHECK(book.check(token.secret, now + 1h - 1ms).has_value());
  auto changed = token.secret;
  changed.back() = changed.back() == 'A' ? 'B' : 'A';
  std::vector<Problem> refusals;
  for (const auto& bad : {changed, std::string(), token.secret + 'x', token.secret.substr(3),
                          token.record.sha256, token.record.id, technician().secret})
    refusals.push_back(book.check(bad, now).error());
  refusals.push_back(book.check(token.secret, now + 1h).error());
  CHECK(book.revoke(token.record.id, now)->revoked == now);
  refusals.push_back(book.check(token.secret, now).error());
  for (const auto& refusal : refusals) {
    CHECK(refusal.code == ProblemCode::unauthorized);
    CHECK(refusal.says == refusals.front().says);
  }
}

TEST_CASE("tokens: revoking is for ever, and for tokens that are there") {
  const auto token = technician();
  auto book = book_of(token);
  book.revoke(token.record.id, now).value();
  CHECK(book.revoke(token.record.id, now + 1h)->revoked == now);
  CHECK(book.revoke("t-nothing", now).error().code == ProblemCode::not_found);
}

TEST_CASE(
    "tokens: a record of an MSP's that names no tenant is confined to nobody, so it is no good") {
  auto token = make_token({Role::msp, "northwind", "nora", {}}, now).value();
  token.record.msp.clear();
  CHECK(book_of(token).check(token.secret, now).has_error());
}

TEST_CASE("tokens: two whose digests begin alike are told apart") {
  const auto one = technician();
  auto twin = technician().record;
  twin.sha256 = one.record.sha256.substr(0, 16) + twin.sha256.substr(16);
  twin.role = Role::admin;
  TokenBook book({twin, one.record});
  CHECK(book.check(one.secret, now)->role == Role::technician);
}

TEST_CASE("tokens: a record that is put again is found by the digest that it has now") {
  const auto one = technician(), two = technician();
  auto record = one.record;
  TokenBook book({record});
  record.sha256 = two.record.sha256;
  book.put(record);
  book.put(record);
  CHECK(book.check(two.secret, now).has_value());
  CHECK_FALSE(book.check(one.secret, now).has_value());
}

TEST_CASE("tokens: wishes that cannot be") {
  const auto refused = [](TokenWish wish) {
    const auto made = make_token(wish, now);
    return made.has_error() && made.error().code == ProblemCode::invalid;
  };
  CHECK(refused({Role::nobody, "", "x", {}}));
  CHECK(refused({Role::msp, "", "x", {}}));
  CHECK(refused({Role::admin, "northwind", "x", {}}));
  CHECK(refused({Role::technician, "", "  ", {}}));
  CHECK(refused({Role::technician, "", std::string(101, 'x'), {}}));
  CHECK(refused({Role::technician, "", "x", now}));
  for (const auto* unseen : {"\x1b[31m", "\n", "\t", "\x7f", "\u009b", "\u2028", "\u202e", "\u200b",
                             "\u061c", "\u2066", "\ufeff", "\U000e0041", "\xff"})
    CHECK(refused({Role::technician, "", "a" + std::string(unseen) + "b", {}}));
  CHECK_FALSE(refused({Role::intake, "northwind", "psa", now + 1s}));
  CHECK_FALSE(refused({Role::technician, "", "Zürich \u2764\ufe0f 東京", {}}));
}

TEST_CASE("tokens: two of one name are noted as two, and none reads like a user of the system") {
  const auto one = technician(), two = technician();
  const TokenBook book({one.record, two.record});
  CHECK(book.check(one.secret, now)->name == one.record.id + " tess");
  CHECK(book.check(two.secret, now)->name == two.record.id + " tess");
  for (const auto* name : {"uid:0", "uid:1000", " UID:0", "Uid 0", "uid0", "uid", "uid:", "uid=0",
                           "uid\uff1a\uff10"}) {
    CAPTURE(std::string(name));
    const auto made = make_token({Role::technician, "", name, {}}, now);
    REQUIRE(made.has_error());
    CHECK(made.error().code == ProblemCode::invalid);
    CHECK(made.error().says.find("user of the system") != std::string::npos);
  }
  for (const auto* name : {"u", "ui", "uidaho", "uid-sync for Acme", "desk uid:0", "root"}) {
    CAPTURE(std::string(name));
    CHECK(make_token({Role::technician, "", name, {}}, now).has_value());
  }
}
