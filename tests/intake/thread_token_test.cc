#include "intake/thread_token.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {
const TokenKey old_key{"k1", "0123456789abcdef0123456789abcdef"};
const TokenKey new_key{"k2", "fedcba9876543210fedcba9876543210"};
}  // namespace

TEST_SUITE("thread_token") {
  TEST_CASE("what is signed verifies, in any case") {
    const ThreadTokens tokens({old_key});
    const auto token = tokens.sign("T-1042");
    CHECK(token.starts_with("t1042.k1."));
    CHECK(token.size() == 35);
    CHECK(tokens.verify(token).ticket == "T-1042");
    auto upper = token;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    CHECK(tokens.verify(upper).ticket == "T-1042");
  }

  TEST_CASE("any change makes it bad, anything else is no token") {
    const ThreadTokens tokens({old_key});
    const auto token = tokens.sign("T-1042");
    for (std::size_t i = 0; i < token.size(); ++i) {
      auto changed = token;
      changed[i] = changed[i] == 'b' ? 'c' : 'b';
      CAPTURE(changed);
      CHECK(tokens.verify(changed).ticket.empty());
    }
    auto other = token;
    other.replace(1, 4, "1043");
    CHECK(tokens.verify(other).bad());
    for (const auto* text : {"", "t", "t1042", "t1042.k1.short", "T-1042", "hello"})
      CHECK_FALSE(tokens.verify(text).present);
    CHECK_FALSE(tokens.verify(token + "x").present);
    CHECK_FALSE(tokens.verify(token + ".x").present);
    CHECK_FALSE(tokens.verify("x" + token).present);
    CHECK(ThreadTokens({new_key}).verify(token).bad());
    CHECK(ThreadTokens().verify(token).bad());
  }

  TEST_CASE("keys rotate with overlap: the newest signs, all verify") {
    const auto before = ThreadTokens({old_key}).sign("T-7");
    const ThreadTokens both({new_key, old_key});
    CHECK(both.sign("T-7").starts_with("t7.k2."));
    CHECK(both.verify(before).ticket == "T-7");
    CHECK(ThreadTokens({new_key}).verify(before).bad());
  }

  TEST_CASE("keys and tickets that cannot be are left out") {
    CHECK(ThreadTokens({{"K!", old_key.secret}, {"k1", "short"}, {"", old_key.secret}})
              .sign("T-1")
              .empty());
    const ThreadTokens tokens({old_key});
    for (const auto* ticket : {"", "1042", "T-", "T-0", "T-12a", "T-1234567890123"})
      CHECK(tokens.sign(ticket).empty());
  }

  TEST_CASE("found in a plus-address and in a Message-ID") {
    const ThreadTokens tokens({old_key});
    const auto address = tokens.plus_address("T-1042", "helpdesk@desk.example");
    CHECK(address.starts_with("helpdesk+t1042.k1."));
    CHECK(tokens.find(address).ticket == "T-1042");
    const auto id = tokens.message_id("T-1042", "8f3a", "desk.example");
    CHECK(id.starts_with("<t1042.k1."));
    CHECK(id.ends_with(".8f3a@desk.example>"));
    CHECK(tokens.find(id).ticket == "T-1042");
    CHECK(tokens.find(id.substr(1, id.size() - 2)).ticket == "T-1042");
    CHECK(tokens.find("a+b+" + tokens.sign("T-9") + "@x").ticket == "T-9");
    CHECK_FALSE(tokens.find("ann@acme.example").present);
    CHECK_FALSE(tokens.find("helpdesk+news@desk.example").present);
    CHECK_FALSE(tokens.find("ann@" + tokens.sign("T-9")).present);
    CHECK(tokens.find("helpdesk+t1042.k1.aaaaaaaaaaaaaaaaaaaaaaaaaa@x").bad());
  }

  TEST_CASE("the ticket number of our form in a subject") {
    CHECK(ticket_in_subject("Re: [T-1042] Printer") == "T-1042");
    CHECK(ticket_in_subject("[t-7]") == "T-7");
    CHECK(ticket_in_subject("[x] [T-1] [T-2]") == "T-1");
    CHECK(ticket_in_subject("[T-123456789012]") == "T-123456789012");
    for (const auto* subject : {"", "T-1042", "[T-]", "[T-1042", "[#1042]", "[T-1234567890123]",
                                "[T-10a]", "[T-01]", "[XT-1]", "["})
      CHECK(ticket_in_subject(subject) == "");
  }
}
