#include "rules/base/digest.h"

#include <doctest/doctest.h>

#include <set>

using namespace frontdesk;

TEST_CASE("Digest: SHA-256 of FIPS 180-2") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("Digest: HMAC-SHA-256 of RFC 4231") {
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(to_hex(hmac_sha256("", "")) ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("Digest: equal in constant time is equal") {
  CHECK(equal_constant_time("", ""));
  CHECK(equal_constant_time("abc", "abc"));
  CHECK_FALSE(equal_constant_time("abc", "abd"));
  CHECK_FALSE(equal_constant_time("abc", "abcd"));
}

TEST_CASE("Digest: random hex is as long as asked for and not the same twice") {
  CHECK(random_hex(0).empty());
  CHECK(random_hex(32).size() == 64);
  CHECK(random_hex(32).find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(random_hex(16) != random_hex(16));
}

TEST_CASE("Digest: arrival ids sort by time and do not repeat within a millisecond") {
  const Instant noon = parse_instant("2026-06-03T12:00:00Z").value();
  const std::string id = new_arrival_id(noon);
  CHECK(id.size() == 18);
  CHECK(id.starts_with("a-"));
  CHECK(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 2) == std::string::npos);
  CHECK(new_arrival_id(noon + std::chrono::milliseconds{1}) > id);
  CHECK(new_arrival_id(noon + std::chrono::hours{24 * 365 * 100}) > id);
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) seen.insert(new_arrival_id(noon));
  CHECK(seen.size() == 200);
}
