#include "intake/distil.h"

#include <doctest/doctest.h>

#include <chrono>

#include "intake/mime/mail.h"
#include "rules/base/fold.h"
#include "tests/intake/mime_samples.h"

using namespace frontdesk;
using namespace frontdesk::samples;

namespace {

constexpr Instant noon{std::chrono::milliseconds{1'780'488'000'000}};

Line line_of(std::string id, Channel channel, std::string number, std::string address) {
  Line line;
  line.id = std::move(id);
  line.channel = channel;
  line.number = std::move(number);
  line.address = std::move(address);
  return line;
}

SpamRow row_of(std::string id, Field field, MatchKind match, std::string phrase) {
  SpamRow row;
  row.id = std::move(id);
  row.field = field;
  row.match = match;
  row.phrase = std::move(phrase);
  return row;
}

struct Desk {
  Line mail = line_of("support", Channel::email, "", "help@desk.example");
  Line other = line_of("other", Channel::email, "", "other@desk.example");
  Line voice = line_of("us-voice", Channel::voice, "+18665206414", "");
  RuleSet rules;
  ThreadTokens tokens{{{"k1", "0123456789abcdef"}}};
  Matcher matcher;

  Desk() {
    std::vector<SpamRow> rows;
    rows.push_back(row_of("S01", Field::from, MatchKind::begins_with, "postmaster@"));
    rows.push_back(row_of("S02", Field::body, MatchKind::contains, "unsubscribe click here"));
    rules.spam = *SpamTable::compile(std::move(rows), {}, {});
    rules.lines = Lines({mail, other, voice});
    rules.hash = "sha256:one";
  }

  DistilledMail distil(std::string_view raw,
                       Envelope envelope = {"ann@acme.example", "help@desk.example", false}) {
    return distil_mail(parse_mail(raw), envelope, mail, rules, tokens, matcher, noon, "a-1");
  }
  Arrival call(std::string_view from, std::string_view call_id = "c1") {
    return distil_call(from, voice, noon, "a-2", call_id, rules);
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("distil_mail") {
  TEST_CASE(
      "R189: what is kept of a mail has no credentials in it; rows and keys see the original") {
    Desk desk;
    const auto with = [&](std::string_view subject, std::string_view body) {
      return desk.distil("From: ann@acme.example\nDate: Wed, 3 Jun 2026 12:00:00 +0000\nSubject: " +
                         std::string(subject) + "\nMessage-ID: <x@acme.example>\n\n" +
                         std::string(body));
    };
    const auto kept =
        with("Passphrase: violet moon", "Hi,\nthe backup password is Tr0ub4dor.\nAnn\n");
    CHECK(kept.arrival.mail.subject == "Passphrase: [redacted]");
    CHECK(kept.arrival.mail.text_preview.find("Tr0ub4dor") == std::string::npos);
    CHECK(kept.arrival.mail.text_preview.find("Hi,") != std::string::npos);
    CHECK(kept.texts.subject.find("violet moon") != std::string::npos);
    CHECK(kept.arrival.key != with("Passphrase: other moon", "Hi,\n").arrival.key);
    // Where the preview ends, no half of a secret is left.
    const std::string filler(1'990, '.');
    const auto cut = with("x", filler + " passphrase: violet moon rising\n");
    CHECK(cut.arrival.mail.text_preview.find("viol") == std::string::npos);
    CHECK(cut.arrival.mail.text_preview.size() <= 2'000);
    const auto key =
        with("x", filler + "\n-----BEGIN PRIVATE KEY-----\n" + std::string(5'000, 'k'));
    CHECK(key.arrival.mail.text_preview.find("kk") == std::string::npos);
    // Nor where so much was taken out that the end of what is looked at would be shown.
    const auto block = "-----BEGIN PRIVATE KEY-----\n" + times(60, std::string(64, 'k') + "\n") +
                       "-----END PRIVATE KEY-----\nrecovery ";
    for (std::size_t before = 1'900; before < 1'990; ++before) {
      const auto mail = desk.distil(
          simple("", block + std::string(before, '.') +
                         " 123453-234564-345675-456786-567897-679008-012342-718905 is it\n"));
      CHECK(mail.arrival.mail.text_preview.find("123453") == std::string::npos);
      CHECK(mail.arrival.mail.text_preview.starts_with("[redacted]\r\nrecovery "));
    }
  }

  TEST_CASE(
      "R189: every text that a person wrote is redacted; addresses and ids stay as they are") {
    Desk desk;
    const auto mail =
        desk.distil(
                "From: \"Ann, passphrase: violet\" <passphrase=violet@acme.example>\n"
                "Subject: Backup passphrase\nMessage-ID: <password=violet9@x>\n"
                "In-Reply-To: <password=violet8@x>\nReferences: <password=violet7@x>\n"
                "To: password=violet6@desk.example\nMIME-Version: 1.0\n"
                "Content-Type: multipart/mixed; boundary=b\n\n"
                "--b\nContent-Type: text/plain; charset=utf-8\n\nviolet9!x\n\nAnn\n"
                "--b\nContent-Type: text/plain; name=\"the password is violet9.txt\"\n"
                "Content-Disposition: attachment; filename=\"the password is violet9.txt\"\n\n"
                "x\n--b--\n")
            .arrival;
    CHECK(mail.from_name == "Ann, passphrase: [redacted]");
    CHECK(mail.mail.subject == "Backup passphrase");
    CHECK(mail.mail.text_preview == "[redacted]\n\nAnn");
    REQUIRE(mail.mail.attachments.size() == 1);
    CHECK(mail.mail.attachments[0].name == "the password is [redacted]");
    CHECK(mail.from_address == "passphrase=violet@acme.example");
    CHECK(mail.external_id == "password=violet9@x");
    CHECK(mail.mail.message_id == "password=violet9@x");
    CHECK(mail.mail.in_reply_to == "password=violet8@x");
    CHECK(mail.mail.references == Texts{"password=violet7@x"});
    CHECK(mail.mail.to == Texts{"password=violet6@desk.example"});
  }

  TEST_CASE("the facts of a mail") {
    Desk desk;
    const auto arrival = desk.distil(simple("References: <r1@x>\n", "Hi\n")).arrival;
    CHECK(arrival.id == "a-1");
    CHECK(arrival.channel == Channel::email);
    CHECK(arrival.line == "support");
    CHECK(arrival.at == noon);
    CHECK(arrival.external_id == "m1@acme.example");
    CHECK(arrival.from_address == "ann@acme.example");
    CHECK(arrival.from_name == "Ann Lee");
    CHECK(arrival.return_path == "ann@acme.example");
    CHECK(arrival.mail.to == Texts{"help@desk.example"});
    CHECK(arrival.mail.references == Texts{"r1@x"});
    CHECK(arrival.mail.text_preview == "Hi\r\n");
    CHECK(arrival.mail.hits.rows.empty());
    CHECK(arrival.mail.hits_rules == "sha256:one");
    CHECK_FALSE(arrival.mail.from_own_address);
  }

  TEST_CASE("the key: copies have the same, another line, id, subject or body have not") {
    Desk desk;
    const auto raw = simple("", "Hi\n");
    const auto key = desk.distil(raw).arrival.key;
    CHECK(key.size() == 64);
    CHECK(desk.distil("Received: elsewhere\r\n" + raw).arrival.key == key);
    CHECK(desk.distil(simple("", "Ho\n")).arrival.key != key);
    auto subject = raw;
    subject.replace(subject.find("Printer"), 7, "Scanner");
    CHECK(desk.distil(subject).arrival.key != key);
    const auto elsewhere = distil_mail(parse_mail(raw), {}, desk.other, desk.rules, desk.tokens,
                                       desk.matcher, noon, "a-9");
    CHECK(elsewhere.arrival.key != key);
    for (const auto* field : {"m1@acme", "Ann Lee", "08:30"}) {
      CAPTURE(field);
      auto other = raw;
      other.replace(other.find(field), 1, "1");
      CHECK(desk.distil(other).arrival.key != key);
    }
  }

  TEST_CASE("the key: two scans that differ only in the bytes of their attachment are two mails") {
    Desk desk;
    const auto scan = [](std::string_view bytes) {
      return simple("Content-Type: multipart/mixed; boundary=b\n",
                    "--b\n\nAttached is my scan.\n--b\nContent-Type: application/pdf; "
                    "name=scan.pdf\nContent-Transfer-Encoding: base64\n\n" +
                        std::string(bytes) + "\n--b--\n");
    };
    const auto one = desk.distil(scan("aGVsbG8=")).arrival;
    const auto two = desk.distil(scan("d29ybGQ=")).arrival;
    REQUIRE(one.mail.attachments.size() == 1);
    CHECK(one.mail.attachments[0].size == two.mail.attachments.at(0).size);
    CHECK(one.external_id == two.external_id);
    CHECK(one.key != two.key);
    CHECK(one.key == desk.distil(scan("aGVsbG8=")).arrival.key);
  }

  TEST_CASE("the key: two senders whose mails have no From are two, the same one is one") {
    Desk desk;
    const std::string raw = "Subject: scan\r\n\r\nSee attachment.\r\n";
    const auto key = [&](const std::string& sender) {
      return desk.distil(raw, {sender, "help@desk.example", false}).arrival.key;
    };
    CHECK(key("a@x.example") != key("b@x.example"));
    CHECK(key("a@x.example") == key("a@x.example"));
  }

  TEST_CASE("C16, C17, C18: rows see decoded From and body, base64 and HTML too") {
    Desk desk;
    CHECK(desk.distil("From: \"Mail System\" <POSTMASTER@x.example>\r\n\r\nx")
              .arrival.mail.hits.rows == Texts{"S01"});
    CHECK(desk.distil(simple("Content-Transfer-Encoding: base64\n",
                             "dW5zdWJzY3JpYmUgY2xpY2sgaGVyZQ==\n"))
              .arrival.mail.hits.rows == Texts{"S02"});
    CHECK(desk.distil(simple("Content-Type: text/html\n",
                             "<p>Un<b>subscribe</b>\n click&nbsp;<i>here</i></p>"))
              .arrival.mail.hits.rows == Texts{"S02"});
  }

  TEST_CASE("after a reload the rows are matched again on the kept texts") {
    Desk desk;
    auto mail = desk.distil("From: postmaster@desk.example\r\n\r\nx");
    CHECK(mail.arrival.mail.hits.rows == Texts{"S01"});
    CHECK_FALSE(mail.arrival.mail.from_own_address);
    RuleSet next;
    next.spam = *SpamTable::compile({}, {}, {});
    next.lines = Lines({line_of("pm", Channel::email, "", "postmaster@desk.example")});
    next.hash = "sha256:two";
    rematch(mail.arrival, mail.texts, next, desk.matcher);
    CHECK(mail.arrival.mail.hits.rows.empty());
    CHECK(mail.arrival.mail.hits_rules == "sha256:two");
    CHECK(mail.arrival.mail.from_own_address);
  }

  TEST_CASE("thread tokens: in the recipient, In-Reply-To, References; a forged one is noted") {
    Desk desk;
    const auto id = desk.tokens.message_id("T-7", "x", "desk.example");
    const auto plus = desk.tokens.plus_address("T-8", "help@desk.example");
    CHECK(desk.distil(simple("In-Reply-To: " + id + "\n", "")).arrival.mail.token_ticket == "T-7");
    CHECK(
        desk.distil(simple("References: <a@b> " + id + " <c@d>\n", "")).arrival.mail.token_ticket ==
        "T-7");
    const auto mail =
        desk.distil(simple("References: " + id + "\n", ""), {"", plus, false}).arrival;
    CHECK(mail.mail.token_ticket == "T-8");
    CHECK_FALSE(mail.mail.token_bad);
    auto forged = id;
    forged.replace(2, 1, "9");
    const auto bad = desk.distil(simple("In-Reply-To: " + forged + "\n", "")).arrival.mail;
    CHECK(bad.token_ticket == "");
    CHECK(bad.token_bad);
    CHECK(desk.distil("Subject: Re: [T-42] x\r\n\r\n").arrival.mail.subject_ticket == "T-42");
  }

  TEST_CASE("C18a: a bounce of ours threads by the mail that it is about") {
    Desk desk;
    const auto mail = desk.distil(bounce(), {"", "help@desk.example", true}).arrival.mail;
    CHECK(mail.delivery_report);
    CHECK(mail.null_return_path);
    CHECK(mail.auto_submitted == "auto-replied");
    CHECK(mail.references == Texts{"ours-17@desk.example"});
    const auto plain = simple("", "x");
    CHECK_FALSE(desk.distil(plain, {"", "help@desk.example", true}).arrival.mail.delivery_report);
    CHECK(desk.distil("From: Postmaster@x\r\n\r\n", {"", "help@desk.example", true})
              .arrival.mail.delivery_report);
  }

  TEST_CASE("own address, unparsed, and a preview that splits no character") {
    Desk desk;
    CHECK(desk.distil("From: help@desk.example\r\n\r\n").arrival.mail.from_own_address);
    CHECK(desk.distil(deep_multiparts(1'000)).arrival.mail.unparsed);
    const auto preview =
        desk.distil(simple("Content-Type: text/plain; charset=utf-8\n", "x" + times(2'000, "é")))
            .arrival.mail.text_preview;
    CHECK(preview.size() == 1'999);
    CHECK(is_utf8(preview));
  }

  TEST_CASE("a mail given as texts, for simulate --batch") {
    Desk desk;
    const auto mail =
        distil_text_mail({"Mail System <postmaster@x>", "[T-9] s", "Unsubscribe  click\nhere"},
                         desk.mail, desk.rules, desk.tokens, desk.matcher, noon, "a-3")
            .arrival;
    CHECK(mail.from_address == "postmaster@x");
    CHECK(mail.from_name == "Mail System");
    CHECK(mail.mail.subject_ticket == "T-9");
    CHECK(mail.mail.hits.rows == Texts{"S01", "S02"});
    CHECK(mail.recipient == "help@desk.example");
    // No more of a subject than of a mail's own.
    const auto long_one = distil_text_mail({"a@b", std::string(20'000, 's'), ""}, desk.mail,
                                           desk.rules, desk.tokens, desk.matcher, noon, "a-4");
    CHECK(long_one.arrival.mail.subject == std::string(10'000, 's'));
  }
}

TEST_SUITE("distil_call") {
  TEST_CASE("R225: the facts of a call to a private line have its id in place of its number") {
    Desk desk;
    CHECK(desk.call("+12125550142").recipient == "+18665206414");
    desk.voice.private_ = true;
    CHECK(desk.call("+12125550142").recipient == "us-voice");
  }

  TEST_CASE("numbers become E.164 by the line's country") {
    Desk desk;
    CHECK(desk.call("+12125550142").from_phone == "+12125550142");
    CHECK(desk.call("(212) 555-0142").from_phone == "+12125550142");
    CHECK(desk.call("sip:+12125550142@pbx.example;user=phone").from_phone == "+12125550142");
    CHECK(desk.call("011441344535341").from_phone == "+441344535341");
    desk.voice.country = "GB";
    CHECK(desk.call("01344 535341").from_phone == "+441344535341");
    CHECK_FALSE(desk.call("01344 535341").withheld);
  }

  TEST_CASE("C15: withheld, anonymous, unusable numbers, and lines of ours, say nobody") {
    Desk desk;
    for (const auto* from :
         {"", "anonymous", "Anonymous", "sip:anonymous@anonymous.invalid", "Private Number",
          "Unknown", "+266696687", "hello", "1", "+18665206414", "866-520-6414"}) {
      CAPTURE(from);
      const auto call = desk.call(from);
      CHECK(call.from_phone == "");
      CHECK(call.withheld);
    }
    CHECK(desk.call(std::string(100'000, '1')).withheld);
  }

  TEST_CASE("the key: a provider's retry is a copy, a call without an id is nobody's") {
    Desk desk;
    CHECK(desk.call("+12125550142", "c1").key == desk.call("+12125550142", "c1").key);
    CHECK(desk.call("+12125550142", "c1").key != desk.call("+12125550142", "c2").key);
    const auto one = distil_call("", desk.voice, noon, "a-1", "", desk.rules);
    const auto two = distil_call("", desk.voice, noon, "a-2", "", desk.rules);
    CHECK(one.key.empty());
    CHECK(two.key.empty());
    CHECK(one.recipient == "+18665206414");
  }
}
