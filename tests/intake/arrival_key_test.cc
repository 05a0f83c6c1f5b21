// Which mails are copies of one mail, and which only look like it.
#include "intake/arrival_key.h"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "intake/distil.h"
#include "tests/intake/mime_samples.h"

using namespace frontdesk;
using namespace frontdesk::samples;
using namespace std::chrono_literals;

namespace {

constexpr Instant noon{std::chrono::milliseconds{1'780'488'000'000}};  // 2026-06-03T12:00:00Z
constexpr std::string_view ups = "From: ups@site.example\nSubject: On battery\n";

struct Desk {
  Line line;
  RuleSet rules;
  ThreadTokens tokens{{{"k1", "0123456789abcdef"}}};
  Matcher matcher;

  Desk() {
    line.id = "support";
    line.channel = Channel::email;
    line.address = "help@desk.example";
  }

  // `raw` with LF.
  Arrival received(std::string_view raw, Instant at = noon) {
    return distil_mail(parse_mail(crlf(raw)), {"ups@site.example", line.address, false}, line,
                       rules, tokens, matcher, at, "a-1")
        .arrival;
  }
  std::string key(std::string_view raw, Instant at = noon) { return received(raw, at).key; }
};

// What stands around a mail's own lines when it comes by one MX and by the other.
std::string by_one(std::string_view raw) {
  return "Return-Path: <ups@site.example>\nX-Spam-Status: No, score=0.1\n"
         "Received: from mx1.acme.example by desk.example; Wed, 3 Jun 2026 12:00:01 +0000\n"
         "X-Brand-New-Filter: passed\n"
         "Received: from ups by mx1.acme.example;\n\tWed, 3 Jun 2026 12:00:00 +0000\n" +
         std::string(raw);
}
std::string by_other(std::string_view head, std::string_view rest) {
  return "Delivered-To: help@desk.example\nARC-Seal: i=1; cv=none\n"
         "DKIM-Signature: v=1; d=mx2.acme.example; b=abc=\n"
         "Received: from ups by mx2.acme.example; Wed, 3 Jun 2026 12:00:02 +0000\n" +
         std::string(head) +
         "X-Spam-Checker-Version: 4.0 on mx2\nX-MS-Exchange-Organization-SCL: -1\n"
         "Authentication-Results: mx2.acme.example; spf=none\n" +
         std::string(rest);
}

}  // namespace

TEST_SUITE("arrival_key") {
  TEST_CASE("no text can pass for a part of the one beside it") {
    CHECK(content_digest("ab", "c", "d", "e", "f") != content_digest("a", "bc", "d", "e", "f"));
    CHECK(content_digest("a", "b", "c1:d", "e", "") != content_digest("a", "b", "c", "1:de", ""));
    CHECK(arrival_key(Channel::email, "a", "bc", "d") !=
          arrival_key(Channel::email, "ab", "c", "d"));
    CHECK(arrival_key(Channel::email, "a", "b", "c") !=
          arrival_key(Channel::ticket, "a", "b", "c"));
  }

  TEST_CASE("a missing Message-ID gets one that every copy gets") {
    Desk desk;
    const std::string raw = "From: a@b.example\nSubject: s\n\n";
    const auto arrival = desk.received(raw + "x");
    CHECK(arrival.external_id.starts_with("missing-"));
    CHECK(desk.received(raw + "x").external_id == arrival.external_id);
    CHECK(desk.key(raw + "x") == arrival.key);
    CHECK(desk.received(raw + "y").external_id != arrival.external_id);
  }

  TEST_CASE("without Message-ID: a copy within the hour, new after it, whatever the Date says") {
    Desk desk;
    for (const std::string_view more :
         {"", "Date: not set\n", "Message-ID: <>\n", "Date: Thu, 1 Jan 1970 00:00:00 +0000\n",
          "Date: Sat, 1 Jan 2000 00:00:00 +0000\n", "Date: Wed, 3 Jun 2026 12:00:00 +0000\n",
          "Date: Mon, 1 Jan 2068 00:00:00 +0000\n"}) {
      CAPTURE(more);
      const auto raw = std::string(ups) + std::string(more) + "\nMains lost.";
      const auto first = desk.received(raw);
      const auto retry = desk.received(raw, noon + 59min + 59s);
      const auto later = desk.received(raw, noon + 1h);
      CHECK(retry.key == first.key);
      CHECK(retry.external_id == first.external_id);
      CHECK(later.key != first.key);
      CHECK(later.external_id != first.external_id);
    }
  }

  TEST_CASE("a device whose clock stands still: each hour's alert of six weeks is its own") {
    Desk desk;
    const auto raw = std::string(ups) + "Date: Sat, 1 Jan 2000 00:00:00 +0000\n\nStill on battery.";
    std::set<std::string> keys;
    for (int hour = 0; hour < 6 * 7 * 24; ++hour)
      keys.insert(desk.key(raw, noon + std::chrono::hours{hour}));
    CHECK(keys.size() == 6 * 7 * 24);
  }

  TEST_CASE("with a Message-ID it is a copy of itself whenever it comes") {
    Desk desk;
    const auto head = std::string(ups) + "Message-ID: <u1@site.example>\n";
    for (const std::string_view rest :
         {"\nMains lost.", "\n", "", "Date: Wed, 3 Jun 2026 08:30:00 -0400\n\nMains lost.",
          "Date: Thu, 1 Jan 1970 00:00:00 +0000\n\nMains lost."}) {
      CAPTURE(rest);
      const auto raw = head + std::string(rest);
      CHECK(desk.key(raw, noon + 48h) == desk.key(raw));
    }
  }

  TEST_CASE("all header and no empty line: two that differ in a header line are two") {
    Desk desk;
    const auto head = std::string(ups) + "To: help@desk.example\n";
    for (const std::string_view id : {"", "Message-ID: <u1@site.example>\n"}) {
      CAPTURE(id);
      const auto raw = head + std::string(id);
      CHECK(desk.key(raw + "Mains: lost\n") == desk.key(raw + "Mains: lost\n"));
      CHECK(desk.key(raw + "Mains: lost\n") != desk.key(raw + "Mains: back\n"));
      CHECK(desk.key(raw + "Mains: lost\n") != desk.key(raw));
      CHECK(desk.key(raw + "Mains: lost") != desk.key(raw + "Mains: back"));
      // Far behind what is read of a header.
      const auto long_one = raw + times(4'000, "X-Log: " + std::string(60, 'x') + "\n");
      CHECK(desk.key(long_one + "Mains: lost\n") != desk.key(long_one + "Mains: back\n"));
      CHECK(desk.key(long_one + "Mains: lost\n") == desk.key(long_one + "Mains: lost\n"));
    }
  }

  TEST_CASE("no body and no Message-ID: what the sender's header says tells alerts apart") {
    Desk desk;
    for (const std::string_view body : {"\n", "\n\n", "\n \t\n\n"}) {
      CAPTURE(body);
      const auto alert = [&](std::string_view more) {
        return desk.key(std::string(ups) + std::string(more) + std::string(body));
      };
      CHECK(alert("X-Severity: 1\n") == alert("X-Severity: 1\n"));
      CHECK(alert("X-Severity: 1\n") != alert("X-Severity: 2\n"));
      CHECK(alert("X-Severity: 1\n") != alert("To: ops@acme.example\n"));
      CHECK(alert("To: a@acme.example\n") != alert("To: b@acme.example\n"));
      CHECK(alert("X-A: 1\nX-B: 2\n") != alert("X-A: 1X-B: 2\n"));
    }
    // With a body or a Message-ID a header may change on its way as it likes.
    for (const std::string_view rest : {"\nMains lost.", "Message-ID: <u1@site.example>\n\n"}) {
      CAPTURE(rest);
      CHECK(desk.key(std::string(ups) + "X-Severity: 1\n" + std::string(rest)) ==
            desk.key(std::string(ups) + "X-Severity: 2\n" + std::string(rest)));
    }
  }

  TEST_CASE("no body and no Message-ID: the same mail by two MX is one, whatever they add") {
    Desk desk;
    const auto head = std::string(ups) + "X-Severity: 1\nTo: help@desk.example,\n\tops@x.example\n";
    for (const std::string_view rest : {"\n", ""}) {
      CAPTURE(rest);
      const auto key = desk.key(head + std::string(rest));
      CHECK(desk.key(by_one(head + std::string(rest))) == key);
      CHECK(desk.key(by_other(head, rest)) == key);
    }
    // Relays fold and space as they like, and write names in their own case.
    CHECK(
        desk.key(std::string(ups) + "x-severity:  1 \nTO: help@desk.example, ops@x.example\n\n") ==
        desk.key(head + "\n"));
  }
}
