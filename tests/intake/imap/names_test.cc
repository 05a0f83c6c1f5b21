// Names of folders, sets of UIDs, logins: what goes into commands.
#include <doctest/doctest.h>

#include "intake/imap/folder_name.h"
#include "intake/imap/login.h"
#include "intake/imap/settings.h"
#include "intake/imap/uid_set.h"
#include "intake/mime/transfer.h"

using namespace frontdesk;
using namespace frontdesk::imap;

namespace {

Login password(std::string user, std::string secret) {
  return {.user = std::move(user),
          .secret = std::move(secret),
          .bearer = false,
          .host = "mail.example",
          .port = 993};
}
Login token(std::string user) {
  return {.user = std::move(user),
          .secret = "tok",
          .bearer = true,
          .host = "mail.example",
          .port = 143};
}

std::string plain_text(const std::string& base64) {
  return decode_base64(base64, 1'000);
}

}  // namespace

TEST_CASE("imap folder: modified UTF-7 to and from UTF-8 (RFC 3501, 5.1.3)") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"INBOX", "INBOX"},
      {"Entw\xc3\xbcrfe", "Entw&APw-rfe"},
      {"R&D", "R&-D"},
      {"~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
       "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
      {"\xf0\x9f\x93\xac", "&2D3c7A-"},
      {"[Gmail]/Alle \xe2\x80\x9eMails\xe2\x80\x9c", "[Gmail]/Alle &IB4-Mails&IBw-"},
      {"a \"b\" \\c", "a \"b\" \\c"}};
  for (const auto& [utf8, wire] : table) {
    CAPTURE(utf8);
    CHECK(folder_to_wire(utf8).value() == wire);
    CHECK(folder_from_wire(wire).value() == utf8);
  }
}

TEST_CASE("imap folder: hostile names are refused") {
  const std::string nul("a\0b", 3);
  for (const std::string& bad :
       {std::string(), nul, std::string("a\r\nF2 LOGOUT"), std::string("a\tb"),
        std::string("a\x7f"), std::string("\xff"), std::string("\xed\xa0\x80"),
        std::string("\xc2\x85"), std::string(1'001, 'a')}) {
    CAPTURE(bad);
    CHECK(folder_to_wire(bad).has_error());
  }
  CHECK(folder_to_wire(std::string(1'000, 'a')).has_value());
  std::string wide;
  for (int i = 0; i < 500; ++i) wide += "\xc3\xbc";
  CHECK(folder_to_wire(wide).has_value());

  for (const std::string& bad :
       {std::string(), std::string("Entw\xc3\xbcrfe"), std::string("&"), std::string("a&"),
        std::string("&APw"), std::string("&APw-rfe&"), std::string("&AGE-"), std::string("&2D0-"),
        std::string("&3Kw-"), std::string("&ZeVnLIqe-&ZeVnLIqe-"), std::string("&APx-"),
        std::string("&AAo-"), std::string("&AIU-"), std::string("&A/w-&"), std::string("&AP w-"),
        std::string("&APw/-"), nul, std::string("a\r\nb"), std::string(1'001, 'a')}) {
    CAPTURE(bad);
    CHECK(folder_from_wire(bad).has_error());
  }
}

TEST_CASE("imap: arguments in quotes") {
  CHECK(quoted("a") == "\"a\"");
  CHECK(quoted("a \"b\\") == "\"a \\\"b\\\\\"");
}

TEST_CASE("imap: sets of UIDs") {
  CHECK(uid_set(std::vector<Uid>{}) == "");
  CHECK(uid_set(std::vector<Uid>{4}) == "4");
  CHECK(uid_set(std::vector<Uid>{4, 5}) == "4:5");
  CHECK(uid_set(std::vector<Uid>{1, 3, 4, 5, 9, 11, 12}) == "1,3:5,9,11:12");
  CHECK(uid_set(std::vector<Uid>{4294967294u, 4294967295u}) == "4294967294:4294967295");
  CHECK(parse_uid_set("9:7,1,8", 10)->uids == std::vector<Uid>{1, 7, 8, 9});
  CHECK(parse_uid_set("1:4294967295", 2)->uids == std::vector<Uid>{1, 2});
  CHECK(parse_uid_set("4294967294:4294967295", 5)->uids ==
        std::vector<Uid>{4294967294u, 4294967295u});
  for (const std::string_view bad :
       {"", ",", "1,", "0", "1:", ":1", "1:*", "*", "1:2:3", "a", "-1"})
    CHECK_FALSE(parse_uid_set(bad, 10));
}

TEST_CASE("imap login: a password goes by AUTHENTICATE PLAIN where it is offered, else by LOGIN") {
  auto plan = plan_login(password("desk", "pass"), Capabilities::from({"AUTH=PLAIN", "SASL-IR"}));
  REQUIRE(plan);
  CHECK(plan->mechanism == Mechanism::plain);
  REQUIRE(plan->lines.size() == 1);
  CHECK(plan->lines[0] == "AUTHENTICATE PLAIN AGRlc2sAcGFzcw==");
  plan = plan_login(password("desk", "pass"), Capabilities::from({"auth=plain"}));
  CHECK(plan->lines == std::vector<std::string>{"AUTHENTICATE PLAIN", "AGRlc2sAcGFzcw=="});
  CHECK(plan->resign == "*");

  plan = plan_login(password("desk", "pa \"s\\"), {});
  CHECK(plan->mechanism == Mechanism::login);
  CHECK(plan->lines == std::vector<std::string>{"LOGIN \"desk\" \"pa \\\"s\\\\\""});
  plan = plan_login(password("desk", "p\xc3\xa4ss"), {});
  CHECK(plan->lines == std::vector<std::string>{"LOGIN \"desk\" {5}", "p\xc3\xa4ss"});
  plan = plan_login(password("d\xc3\xa9", "pass"), {});
  CHECK(plan->lines == std::vector<std::string>{"LOGIN {3}", "d\xc3\xa9 \"pass\""});

  CHECK_FALSE(plan_login(password("desk", "pass"), Capabilities::from({"LOGINDISABLED"})));
  CHECK(plan_login(password("desk", "pass"), Capabilities::from({"LOGINDISABLED", "AUTH=PLAIN"})));
}

TEST_CASE("imap login: a token goes by OAUTHBEARER or XOAUTH2, and never as a password") {
  auto plan = plan_login(token("a,b=c@x.example"),
                         Capabilities::from({"AUTH=OAUTHBEARER", "AUTH=XOAUTH2", "AUTH=PLAIN"}));
  REQUIRE(plan);
  REQUIRE(plan->lines.size() == 2);
  CHECK(plan->lines[0] == "AUTHENTICATE OAUTHBEARER");
  CHECK(plain_text(plan->lines[1]) ==
        "n,a=a=2Cb=3Dc@x.example,\x01host=mail.example\x01port=143\x01"
        "auth=Bearer tok\x01\x01");
  CHECK(plan->resign == "AQ==");
  plan = plan_login(token("desk"), Capabilities::from({"AUTH=XOAUTH2", "SASL-IR"}));
  REQUIRE(plan->lines.size() == 1);
  CHECK(plan->lines[0].starts_with("AUTHENTICATE XOAUTH2 "));
  CHECK(plain_text(plan->lines[0].substr(21)) ==
        "user=desk\x01"
        "auth=Bearer tok\x01\x01");
  CHECK(plan->resign.empty());
  CHECK_FALSE(plan_login(token("desk"), Capabilities::from({"AUTH=PLAIN"})));
}

TEST_CASE("imap login: what could end a line or a field is refused") {
  CHECK(check(password("desk", "pass")).has_value());
  const std::string nul("a\0b", 3);
  for (const std::string& bad : {std::string(), nul, std::string("a\r\nb"), std::string("a\nb"),
                                 std::string("a\x01"), std::string(16'385, 'a')}) {
    CHECK(check(password(bad, "pass")).has_error());
    CHECK(check(password("desk", bad)).has_error());
  }
}

TEST_CASE("imap settings: what could not be asked for is refused, \\Seen and \\Deleted among it") {
  Settings settings;
  CHECK(check(settings).has_value());
  settings.folder = "a\nb";
  CHECK(check(settings).has_error());
  settings.folder = "INBOX";
  settings.afterwards = {.kind = Afterwards::Kind::move, .to = ""};
  CHECK(check(settings).has_error());
  settings.afterwards.to = "INBOX";
  CHECK(check(settings).has_error());
  settings.afterwards.to = "Erledigt \xc3\xbc";
  CHECK(check(settings).has_value());
  settings.afterwards.kind = Afterwards::Kind::flag;
  for (const std::string bad :
       {"", "\\Seen", "\\Deleted", "a b", "a)", "Erledigt \xc3\xbc", "{3}", "\\*"}) {
    settings.afterwards.to = bad;
    CAPTURE(bad);
    CHECK(check(settings).has_error());
  }
  for (const std::string good : {"$Frontdesk", "taken-in", "\\Flagged"}) {
    settings.afterwards.to = good;
    CHECK(check(settings).has_value());
  }
  for (const std::string bad : {"", "a b", "*", "+", "f{"}) {
    settings.tag = bad;
    CHECK(check(settings).has_error());
  }
}
