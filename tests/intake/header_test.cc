#include "intake/mime/header.h"

#include <doctest/doctest.h>

#include "intake/mime/mail.h"
#include "rules/base/fold.h"
#include "tests/intake/mime_samples.h"

using namespace frontdesk;
using samples::times;

namespace {

std::string shown(std::string_view field) {
  std::string out;
  for (const auto& a : parse_addresses(field)) {
    if (!out.empty()) out += " | ";
    out += a.name + "=" + a.address;
  }
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : " ") + text;
  return out;
}

std::string instant_of(std::string_view text) {
  const auto found = parse_date(text);
  return found ? to_text(*found) : "none";
}

}  // namespace

TEST_SUITE("header") {
  TEST_CASE("fields with folds, any line end, odd lines between") {
    const auto fields = read_fields("A: b\r\n c\r\n\td\r\n>From x y\r\nB : e\nC:\rD:f\r\n\r\nE: g");
    REQUIRE(fields.size() == 4);
    CHECK(unfold(fields[0].value) == " b c d");
    CHECK(first_value(fields, "a") == "b c d");
    CHECK(first_value(fields, "b") == "e");
    CHECK(first_value(fields, "c") == "");
    CHECK(first_value(fields, "d") == "f");
    CHECK(first_value(fields, "e") == "");
    CHECK(read_fields(times(5'000, "A: b\n"), 10).size() == 10);
  }

  TEST_CASE("RFC 2047: encoded words") {
    CHECK(decode_words("=?utf-8?Q?caf=C3=A9_au_lait?= x") == "café au lait x");
    CHECK(decode_words("=?UTF-8?B?Y2Fmw6k=?=") == "café");
    CHECK(decode_words("=?utf-8?b?Y2Fmw6k?=") == "café");
    CHECK(decode_words("a =?iso-8859-1?q?=E9?= b") == "a é b");
    CHECK(decode_words("=?utf-8*en?Q?hi?=") == "hi");
    CHECK(decode_words("=?ks_c_5601-1987?B?sKE=?=") == "가");
    CHECK(decode_words("=?x-bogus?Q?=E9?=") == "é");
  }

  TEST_CASE("injection: control characters in encoded words do not make lines of a text") {
    CHECK(one_line("a\r\nBcc: b\x1b[1m\x7f\tc\xc2\x9b\xc3\x9b") == "a  Bcc: b [1m  c \xc3\x9b");
    CHECK(one_line("") == "");
    CHECK(one_line("\xc2") == "\xc2");
    const auto found = parse_addresses("=?utf-8?q?a=0d=0aBcc=3a_x?= <ann@acme.example>");
    REQUIRE(found.size() == 1);
    CHECK(found[0].name == "a  Bcc: x");
  }

  TEST_CASE("RFC 2047: a character split between two words is joined as bytes") {
    CHECK(decode_words("=?utf-8?Q?caf=C3?= =?UTF-8?Q?=A9?=") == "café");
    CHECK(decode_words("=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=") == "日本");
    CHECK(decode_words("=?utf-8?Q?a?=  =?iso-8859-1?Q?=E9?=") == "aé");
    CHECK(decode_words("=?utf-8?Q?a?= b =?utf-8?Q?c?=") == "a b c");
  }

  TEST_CASE("RFC 2047: broken words stay as they are") {
    for (const auto* text : {"=?utf-8?Q?no end", "=?utf-8?X?abc?=", "=?utf-8", "=?",
                             "=??Q?a?=", "=?utf-8?B?!!!?=", "a =? b ?= c"}) {
      CAPTURE(text);
      CHECK(decode_words(text) == text);
    }
    CHECK(decode_words("caf\xe9") == "café");
    CHECK(is_utf8(decode_words(times(20'000, "=?utf-8?Q?a") + "?=")));
    CHECK(decode_words(times(30'000, "=?")).size() == 60'000);
  }

  TEST_CASE("parameters: quotes, comments, RFC 2231") {
    const auto p = parse_parameters(
        "Text/Plain (x; y=z); charset=\"utf-8\" ; Name=\"a \\\"b\\\".txt\"; name=second; "
        "x=c:\\dir");
    CHECK(p.value == "text/plain");
    CHECK(p.param("charset") == "utf-8");
    CHECK(p.param("name") == "a \"b\".txt");
    CHECK(p.param("x") == "c:\\dir");
    CHECK(p.param("y") == "");
    CHECK(parse_parameters("a/b; f*=utf-8'en'caf%C3%A9%20x").param("f") == "café x");
    CHECK(parse_parameters("a/b; f*1*=%A9; f*0*=utf-8''caf%C3; f*2=\" y\"").param("f") == "café y");
    CHECK(parse_parameters("a/b; f*0=one; f*1=two").param("f") == "onetwo");
    CHECK(parse_parameters("a/b; f=\"=?utf-8?Q?caf=C3=A9?=\"").param("f") == "café");
    CHECK(parse_parameters("a/b; f=\"open").param("f") == "open");
    CHECK(parse_parameters("a/b; f*=%").param("f") == "%");
    CHECK(parse_parameters("a/b; f*=utf-8''%C").param("f") == "%C");
    CHECK(parse_parameters("").value == "");
    CHECK(parse_parameters("a/b; *0*=utf-8''x; *=y; =z").params.empty());
    CHECK(parse_parameters("a/b" + times(50'000, ";x*9=1")).params.size() <= 100);
    CHECK(parse_parameters("a/b;" + times(50'000, "(")).value == "a/b");
  }

  TEST_CASE("addresses: names, comments, groups, quoted local parts") {
    CHECK(shown("Ann Lee <Ann@Acme.Example>") == "Ann Lee=ann@acme.example");
    CHECK(shown("ann@acme.example") == "=ann@acme.example");
    CHECK(shown("ann@acme.example (Ann Lee)") == "Ann Lee=ann@acme.example");
    CHECK(shown("\"Lee, Ann\" <ann@x>, bob@y") == "Lee, Ann=ann@x | =bob@y");
    CHECK(shown("\"a@b\" <c@d>") == "a@b=c@d");
    CHECK(shown("\"john doe\"@x.example") == "=\"john doe\"@x.example");
    CHECK(shown("<\"a,b\"@x>") == "=\"a,b\"@x");
    CHECK(shown("Team: ann@x, Bob <bob@y>; carl@z") == "=ann@x | Bob=bob@y | =carl@z");
    CHECK(shown("undisclosed-recipients:;") == "");
    CHECK(shown("<@relay,@other:ann@x>") == "=ann@x");
    CHECK(shown("=?utf-8?Q?Andr=C3=A9?= <andre@x>") == "André=andre@x");
    CHECK(shown("Ann <ann@x") == "Ann=ann@x");
    CHECK(shown("Ann <ann@x> <evil@y>") == "Ann=ann@x");
    CHECK(shown("mailto:ann@x") == "=ann@x");
    CHECK(shown("nobody, <>, \"") == "");
    CHECK(shown("((nested) comment) ann@x") == "(nested) comment=ann@x");
    CHECK(shown("<" + std::string(400, 'a') + "@x>") == "");
    CHECK(parse_addresses(times(5'000, "a@b,")).size() == 100);
  }

  TEST_CASE("message ids: References tolerate junk and keep the last hundred") {
    CHECK(joined(message_ids("<a@b>")) == "a@b");
    CHECK(joined(message_ids("<a@b> junk <c@d>,<e@f>")) == "a@b c@d e@f");
    CHECK(joined(message_ids("<a@b <c@d>")) == "c@d");
    CHECK(joined(message_ids("a@b, c@d")) == "a@b c@d");
    CHECK(joined(message_ids("Your message of Monday")) == "");
    CHECK(joined(message_ids("<with space@x> <>")) == "");
    // An encoded word in an id: taken, but not where it hides a line end or a bracket.
    CHECK(joined(message_ids("<=?utf-8?q?a=62?=@x>")) == "ab@x");
    for (const std::string hidden : {"=0D=0AX:y", "=20", "=09", "=3E", ""}) {
      CAPTURE(hidden);
      const auto id = "=?utf-8?q?" + hidden + "?=";
      CHECK(joined(message_ids("<" + id + ">")) == id);
    }
    CHECK(joined(message_ids("")) == "");
    std::string many;
    for (int i = 0; i < 150; ++i) many += "<" + std::to_string(i) + "@x> ";
    const auto ids = message_ids(many);
    REQUIRE(ids.size() == 100);
    CHECK(ids.front() == "50@x");
    CHECK(ids.back() == "149@x");
    CHECK(message_ids("<" + std::string(2'000, 'x') + "@y>").empty());
    CHECK(message_ids(times(50'000, "<")).empty());
  }

  TEST_CASE("dates") {
    CHECK(instant_of("Wed, 3 Jun 2026 08:30:00 -0400") == "2026-06-03T12:30:00Z");
    CHECK(instant_of("3 Jun 2026 08:30 +0530 (IST)") == "2026-06-03T03:00:00Z");
    CHECK(instant_of("Wed, 03 Jun 26 12:00:00 GMT") == "2026-06-03T12:00:00Z");
    CHECK(instant_of("Wed, 3 Jun 2026 12:00:00 EDT") == "2026-06-03T16:00:00Z");
    CHECK(instant_of("Fri, 1 Jan 99 00:00:00 Z") == "1999-01-01T00:00:00Z");
    for (const auto* text :
         {"", "yesterday", "31 Feb 2026 10:00:00 +0000", "3 Jun 2026", "3 Jun 2026 25:00:00 +0000",
          "3 Foo 2026 10:00:00", "1 1 1 1 1", "99999999999 Jun 2026 10:00:00 +0000"}) {
      CAPTURE(text);
      CHECK(instant_of(text) == "none");
    }
  }
}
