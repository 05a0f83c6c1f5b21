#include "intake/mime/guard.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "intake/mime/mail.h"
#include "tests/intake/mime_samples.h"
#include "tests/intake/unparsed.h"

using namespace frontdesk;
using namespace frontdesk::samples;

TEST_SUITE("guard") {
  TEST_CASE("an ordinary mail may be parsed") {
    CHECK(guard(simple("", "It does not print.\n")).may_parse);
    CHECK(guard("").may_parse);
    CHECK(guard(bounce()).may_parse);
  }

  TEST_CASE("47,700 multiparts in each other never reach mimetic") {
    const auto raw = deep_multiparts(47'700);
    CHECK(raw.size() > 2'500'000);
    CHECK(guard(raw).reason == "containers");
    stops(raw, "containers");
  }

  TEST_CASE("nor do 100,000 messages in each other") {
    stops(deep_messages(100'000), "containers");
  }

  TEST_CASE("a header line of 5 MB, or a header of many lines, is a limit") {
    const std::string start = "From: a@b.example\r\nSubject: s\r\n";
    stops(start + "X: " + std::string(5'000'000, 'x') + "\r\n\r\nbody", "header_bytes");
    stops(start + times(1'000, "X: y\r\n") + "\r\nbody", "header_lines");
    CHECK(guard(start + times(998, "X: y\r\n") + "\r\n").reason == "header_lines");
    CHECK(guard(start + times(997, "X: y\r\n") + "\r\n").may_parse);
  }

  TEST_CASE("100,000 recipients are a limit, 2,001 too") {
    const std::string start = "From: a@b.example\r\nTo: x@y.example";
    stops(start + times(100'000, ", x@y.example") + "\r\n\r\n", "header_bytes");
    stops(start + times(2'000, ", x@y.example") + "\r\n\r\n", "addresses");
    CHECK(guard(start + times(1'998, ", x@y.example") + "\r\n\r\n").may_parse);
  }

  TEST_CASE("a container counts in whatever dress its Content-Type comes") {
    MimeLimits limits;
    limits.containers = 0;
    for (const auto* type :
         {"Content-Type: multipart/mixed; boundary=b", "content-type:\r\n\tMULTIPART/mixed",
          "Content-Type : (a comment) message/rfc822", "Content-Type:message/rfc822"})
      CHECK(guard("A: b\r\n\r\n--b\r\n" + std::string(type) + "\r\n\r\n", limits).reason ==
            "containers");
    CHECK(guard("A: b\n\n--b\nContent-Type: message/rfc822\n\n", limits).reason == "containers");
    CHECK(guard("A: b\r\r--b\rContent-Type: message/rfc822\r\r", limits).reason == "containers");
    CHECK(guard("A: b\r\n\r\nContent-Type: text/plain\r\n", limits).may_parse);
  }

  TEST_CASE("the top header ends at its empty line or at a line that is none of a header") {
    CHECK(top_header("A: b\r\n\r\nbody") == "A: b\r\n\r\n");
    CHECK(top_header("A: b\n c\n\nbody") == "A: b\n c\n\n");
    CHECK(top_header("A: b\r\rbody") == "A: b\r\r");
    CHECK(top_header("A: b\r\nno header line\r\n\r\n") == "A: b\r\n");
    CHECK(top_header("hello\r\n") == "");
    CHECK(top_header("From ann Mon Jan 1\nA: b\n\nx") == "From ann Mon Jan 1\nA: b\n\n");
    CHECK(top_header("A: b") == "A: b");
    CHECK(top_header("") == "");
  }
}

TEST_SUITE("fuse") {
  TEST_CASE("nesting and parts are bounded where mimetic reads them") {
    stops(deep_multiparts(21), "depth");
    CHECK_FALSE(parse_mail(deep_multiparts(20)).flags.unparsed);
    stops(deep_messages(100), "depth");
    stops(many_parts(20'000), "parts");
    CHECK_FALSE(parse_mail(many_parts(900)).flags.unparsed);
  }

  TEST_CASE("what was read before the limit is kept") {
    CHECK(parse_mail(many_parts(20'000)).text.starts_with("x\nx\n"));
  }

  TEST_CASE("headers of parts are bounded, one field and all together") {
    const std::string start =
        "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
    stops(start + "X: " + std::string(40'000, 'x') + "\r\n\r\nbody\r\n--b--\r\n",
          "part_field_bytes");
    const auto part = "X: " + std::string(30'000, 'x') + "\r\n\r\nbody\r\n--b\r\n";
    stops(start + times(40, part), "part_header_bytes");
  }

  TEST_CASE("boundaries are bounded, the top one and inner ones") {
    const std::string name(201, 'b');
    stops("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" +
              name + "\r\n",
          "boundary_bytes");
    stops(
        "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: multipart/mixed; boundary=" +
            name + "\r\n\r\n--" + name + "\r\n\r\nx\r\n",
        "boundary_bytes");
  }

  TEST_CASE("lines that only look like delimiters are bounded inside multiparts alone") {
    const auto body = times(100'001, "--c\r\n");
    stops("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body,
          "delimiter_lines");
    CHECK_FALSE(parse_mail("From: a@b.example\r\n\r\n" + body).flags.unparsed);
  }
}
