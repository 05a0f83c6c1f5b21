// Labels in disguise, what joins them loosely to their secret, and a subject as the label.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "rules/redact/redact.h"

using namespace frontdesk;

namespace {

struct Shape {
  std::string text;
  std::string secret;  // must be gone
  std::string left;    // the text with the mark in its place
};

// Labels that do not look to a program as they do to a person.
const std::vector<Shape> disguised{
    {"backup\u00a0password: violet9", "violet9", "backup\u00a0password: [redacted]"},
    {"The\u00a0backup\u00a0password\u00a0is\u00a0violet9", "violet9",
     "The\u00a0backup\u00a0password\u00a0is\u00a0[redacted]"},
    {"backup\u202fpassphrase:\u2009violet", "violet", "backup\u202fpassphrase:\u2009[redacted]"},
    {"password\u3000:\u3000hunter2", "hunter2", "password\u3000:\u3000[redacted]"},
    {"recovery\u2003key\u2003is\u2003k-77aa9f", "77aa",
     "recovery\u2003key\u2003is\u2003[redacted]"},
    {"Passphrase:\u2028violet", "violet", "Passphrase:\u2028[redacted]"},
    {"pass\u00adphrase: violet", "violet", "pass\u00adphrase: [redacted]"},
    {"pass\u200bword: hunter2", "hunter2", "pass\u200bword: [redacted]"},
    {"pass\u200cwo\u200drd\u2060:\ufeff hunter2", "hunter2",
     "pass\u200cwo\u200drd\u2060:\ufeff [redacted]"},
    {"p\u034fassword: hunter2", "hunter2", "p\u034fassword: [redacted]"},
    {"pass\U000e0041word: hunter2", "hunter2", "pass\U000e0041word: [redacted]"},
    {"password:\u200bhunter2", "hunter2", "password:\u200b[redacted]"},
    {"backup passphrase\uff1a violet", "violet", "backup passphrase\uff1a [redacted]"},
    {"password\uff1ahunter2", "hunter2", "password\uff1a[redacted]"},
    {"password\ufe55 hunter2", "hunter2", "password\ufe55 [redacted]"},
    {"password \u2236 hunter2", "hunter2", "password \u2236 [redacted]"},
    {"password \uff1d hunter2", "hunter2", "password \uff1d [redacted]"},
    {"\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44: hunter2", "hunter2",
     "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44: [redacted]"},
    {"\uff30IN: 4821", "4821", "\uff30IN: [redacted]"},
    {"PIN: \uff14\uff18\uff12\uff11", "\uff14\uff18", "PIN: [redacted]"},
    {"\U0001d429assword: hunter2", "hunter2", "\U0001d429assword: [redacted]"},
    {"pass\u2011phrase: violet", "violet", "pass\u2011phrase: [redacted]"},
    {"p\u0430ssw\u043erd: hunter2", "hunter2", "p\u0430ssw\u043erd: [redacted]"},
    {"\u0420\u0410\u0405\u0405\u0440hr\u0430s\u0435: violet", "violet",
     "\u0420\u0410\u0405\u0405\u0440hr\u0430s\u0435: [redacted]"},
    {"re\u0441ove\u0433y k\u0435\u0443: k-77aa", "77aa",
     "re\u0441ove\u0433y k\u0435\u0443: [redacted]"},
    {"pa\u0455\u0455\u051dor\u0501: hunter2", "hunter2",
     "pa\u0455\u0455\u051dor\u0501: [redacted]"},
    {"\u03c1\u03b1ssw\u03bfrd: hunter2", "hunter2", "\u03c1\u03b1ssw\u03bfrd: [redacted]"},
    {"pa\u017f\u017fword: hunter2", "hunter2", "pa\u017f\u017fword: [redacted]"},
    {"p\u0131n: 4821", "4821", "p\u0131n: [redacted]"},
    {"caf\u00e9 \u201cx\u201d na\u00efve \u5bc6: pass\u00adword: h\u00fcnter2\n\u00e9", "nter2",
     "caf\u00e9 \u201cx\u201d na\u00efve \u5bc6: pass\u00adword: [redacted]\n\u00e9"},
};

// What stands between them and the secret is no sign that a program knows.
const std::vector<Shape> loose{
    {"The backup passphrase is as follows\r\n\r\nviolet9!x\r\n", "violet9",
     "The backup passphrase is as follows\r\n\r\n[redacted]\r\n"},
    {"The backup passphrase is as follows\n\nviolet\n\nAnn", "violet",
     "The backup passphrase is as follows\n\n[redacted]\n\nAnn"},
    {"passphrase is as follows: correct horse", "horse", "passphrase is as follows: [redacted]"},
    {"The password is the following:\nhunter2", "hunter2",
     "The password is the following:\n[redacted]"},
    {"the password is below.\n\nhunter2", "hunter2", "the password is below.\n\n[redacted]"},
    {"> the password is as follows\n>\n> hunter2\n", "hunter2",
     "> the password is as follows\n>\n> [redacted]\n"},
    {"the password is as follows hunter2", "hunter2", "the password is as follows [redacted]"},
    {"password (hunter2)", "hunter2", "password ([redacted])"},
    {"the backup password (Tr0ub4dor&3) is refused", "Tr0ub4dor",
     "the backup password ([redacted]) is refused"},
    {"password [hunter2]", "hunter2", "password [[redacted]]"},
    {"password @ hunter2!", "hunter2", "password @ [redacted]"},
    {"Backup passphrase ~ hunter2", "hunter2", "Backup passphrase ~ [redacted]"},
    {"PIN: 48213 hunter2", "hunter2", "PIN: [redacted]"},
    {"credentials ann:hunter2!", "hunter2", "credentials ann:[redacted]"},
    {"my credentials: ann:hunter2 thanks", "hunter2", "my credentials: ann:[redacted] thanks"},
    {"Credentials are ann / hunter2", "hunter2", "Credentials are ann / [redacted]"},
    {"creds ann.lee@acme.example:hunter2", "hunter2", "creds ann.lee@acme.example:[redacted]"},
    {"creds: ann/hunter2", "hunter2", "creds: ann/[redacted]"},
    {"login: ann / hunter2", "hunter2", "login: ann / [redacted]"},
};

// Near the forms that a program does not know at once.
const std::vector<std::string> near_misses{
    "The new password is below the keyboard",
    "The passphrase is below\n\nThanks,\nAnn",
    "The password is as follows\n\nHello Bob, I cannot send it",
    "the backup password is as follows in the handbook",
    "the password policy is as follows\n\nTwelve characters",
    "The passphrase is as follows:\n\n",
    "The passphrase is as follows\n\nplease call me",
    "password (optional)",
    "Password (8 characters at least)",
    "password(s)",
    "the password (again!) is refused",
    "Forgot password (Office365)",
    "password (ann@acme.example)",
    "password (see ticket-4821)",
    "Reset password @ 10:30am",
    "forgot password @ Office365",
    "forgot my password @work",
    "password @ acme.example",
    "PIN pad 4821 room2b",
    "pin: 12 of 24 hunter2",
    "The credentials are wrong",
    "credentials error: code401",
    "credentials error:code401",
    "credentials code:0x80070005",
    "credentials for server2",
    "credentials: see https://portal.acme.example:8443/x1",
    "Credentials expired at 10:30am",
    "login: 10:30am / 11:45am",
    "Login: ann.lee",
    "Login: ACME/jsmith2",
    "login: portal.acme.example/v2login",
    "Credentials: portal.acme.example/v2login",
    "Last login: 12/31/2025 at 10:30am",
    "login: yes / no",
    "login failed for ann:bob",
    "Login / Password1 field labels",
    "credit: ann/bob12x",
    "Incredible: 3/4",
    "\u0412\u0430\u0448 \u0440\u0430\u043f\u043e\u0440\u0442: 12 \u0438\u0437 24",
    "\u0420\u0430\u0431\u043e\u0442\u0430: \u0433\u043e\u0442\u043e\u0432\u043e2026",
    "\u03a0\u03b1\u03c1\u03b1\u03ba\u03b1\u03bb\u03ce: 2026",
    "I forgot my pass\u00adword\u00a0again",
    "Password\u00a0reset",
    "the pass\u200bword is expired.",
    "my password isn\u2019t working \u2013 help",
    "caf\u00e9 \u2014 password: please reset it for me",
    "\u5bc6\u7801\u5fd8\u8bb0\u4e86",
    "\uff30assword expired",
    "compass\uff1anorth",
    "\ufeffpassword expired\u200b",
    "\xff\xfe password expired \xc2",
};

}  // namespace

TEST_CASE("R189: a label is known in whatever letters and blanks, however it joins its secret") {
  std::string all, expected;
  for (const auto& list : {disguised, loose})
    for (const auto& shape : list) {
      CAPTURE(shape.text);
      const auto done = redact(shape.text);
      CHECK(done.text.find(shape.secret) == std::string::npos);
      CHECK(done.text == shape.left);
      CHECK(done.count == 1);
      all += "before\n\n" + shape.text + "\n\nAfter\n\n";
      expected += "before\n\n" + shape.left + "\n\nAfter\n\n";
    }
  CHECK(redact(all).text == expected);
  CHECK(redact(expected).count == 0);
}

TEST_CASE("R189: talk near those forms stays whole") {
  for (const auto& text : near_misses) {
    CAPTURE(text);
    const auto done = redact(text);
    CHECK(done.text == text);
    CHECK(done.count == 0);
  }
}

TEST_CASE("R189: a subject that ends in a label announces the first line below it") {
  const auto below = [](std::string_view title, std::string_view text) {
    return redact_below(title, text).text;
  };
  for (const std::string title :
       {"backup passphrase", "Backup passphrase:", "Re: the backup password", "New Wi-Fi password!",
        "backup pass\u00adphrase", "Passwort"}) {
    CAPTURE(title);
    CHECK(below(title, "hunter2!\r\n\r\nAnn") == "[redacted]\r\n\r\nAnn");
    CHECK(below(title, "\n\n  hunter2.\nAnn") == "\n\n  [redacted].\nAnn");
    CHECK(below(title, "Hello\n\nhunter2") == "Hello\n\nhunter2");
    CHECK(below(title, "[redacted]\nhunter2") == "[redacted]\nhunter2");
    CHECK(below(title, "hunter2 is what we call it") == "hunter2 is what we call it");
    CHECK(below(title, "Hi!\nAnn") == "Hi!\nAnn");
    CHECK(below(title, "") == "");
    CHECK(below(title, "Hi,\npassword: hunter2") == "Hi,\npassword: [redacted]");
  }
  CHECK(below("backup passphrase", "\u200bh\u00fcnter2\u00a0\n") == "\u200b[redacted]\u00a0\n");
  CHECK(below("Recovery key", "k77aa-9f86d081884c7d\n") == "[redacted]\n");
  for (const std::string title : {"", "Printer", "Forgot password", "password reset", "bypass",
                                  "I need a new password", "Backup passed", "Recovery key"}) {
    CAPTURE(title);
    CHECK(below(title, "hunter2\nAnn") == "hunter2\nAnn");
  }
}
