#include <doctest/doctest.h>

#include <algorithm>

#include "intake/mime/mail.h"
#include "rules/base/digest.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "tests/intake/mime_samples.h"

using namespace frontdesk;
using namespace frontdesk::samples;

namespace {

std::string multipart(std::string_view type, std::string_view parts) {
  return simple("MIME-Version: 1.0\nContent-Type: " + std::string(type) + "; boundary=\"b\"\n",
                parts);
}

}  // namespace

TEST_SUITE("parse") {
  TEST_CASE("a plain mail") {
    const auto mail =
        parse_mail(simple("In-Reply-To: <r2@x>\nReferences: <r1@x>\n <r2@x>\nCc: Bob "
                          "<bob@x>\nReceived: a\nReceived: b\n",
                          "It does not print.\n"));
    CHECK(mail.from.name == "Ann Lee");
    CHECK(mail.from.address == "ann@acme.example");
    CHECK(mail.from_header == "Ann Lee <ann@acme.example>");
    REQUIRE(mail.to.size() == 1);
    CHECK(mail.cc.at(0).address == "bob@x");
    CHECK(mail.subject == "Printer");
    REQUIRE(mail.date);
    CHECK(to_text(*mail.date) == "2026-06-03T12:30:00Z");
    CHECK(mail.message_id == "m1@acme.example");
    CHECK(mail.in_reply_to == "r2@x");
    CHECK(mail.references == std::vector<std::string>{"r1@x", "r2@x"});
    CHECK(mail.text == "It does not print.\r\n");
    CHECK(mail.hops == 2);
    CHECK(mail.attachments.empty());
    CHECK_FALSE(mail.flags.unparsed);
    CHECK(mail.diagnostics.empty());
  }

  TEST_CASE("text, HTML and an attachment") {
    const auto mail = parse_mail(multipart("multipart/mixed", R"(preamble
--b
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

caf=E9 =
au lait
--inner
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+Y2Fmw6k8L3A+
--inner--
--b
Content-Type: application/pdf; name=old.pdf
Content-Disposition: attachment; filename*=utf-8''b%C3%A9.pdf
Content-Transfer-Encoding: base64

aGVsbG8=
--b--
epilogue
)"));
    CHECK(mail.text == "café au lait");
    CHECK(mail.html == "<p>café</p>");
    CHECK(body_for_rows(mail) == "café au lait\ncafé");
    REQUIRE(mail.attachments.size() == 1);
    CHECK(mail.attachments[0].name == "bé.pdf");
    CHECK(mail.attachments[0].type == "application/pdf");
    CHECK(mail.attachments[0].size == 5);
  }

  TEST_CASE("odd boundaries: folded, commented, RFC 2231, missing, prefixes of each other") {
    for (const auto* type :
         {"multipart/mixed;\n boundary=b", "multipart/mixed (c) ; boundary=\"b\"",
          "multipart/mixed; boundary*=us-ascii''b", "MULTIPART/MIXED; BOUNDARY=b"}) {
      CAPTURE(type);
      CHECK(parse_mail(simple("Content-Type: " + std::string(type) + "\n", "--b\n\nhello\n--b--\n"))
                .text == "hello");
    }
    CHECK(parse_mail(simple("Content-Type: multipart/mixed\n", "--b\n\nhello\n--b--\n"))
              .text.find("hello") != std::string::npos);
    CHECK(parse_mail(simple("Content-Type: multipart/mixed; boundary=b\n",
                            "--b\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\n\none\n"
                            "--b2--\n--b\n\ntwo\n--b--"))
              .text == "one\ntwo");
  }

  TEST_CASE("an inner multipart that is never closed loses nothing") {
    const auto mail =
        parse_mail(simple("Content-Type: multipart/mixed; boundary=b\n",
                          "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n"
                          "--b\n\ntwo\n--b\n\nthree\n--b--\n"));
    CHECK(mail.text == "one\ntwo\nthree");
    CHECK(mail.diagnostics == std::vector<std::string>{"multipart_not_closed"});
    CHECK_FALSE(mail.flags.unparsed);
  }

  TEST_CASE("fifty of those are mended, more are a limit") {
    const auto with = [](std::size_t count) {
      return parse_mail(
          simple("Content-Type: multipart/mixed; boundary=b\n",
                 times(count, "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\none\n") +
                     "--b\n\nlast\n--b--\n"));
    };
    CHECK(with(50).text.ends_with("last"));
    CHECK_FALSE(with(50).flags.unparsed);
    CHECK(with(51).flags.unparsed);
  }

  TEST_CASE("a part whose header runs into the next delimiter loses nothing") {
    for (const auto* first : {"--b\nContent-Type: application/x\n", "--b\n"}) {
      const auto mail =
          parse_mail(multipart("multipart/mixed", std::string(first) + "--b\n\ntwo\n--b--\n"));
      CHECK(mail.text == "two");
    }
  }

  TEST_CASE("C18: a body only in base64, and one only in HTML, are read for the rows") {
    CHECK(body_for_rows(parse_mail(simple("Content-Transfer-Encoding: base64\n",
                                          "VG8gdW5zdWJz\nY3JpYmUgY2xpY2sgaGVyZQ==\n"))) ==
          "To unsubscribe click here");
    CHECK(body_for_rows(parse_mail(
              simple("Content-Type: text/html\n", "<p>To un<b>subscribe</b> click</p>"))) ==
          "To unsubscribe click");
  }

  TEST_CASE("injection: no field of a mail brings a line end along") {
    const auto mail = parse_mail(
        "From: =?utf-8?q?Ann=0d=0aBcc=3a_x?= <ann@acme.example>\r\n"
        "Subject: =?utf-8?q?a=0d=0aBcc:_x=00=1b[1m?=\r\nDate: =?utf-8?q?=0a?=\r\n"
        "Message-ID: <=?utf-8?q?=0d=0a?=@acme.example>\r\n"
        "Content-Type: application/pdf; name*=utf-8''a%0d%0ab.pdf\r\n\r\nx");
    CHECK(mail.from_header == "Ann  Bcc: x <ann@acme.example>");
    CHECK(mail.from.name == "Ann  Bcc: x");
    CHECK(mail.subject == "a  Bcc: x [1m");
    CHECK(mail.date_header == "");
    CHECK(mail.message_id.find_first_of("\r\n") == std::string::npos);
    REQUIRE(mail.attachments.size() == 1);
    CHECK(mail.attachments[0].name == "a  b.pdf");
  }

  TEST_CASE("several From: fields: the first") {
    const auto mail = parse_mail("From: a@b.example\r\nFrom: c@d.example\r\n\r\nx");
    CHECK(mail.from.address == "a@b.example");
  }

  TEST_CASE("C18a: a delivery report, and the mail that it is about") {
    const auto mail = parse_mail(bounce());
    CHECK(mail.flags.bounce);
    CHECK(mail.flags.auto_submitted);
    CHECK(mail.auto_submitted == "auto-replied");
    CHECK(mail.original_message_ids == std::vector<std::string>{"ours-17@desk.example"});
    CHECK(mail.text.find("could not be delivered") != std::string::npos);
    CHECK(mail.text.find("Hello.") == std::string::npos);
    const auto plain = parse_mail(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@x\r\n\r\nHi. This is the qmail-send program.\r\n"
        "--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <o@desk>\r\n");
    CHECK(plain.flags.bounce);
    CHECK(plain.original_message_ids == std::vector<std::string>{"o@desk"});
    CHECK_FALSE(parse_mail(multipart("multipart/report; report-type=disposition-notification",
                                     "--b\n\nread\n--b--\n"))
                    .flags.bounce);
  }

  TEST_CASE("an out-of-office reply is auto-submitted, ordinary and bulk mail is not") {
    CHECK(parse_mail(simple("Auto-Submitted: auto-replied (vacation)\n", "")).auto_submitted ==
          "auto-replied");
    CHECK(parse_mail(simple("X-Autoreply: yes\n", "")).flags.auto_submitted);
    CHECK_FALSE(parse_mail(simple("Auto-Submitted: no\n", "")).flags.auto_submitted);
    CHECK_FALSE(parse_mail(simple("Precedence: bulk\n", "")).flags.auto_submitted);
  }

  TEST_CASE("TNEF, S/MIME and PGP are recognised and left as they are") {
    const auto tnef = parse_mail(multipart(
        "multipart/mixed",
        "--b\n\nhi\n--b\nContent-Type: application/octet-stream; name=WINMAIL.DAT\n\nx\n--b--\n"));
    CHECK(tnef.flags.tnef);
    CHECK(tnef.attachments.at(0).name == "WINMAIL.DAT");
    CHECK(parse_mail(simple("Content-Type: application/ms-tnef\n", "x")).flags.tnef);
    CHECK(parse_mail(multipart("multipart/signed", "--b\n\nhi\n--b--\n")).flags.signed_);
    CHECK(parse_mail(multipart("multipart/encrypted", "--b\n\nhi\n--b--\n")).flags.encrypted);
    CHECK(parse_mail(simple("Content-Type: application/pkcs7-mime; smime-type=signed-data\n", "x"))
              .flags.signed_);
    CHECK(parse_mail(simple("", "-----BEGIN PGP MESSAGE-----\n")).flags.encrypted);
  }

  TEST_CASE("C14: Authentication-Results only of trusted hosts, and only their topmost block") {
    ParseOptions options;
    options.trusted_auth_hosts = {"mx.desk.example"};
    const auto raw = simple(
        "Authentication-Results: evil.example; dmarc=pass\n"
        "Authentication-Results: MX.desk.example 1; spf=fail (no) smtp.mailfrom=x;\n dmarc=fail\n"
        "Authentication-Results: mx.desk.example; dkim=none\n"
        "X-Other: y\nAuthentication-Results: mx.desk.example; dkim=pass; dmarc=pass\n",
        "");
    const auto auth = parse_mail(raw, options).auth;
    CHECK(auth.spf == "fail");
    CHECK(auth.dkim == "none");
    CHECK(auth.dmarc == "fail");
    CHECK(parse_mail(raw).auth.dmarc == "");
  }

  TEST_CASE("nothing, no header, NULs, every byte: never fails, always UTF-8") {
    CHECK(parse_mail("").text.empty());
    CHECK(parse_mail("just text\r\nmore").text == "just text\r\nmore");
    CHECK(parse_mail(std::string(1'000, '\0')).text.empty());
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    for (const auto& raw : {"Subject: " + all + "\r\nFrom: " + all + "\r\n\r\n" + all, all + all}) {
      const auto mail = parse_mail(raw);
      CHECK(is_utf8(to_json(mail)));
    }
    CHECK(parse_mail(std::string("Subject: a\0b\r\n\r\n", 16)).subject == "ab");
  }

  TEST_CASE("25 MiB: the text kept is bounded, the attachment is listed whole") {
    const auto text = parse_mail(simple("", std::string(25 * 1'048'576, 'x')));
    CHECK(text.text.size() == 1'048'576);
    CHECK(text.flags.truncated);
    const auto file = parse_mail(
        multipart("multipart/mixed",
                  "--b\n\nhi\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" +
                      times(25 * 1'048'576 / 77, std::string(76, 'A') + "\n") + "--b--\n"));
    CHECK(file.attachments.at(0).size == 25 * 1'048'576 / 77 * 57);
    CHECK_FALSE(file.flags.truncated);
  }

  TEST_CASE("body_sha256: every byte of the body as it came counts, and none of the header") {
    const auto digest = [](const std::string& raw) { return parse_mail(raw).body_sha256; };
    const auto pdf = [&](std::string_view bytes) {
      return multipart("multipart/mixed",
                       "--b\n\nAttached is my scan.\n--b\nContent-Type: application/pdf; "
                       "name=scan.pdf\nContent-Transfer-Encoding: base64\n\n" +
                           std::string(bytes) + "\n--b--\n");
    };
    CHECK(digest(simple("", "Hi\n")) == sha256_hex("Hi\r\n"));
    CHECK(digest("Received: by x\r\n" + simple("", "Hi\n")) == sha256_hex("Hi\r\n"));
    CHECK(digest("Subject: s\r\n") == sha256_hex(""));
    CHECK(parse_mail(pdf("aGVsbG8=")).attachments.at(0).size == 5);
    CHECK(parse_mail(pdf("d29ybGQ=")).attachments.at(0).size == 5);
    CHECK(digest(pdf("aGVsbG8=")) == digest(pdf("aGVsbG8=")));
    CHECK(digest(pdf("aGVsbG8=")) != digest(pdf("d29ybGQ=")));
  }

  TEST_CASE("body_sha256: of what is not listed, not kept or not parsed too") {
    const auto parts = [](char last) {
      return multipart("multipart/mixed", times(250, "--b\nContent-Type: image/png\n\nx\n") +
                                              "--b\nContent-Type: image/png\n\n" + last +
                                              "\n--b--\n");
    };
    CHECK(parse_mail(parts('y')).attachments.size() == 200);
    CHECK(parse_mail(parts('y')).body_sha256 != parse_mail(parts('z')).body_sha256);
    const auto text = [](char last) { return simple("", std::string(1'100'000, 'x') + last); };
    CHECK(parse_mail(text('y')).flags.truncated);
    CHECK(parse_mail(text('y')).body_sha256 != parse_mail(text('z')).body_sha256);
    const auto unparsed = [](char last) {
      return many_parts(2'000) + std::string(1'100'000, 'x') + last;
    };
    const auto one = unparsed('y');
    CHECK(parse_mail(one).flags.unparsed);
    CHECK(parse_mail(one).body_sha256 == sha256_hex(one.substr(one.find("\r\n\r\n") + 4)));
    CHECK(parse_mail(one).body_sha256 != parse_mail(unparsed('z')).body_sha256);
  }

  TEST_CASE("as JSON, for `frontdesk parse`") {
    const auto json = to_json(parse_mail(bounce()));
    CHECK(json.find(R"("bounce":true)") != std::string::npos);
    CHECK(json.find(R"("message_id":"d1@mx.acme.example")") != std::string::npos);
    CHECK(json.find(R"("signed":false)") != std::string::npos);
  }
}
