// Two mails that are not copies of each other have two keys, whatever is not read of them; and a
// retry, with another Received on top, has the mail's own.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "intake/arrival_key.h"
#include "intake/distil.h"
#include "tests/intake/mime_samples.h"

using namespace frontdesk;
using namespace frontdesk::samples;
using namespace std::chrono_literals;

namespace {

constexpr Instant noon{std::chrono::milliseconds{1'780'488'000'000}};  // 2026-06-03T12:00:00Z
const std::string again =
    "Received: from mx2.acme.example by desk.example;\r\n\tWed, 3 Jun 2026\r\n";

struct Desk {
  Line line;
  RuleSet rules;
  ThreadTokens tokens{{{"k1", "0123456789abcdef"}}};
  Matcher matcher;

  std::string key(const std::string& raw, const std::string& sender, Instant at = noon) {
    line.id = "support";
    return distil_mail(parse_mail(raw), {sender, "help@desk.example", sender.empty()}, line, rules,
                       tokens, matcher, at, "a-1")
        .arrival.key;
  }
};

// What tells a person that two mails are two.
struct Words {
  std::string from = "ann@acme.example", date = "Wed, 3 Jun 2026 08:30:00 -0400", id = "m1@acme",
              subject = "On battery", body = "See the subject.";
};

std::string head(const Words& words) {
  return "From: " + words.from + "\r\nDate: " + words.date + "\r\nSubject: " + words.subject +
         "\r\n" + (words.id.empty() ? "" : "Message-ID: <" + words.id + ">\r\n");
}

struct Shape {
  std::string what;
  std::function<std::string(const Words&)> mail;
};

const std::string pad = times(52, "X-Pad: " + std::string(2'000, 'a') + "\r\n");

std::string multiparts(const Words& words, std::size_t levels) {
  std::string out = head(words);
  for (std::size_t i = 0; i < levels; ++i) {
    const auto b = std::to_string(i);
    out += "Content-Type: multipart/mixed; boundary=b" + b + "\r\n\r\n--b" + b + "\r\n";
  }
  return out + "\r\n" + words.body + "\r\n";
}

const std::vector<Shape> mails{
    {"an ordinary one", [](const Words& w) { return head(w) + "\r\n" + w.body; }},
    {"104 kB of header before all", [](const Words& w) { return pad + head(w) + "\r\n" + w.body; }},
    {"a Received, and 104 kB of header before all",
     [](const Words& w) { return again + pad + head(w) + "\r\n" + w.body; }},
    {"1,001 lines before all",
     [](const Words& w) { return times(1'001, "X: a\r\n") + head(w) + "\r\n" + w.body; }},
    {"20,000 lines before all",
     [](const Words& w) { return times(20'000, "X: a\r\n") + head(w) + "\r\n" + w.body; }},
    {"one line of 5 MB before all",
     [](const Words& w) {
       return "X: " + std::string(5'000'000, 'x') + "\r\n" + head(w) + "\r\n" + w.body;
     }},
    {"one field in 200,000 folds before all",
     [](const Words& w) {
       return "References: <r@x>" + times(200'000, "\r\n <r@x>") + "\r\n" + head(w) + "\r\n" +
              w.body;
     }},
    {"104 kB of header before all, LF only, no field in it and no empty line",
     [](const Words& w) {
       return times(60, "X-Pad: " + std::string(2'000, 'a') + "\n") + "no field\n" + w.from + '\n' +
              w.date + '\n' + w.id + '\n' + w.subject + '\n' + w.body;
     }},
    {"bare CRs behind the limit",
     [](const Words& w) {
       return pad + "X: y\r\r" + w.from + '\r' + w.date + '\r' + w.id + '\r' + w.subject +
              "\r\n\r\n" + w.body;
     }},
    {"a header without an end",
     [](const Words& w) { return pad + head(w) + "X-Body: " + w.body + "\r\n"; }},
    {"words behind 20,000 bytes of their fields",
     [](const Words& w) {
       const std::string much(20'000, 'y');
       return head({"\"" + much + "\" <x@y.example>, " + w.from, much + w.date, much + w.id,
                    much + w.subject, w.body}) +
              "\r\n" + w.body;
     }},
    {"200 multiparts in each other", [](const Words& w) { return multiparts(w, 200); }},
    {"47,700 multiparts in each other", [](const Words& w) { return multiparts(w, 47'700); }},
    {"20,000 parts and the text behind them",
     [](const Words& w) {
       return head(w) + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
              times(20'000, "--b\r\n\r\nx\r\n") + "--b\r\n\r\n" + w.body + "\r\n--b--\r\n";
     }},
    {"100,000 recipients",
     [](const Words& w) {
       return "To: x@y.example" + times(100'000, ", x@y.example") + "\r\n" + head(w) + "\r\n" +
              w.body;
     }},
    {"3 MB of text before it", [](const Words& w) {
       return head(w) + "\r\n" + times(50'000, std::string(60, 'x') + "\r\n") + w.body;
     }}};

// Two fields of a mail of which nothing else tells, and whether they make two mails of it.
struct Pair {
  std::string what;
  std::string one, other;
  bool two = true;
  std::string sender = "ups@site.example", other_sender = "ups@site.example";
};

const std::string long_id(600, 'i');
const std::string from = "From: ups@site.example\r\n", subject = "Subject: On battery\r\n";

const std::vector<Pair> pairs{
    {"ids longer than are kept", from + "Message-ID: <1" + long_id + "@x>\r\n",
     from + "Message-ID: <2" + long_id + "@x>\r\n"},
    {"ids with a blank in them", from + "Message-ID: <alert 1@x>\r\n",
     from + "Message-ID: <alert 2@x>\r\n"},
    {"ids that are none", from + "Message-ID: 1\r\n", from + "Message-ID: 2\r\n"},
    {"an id behind one that both have", from + "Message-ID: <a@x> <1@x>\r\n",
     from + "Message-ID: <a@x> <2@x>\r\n"},
    {"a comment behind an id", from + "Message-ID: <a@x> (1)\r\n",
     from + "Message-ID: <a@x> (2)\r\n"},
    {"an id that one encodes", from + "Message-ID: <a@x>\r\n",
     from + "Message-ID: <=?utf-8?q?a=40x?=>\r\n"},
    {"ids whose bytes are the same text", from + "Message-ID: <\xe9@x>\r\n",
     from + "Message-ID: <\xc3\xa9@x>\r\n"},
    {"an id folded elsewhere", from + "Message-ID: <a@x>\r\n", from + "message-id:\r\n\t<a@x> \r\n",
     false},
    {"a Message-ID and none", from + "Message-ID: <a@x>\r\n", from},
    {"the same id, other dates", from + "Message-ID: <a@x>\r\nDate: 1\r\n",
     from + "Message-ID: <a@x>\r\nDate: 2\r\n"},
    {"dates longer than are kept", from + "Date: " + std::string(10'000, '1') + "1\r\n",
     from + "Date: " + std::string(10'000, '1') + "2\r\n"},
    {"subjects longer than are kept", from + "Subject: " + std::string(10'000, 's') + "1\r\n",
     from + "Subject: " + std::string(10'000, 's') + "2\r\n"},
    {"bytes that are no text", from + "Subject: =?utf-8?q?=C3=A9=FF?=\r\n",
     from + "Subject: =?utf-8?q?=C3=A9=FE?=\r\n"},
    {"bytes that are none of a charset's", from + "Subject: =?euc-jp?q?=FF=31?=\r\n",
     from + "Subject: =?euc-jp?q?=FE=31?=\r\n"},
    {"control characters in a word", from + "Subject: =?utf-8?q?a=01b?=\r\n",
     from + "Subject: =?utf-8?q?a=02b?=\r\n"},
    {"one subject in two encodings", from + "Subject: =?utf-8?q?=C3=A9t=C3=A9?=\r\n",
     from + "Subject: =?iso-8859-1?b?6XTp?=\r\n", false},
    {"a second subject", from + "Subject: a\r\nSubject: 1\r\n",
     from + "Subject: a\r\nSubject: 2\r\n"},
    {"a second From", from + "From: a@x.example\r\n", from + "From: b@x.example\r\n"},
    {"a From without an address, from two senders", "From: Printer\r\n", "From: Printer\r\n", true,
     "a@x.example", "b@x.example"},
    {"an empty From, from two senders", "From: <>\r\n", "From: <>\r\n", true, "a@x.example",
     "b@x.example"},
    {"no From, from two senders", subject, subject, true, "a@x.example", "b@x.example"},
    {"no From, from one sender", subject, subject, false, "a@x.example", "a@x.example"},
    {"no From and null senders, other lines of the sender's own", subject + "X-Printer: 1\r\n",
     subject + "X-Printer: 2\r\n", true, "", ""},
    {"no From and null senders, the same lines", subject + "X-Printer: 1\r\n",
     "Delivered-To: help@desk.example\r\n" + subject + "x-printer:\r\n 1\r\n", false, "", ""},
    {"a From, and null senders", "From: a@x.example\r\n", "From: b@x.example\r\n", true, "", ""},
    {"one From and other senders: relays rewrite them", from, from, false, "a@x.example",
     "b@x.example"},
    {"one From with a body, other lines of the sender's own", from + "X-Severity: 1\r\n",
     from + "X-Severity: 2\r\n", false},
};

}  // namespace

TEST_SUITE("arrival_key") {
  TEST_CASE("whatever is not read of a mail: another From, Date, id, Subject or body is another") {
    Desk desk;
    const std::vector<std::pair<std::string, std::string Words::*>> parts{
        {"From", &Words::from},
        {"Date", &Words::date},
        {"Message-ID", &Words::id},
        {"Subject", &Words::subject},
        {"body", &Words::body}};
    for (const auto& shape : mails)
      for (const std::string sender : {"relay@mon.example", ""})
        for (const bool has_id : {true, false}) {
          CAPTURE(shape.what);
          CAPTURE(sender);
          CAPTURE(has_id);
          Words words;
          if (!has_id) words.id.clear();
          const auto raw = shape.mail(words);
          const auto key = desk.key(raw, sender);
          CHECK(desk.key(raw, sender) == key);
          CHECK(desk.key(again + raw, sender, noon + 59min) == key);
          CHECK(desk.key(again + again + raw, sender) == key);
          for (const auto& [name, part] : parts) {
            CAPTURE(name);
            auto other = words;
            (other.*part) += "2";
            CHECK(desk.key(shape.mail(other), sender) != key);
          }
        }
  }

  TEST_CASE("fields that say more than is read of them, and those that say the same otherwise") {
    Desk desk;
    for (const auto& pair : pairs) {
      CAPTURE(pair.what);
      const auto key = desk.key(pair.one + "\r\nMains lost.", pair.sender);
      const auto other = desk.key(pair.other + "\r\nMains lost.", pair.other_sender);
      CHECK((key != other) == pair.two);
      CHECK(desk.key(again + pair.one + "\r\nMains lost.", pair.sender) == key);
      CHECK(desk.key(again + pair.other + "\r\nMains lost.", pair.other_sender) == other);
    }
  }
}
