#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "intake/smtp/address.h"

using namespace frontdesk::smtp;

TEST_CASE("address: what a path may be") {
  const std::vector<std::pair<std::string, std::string>> good{
      {"<ann@acme.example>", "ann@acme.example"},
      {" <ann@acme.example>", "ann@acme.example"},
      {"<Ann.O'Neil+tag=1@ACME.example>", "Ann.O'Neil+tag=1@ACME.example"},
      {"<@relay.example,@b.example:ann@acme.example>", "ann@acme.example"},
      {"<\"ann\"@acme.example>", "ann@acme.example"},
      {"<\"a b\"@acme.example>", "\"a b\"@acme.example"},
      {"<\"a\\\"b>@c\"@acme.example>", "\"a\\\"b>@c\"@acme.example"},
      {"<ann@[192.0.2.1]>", "ann@[192.0.2.1]"},
      {"<ann@[IPv6:2001:db8::1]>", "ann@[IPv6:2001:db8::1]"},
      {"<ann@my_host>", "ann@my_host"},
      {"<" + std::string(255, 'l') + "@x.example>", std::string(255, 'l') + "@x.example"}};
  for (const auto& [text, address] : good) {
    CAPTURE(text);
    CHECK(parse_mail("FROM:" + text).error == PathError::none);
    CHECK(parse_mail("from:" + text).address == address);
    CHECK(parse_rcpt("TO:" + text).address == address);
  }
  CHECK(parse_mail("FROM:<>").error == PathError::none);
  CHECK(parse_mail("FROM:<>").address.empty());
  CHECK(parse_rcpt("TO:<POSTMASTER>").address == "postmaster");
}

TEST_CASE("address: what a path may not be") {
  const std::vector<std::string> bad{"",
                                     "ann@acme.example",
                                     "<ann@acme.example",
                                     "<ann>",
                                     "<@>",
                                     "<ann@>",
                                     "<@acme.example>",
                                     "<a@b@c>",
                                     "<.a@b.c>",
                                     "<a.@b.c>",
                                     "<a..b@b.c>",
                                     "<a b@c.d>",
                                     "<a@b c>",
                                     "<a@-b.c>",
                                     "<a@b..c>",
                                     "<a@.b>",
                                     "<\"a@b.c>",
                                     "<\"a\\",
                                     "<\"\\",
                                     "<\"a\"b@c.d>",
                                     "<@a:>",
                                     "<@a,b:c@d.e>",
                                     "<@:c@d.e>",
                                     "<a@[1.2.3.4>",
                                     "<a@[]>",
                                     "<a@b.c>x",
                                     "<<a@b.c>>",
                                     "<a@\xff\xfe>",
                                     "<a\t@b.c>",
                                     "<a@b.c\r\nX: y>",
                                     "<a@b;c>",
                                     "<\"\"@>",
                                     "<" + std::string(256, 'l') + "@x.example>",
                                     "<a@" + std::string(256, 'd') + ">"};
  for (const auto& text : bad) {
    CAPTURE(text);
    CHECK(parse_mail("FROM:" + text).error == PathError::syntax);
    CHECK(parse_rcpt("TO:" + text).error == PathError::syntax);
  }
  CHECK(parse_rcpt("TO:<>").error == PathError::syntax);
  CHECK(parse_mail("FROM:<postmaster>").error == PathError::syntax);
  CHECK(parse_mail("TO:<a@b.c>").error == PathError::syntax);
}

TEST_CASE("address: parameters") {
  const auto path = parse_mail("FROM:<a@b.c>  size=12  BODY=7bit smtputf8");
  CHECK(path.error == PathError::none);
  CHECK(path.size == 12);
  CHECK(path.smtputf8);
  for (const std::string text : {"SIZE", "SIZE=", "SIZE=-1", "SIZE=1x", "BODY", "BODY=X",
                                 "SMTPUTF8=1", "BODY=7BIT BODY=7BIT", "SMTPUTF8 SMTPUTF8"})
    CHECK(parse_mail("FROM:<a@b.c> " + text).error == PathError::bad_value);
  for (const std::string text : {"X", "=", "X=Y", "ENVID=1"})
    CHECK(parse_mail("FROM:<a@b.c> " + text).error == PathError::bad_parameter);
  CHECK(parse_rcpt("TO:<a@b.c> SIZE=1").error == PathError::bad_parameter);
  CHECK(parse_mail("FROM:<\xc3\xa9@b.c>").utf8);
}

TEST_CASE("address: a host name goes into a header, so it holds nothing else") {
  for (const std::string text : {"c", "client.example", "my_pc", "[192.0.2.1]", "[IPv6:::1]"})
    CHECK(is_host(text));
  for (const std::string text :
       {"", " ", "a b", "<x>", "a\r\nb", "(c)", "[", "[]", "\xc3\xa9", "a;"})
    CHECK_FALSE(is_host(text));
  CHECK_FALSE(is_host(std::string(256, 'a')));
}
