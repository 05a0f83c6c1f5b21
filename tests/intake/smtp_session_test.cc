#include <doctest/doctest.h>

#include "smtp_dialogue.h"

using namespace frontdesk;
using namespace frontdesk::smtp;

namespace {

// Every dialogue is played in one piece and byte by byte: the answers and mails must be the same.
Played play(const Dialogue& dialogue, std::string_view input) {
  auto whole = dialogue.play(input);
  for (const std::size_t piece : {1, 2, 7}) {
    const auto cut = dialogue.play(input, piece);
    CAPTURE(piece);
    CHECK(cut.said == whole.said);
    CHECK(cut.closed == whole.closed);
    REQUIRE(cut.mails.size() == whole.mails.size());
    for (std::size_t i = 0; i < cut.mails.size(); ++i)
      CHECK(cut.mails[i].raw == whole.mails[i].raw);
  }
  return whole;
}
Played play(std::string_view input) {
  return play(Dialogue{}, input);
}

}  // namespace

TEST_CASE("smtp: a mail goes from MAIL to the arrival's id") {
  const auto played = play(open_mail + "DATA\r\nSubject: hi\r\n\r\n..dot\r\n.\r\nQUIT\r\n");
  CHECK(
      played.said ==
      "250-desk.example\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
      "250-ENHANCEDSTATUSCODES\r\n250 CHUNKING\r\n250 2.1.0 sender ok\r\n"
      "250 2.1.5 recipient ok\r\n354 go ahead, end with a dot on a line of its own\r\n"
      "250 2.0.0 queued as a-1\r\n221 2.0.0 goodbye\r\n");
  CHECK(played.closed);
  REQUIRE(played.mails.size() == 1);
  const auto& mail = played.mails[0];
  CHECK(mail.mail_from == "ann@acme.example");
  CHECK_FALSE(mail.null_sender);
  REQUIRE(mail.recipients.size() == 1);
  CHECK(mail.recipients[0].address == "help@desk.example");
  CHECK(mail.recipients[0].line == "help");
  CHECK(mail.peer == "192.0.2.7");
  CHECK(mail.helo == "client.example");
  CHECK(mail.raw ==
        "Received: from client.example ([192.0.2.7])\r\n\tby desk.example with ESMTP;\r\n"
        "\tWed, 03 Jun 2026 12:30:00 +0000\r\nSubject: hi\r\n\r\n.dot\r\n");
}

TEST_CASE("smtp: many mails pipelined in one piece are answered in order") {
  std::string input = "EHLO c.example\r\n";
  for (int i = 0; i < 3; ++i)
    input +=
        "MAIL FROM:<>\r\nRCPT TO:<nobody@desk.example>\r\nRCPT TO:<Postmaster>\r\n"
        "RCPT TO:<uk@desk.example>\r\nDATA\r\n\r\nx\r\n.\r\n";
  const auto played = play(input + "NOOP\r\nQUIT\r\n");
  REQUIRE(played.mails.size() == 3);
  CHECK(played.mails[2].recipients.size() == 2);
  CHECK(codes(played.said) ==
        "250 250 550 250 250 354 250 250 550 250 250 354 250 250 550 250 250 354 250 250 221");
  CHECK(played.said.find("queued as a-2") < played.said.find("queued as a-3"));
}

TEST_CASE("smtp: the null sender and postmaster without a domain (RFC 5321, 4.5.1)") {
  const auto played =
      play("EHLO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<PostMaster>\r\nDATA\r\n.\r\n");
  REQUIRE(played.mails.size() == 1);
  CHECK(played.mails[0].null_sender);
  CHECK(played.mails[0].mail_from.empty());
  CHECK(played.mails[0].recipients[0].address == "postmaster");
  CHECK(body_of(played.mails[0]).empty());
}

TEST_CASE("smtp: one answer for all recipients, later outweighs never") {
  Dialogue dialogue;
  dialogue.results = {{std::string("a-1"), problem(ProblemCode::too_large, ""),
                       problem(ProblemCode::store_busy, "")}};
  const auto played =
      play(dialogue,
           open_mail + "RCPT TO:<uk@desk.example>\r\nRCPT TO:<uk@desk.example>\r\nDATA\r\n.\r\n");
  CHECK(played.said.ends_with("\r\n451 4.4.5 too much waits to be stored, try later\r\n"));
}

TEST_CASE("smtp: what the sink says becomes the right reply") {
  const std::vector<std::pair<ProblemCode, std::string>> table{
      {ProblemCode::store_full, "452 4.3.1 no space"},
      {ProblemCode::store_busy, "451 4.4.5 too much"},
      {ProblemCode::store_sick, "451 4.3.0 the store"},
      {ProblemCode::timeout, "451 4.4.5 could not be stored in time"},
      {ProblemCode::cancelled, "451 4.3.0 "},
      {ProblemCode::too_large, "552 5.3.4 "},
      {ProblemCode::internal, "451 4.3.0 "}};
  for (const auto& [code, starts] : table) {
    Dialogue dialogue;
    dialogue.results = {{problem(code, "why")}};
    const auto said = play(dialogue, open_mail + "DATA\r\n.\r\n").said;
    CHECK(said.find("354 ") != said.npos);
    CHECK(said.substr(said.rfind("\r\n", said.size() - 3) + 2).starts_with(starts));
  }
}

TEST_CASE("smtp: no result at all is never 250") {
  Dialogue dialogue;
  dialogue.results = {{}};
  CHECK(codes(play(dialogue, open_mail + "DATA\r\n.\r\n").said) == "250 250 250 354 451");
}

TEST_CASE("smtp: a sick store refuses at MAIL, before anything is taken") {
  Dialogue dialogue;
  dialogue.refusing = Reply::store_full;
  CHECK(codes(play(dialogue, open_mail + "DATA\r\n").said) == "250 452 503 503");
  dialogue.refusing = Reply::store_sick;
  CHECK(codes(play(dialogue, open_mail).said) == "250 451 503");
}

TEST_CASE("lmtp: one answer for each recipient that was taken") {
  Dialogue dialogue;
  dialogue.settings.lmtp = true;
  dialogue.results = {{std::string("a-1"), problem(ProblemCode::store_full, "")}};
  const std::string envelope =
      "LHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@desk.example>\r\n"
      "RCPT TO:<none@desk.example>\r\nRCPT TO:<uk@desk.example>\r\n";
  auto played = play(dialogue, envelope + "DATA\r\n.\r\nNOOP\r\n");
  CHECK(codes(played.said) == "250 250 250 550 250 354 250 452 250");
  CHECK(played.mails[0].raw.find(" with LMTP;") != std::string::npos);
  dialogue.results = {{std::string("a-1")}};
  CHECK(codes(play(dialogue, envelope + "BDAT 0 LAST\r\n").said) == "250 250 250 550 250 250 451");
  CHECK(codes(play(dialogue, "HELO c\r\nEHLO c\r\nLHLO c\r\n").said) == "500 500 250");
  CHECK(codes(play("LHLO c\r\n").said) == "500");
}

TEST_CASE("lmtp: a message too large is refused once for each recipient") {
  Dialogue dialogue;
  dialogue.settings.lmtp = true;
  dialogue.settings.limits.message_bytes = 10;
  const auto played = play(dialogue,
                           "LHLO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<help@desk.example>\r\n"
                           "RCPT TO:<uk@desk.example>\r\nDATA\r\n123456789\r\n.\r\nNOOP\r\n");
  CHECK(codes(played.said) == "250 250 250 250 354 552 552 250");
}

TEST_CASE("smtp: commands out of order") {
  CHECK(codes(play("MAIL FROM:<>\r\n").said) == "503");
  CHECK(codes(play("EHLO c\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n").said) == "250 503 503");
  CHECK(codes(play("EHLO c\r\nMAIL FROM:<>\r\nMAIL FROM:<>\r\nDATA\r\n").said) ==
        "250 250 503 503");
  CHECK(codes(play("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@y.example>\r\nDATA\r\n").said) ==
        "250 250 550 554");
  CHECK(codes(play(open_mail + "RSET\r\nDATA\r\n").said) == "250 250 250 250 503");
  CHECK(codes(play(open_mail + "EHLO c\r\nDATA\r\n").said) == "250 250 250 250 503");
}

TEST_CASE("smtp: the small verbs") {
  const auto played = play(
      "EHLO c\r\nNOOP x\r\nVRFY ann\r\nEXPN staff\r\nHELP\r\nRSET\r\nAUTH PLAIN AGEAYg==\r\n"
      "XYZZY\r\n\r\nnoop\r\nDATA now\r\n");
  CHECK(codes(played.said) == "250 250 252 502 214 250 502 500 500 250 503");
  CHECK(played.said.find("502 5.5.1 ") != std::string::npos);
}

TEST_CASE("smtp: a recipient that is not ours is refused, a sick check says later") {
  const auto played = play(
      "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@elsewhere.example>\r\n"
      "RCPT TO:<sick@desk.example>\r\nRCPT TO:<help@desk.example> NOTIFY=NEVER\r\n");
  CHECK(codes(played.said) == "250 250 550 451 555");
  CHECK(played.said.find("550 5.1.1 ") != std::string::npos);
}

TEST_CASE("smtp: parameters of MAIL") {
  const auto code = [](std::string_view parameters) {
    return codes(play("EHLO c\r\nMAIL FROM:<a@b.example>" + std::string(parameters) + "\r\n").said)
        .substr(4);
  };
  CHECK(code(" SIZE=26214400 BODY=8BITMIME SMTPUTF8") == "250");
  CHECK(code(" SIZE=26214401") == "552");
  CHECK(code(" SIZE=x") == "501");
  CHECK(code(" SIZE=99999999999999999999999") == "501");
  CHECK(code(" BODY=BINARYMIME") == "501");
  CHECK(code(" SIZE=1 SIZE=1") == "501");
  CHECK(code(" RET=FULL") == "555");
  CHECK(code(" AUTH=<>") == "555");
  CHECK(code("x") == "501");
}

TEST_CASE("smtp: an address beyond ASCII needs SMTPUTF8") {
  const std::string wide = "h\xc3\xa9lp@desk.example";
  CHECK(codes(play("EHLO c\r\nMAIL FROM:<" + wide + ">\r\n").said) == "250 553");
  CHECK(codes(play("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<" + wide + ">\r\n").said) == "250 250 553");
  const auto played = play("EHLO c\r\nMAIL FROM:<" + wide + "> SMTPUTF8\r\nRCPT TO:<" + wide +
                           ">\r\nDATA\r\n.\r\n");
  REQUIRE(played.mails.size() == 1);
  CHECK(played.mails[0].smtputf8);
  CHECK(played.mails[0].raw.find(" with UTF8SMTP;") != std::string::npos);
}

TEST_CASE("smtp: browsers, TLS on the plain port and binary junk are sent away") {
  for (const auto& input : std::vector<std::string>{"GET / HTTP/1.1\r\nHost: desk\r\n\r\n",
                                                    "POST /x HTTP/1.0\r\n", "PRI * HTTP/2.0\r\n"}) {
    const auto played = play(input);
    CHECK(played.said == "554 5.5.1 this is a mail server\r\n");
    CHECK(played.closed);
  }
  for (const auto& input : std::vector<std::string>{
           std::string("\x16\x03\x01\x02\0\x01", 6), std::string("a\0b\r\n", 5),
           std::string("NOOP\n"), std::string("NOOP\rx\r\n"), std::string("\n")}) {
    const auto played = play(input);
    CHECK(played.said == "500 5.5.2 a line is text and ends with CRLF\r\n");
    CHECK(played.closed);
  }
  CHECK(codes(play("\xff\xfe\xfd\r\n").said) == "500");
  CHECK(codes(play("EHLO a b\r\nEHLO \r\nHELO <x>\r\nHELO [192.0.2.1]\r\n").said) ==
        "501 501 501 250");
}

TEST_CASE("smtp: STARTTLS starts the dialogue over") {
  Dialogue dialogue;
  dialogue.settings.offer_tls = true;
  const auto before = dialogue.play(open_mail + "STARTTLS\r\n");
  CHECK(before.said.find("250-STARTTLS\r\n") != std::string::npos);
  CHECK(before.handshakes == 1);
  const auto played = dialogue.play(open_mail +
                                        "STARTTLS\r\nMAIL FROM:<>\r\nEHLO c\r\nDATA\r\n"
                                        "STARTTLS\r\n",
                                    1);
  CHECK(played.handshakes == 1);
  CHECK(codes(played.said) == "250 250 250 220 503 250 503 503");
  CHECK(played.said.find("STARTTLS", played.said.find("220 ")) == std::string::npos);
  CHECK(codes(play("EHLO c\r\nSTARTTLS\r\n").said) == "250 502");
}

TEST_CASE("smtp: nothing that was sent before TLS survives it") {
  Dialogue dialogue;
  dialogue.settings.offer_tls = true;
  const auto played = dialogue.play("EHLO c\r\nSTARTTLS\r\nEHLO evil\r\nMAIL FROM:<>\r\n");
  CHECK(played.closed);
  CHECK(played.handshakes == 0);
  CHECK(codes(played.said) == "250 554");
}

TEST_CASE("smtp: where TLS is required no mail goes before it") {
  Dialogue dialogue;
  dialogue.settings.offer_tls = dialogue.settings.require_tls = true;
  const auto played = play(dialogue, "EHLO c\r\nMAIL FROM:<>\r\nVRFY a\r\nBDAT 4\r\nNOOPNOOP\r\n");
  CHECK(codes(played.said) == "250 530 530 530 250");
  dialogue.tls = true;
  CHECK(codes(play(dialogue, open_mail).said) == "250 250 250");
}

TEST_CASE("limits: recipients, errors, junk, commands and transactions of a connection") {
  Dialogue dialogue;
  dialogue.settings.limits.recipients = 2;
  CHECK(
      codes(play(dialogue, open_mail + "RCPT TO:<uk@desk.example>\r\nRCPT TO:<uk@desk.example>\r\n")
                .said) == "250 250 250 250 452");

  dialogue = {};
  dialogue.settings.limits.errors = 2;
  auto played = play(dialogue, "X\r\nX\r\nX\r\nNOOP\r\n");
  CHECK(codes(played.said) == "500 500 500 421");
  CHECK(played.closed);

  dialogue = {};
  dialogue.settings.limits.junk = 2;
  played = play(dialogue, "NOOP\r\nRSET\r\nVRFY x\r\nNOOP\r\n");
  CHECK(codes(played.said) == "250 250 421");
  // A greeting said again, and MAIL after MAIL without a mail. The first of each is none.
  CHECK(codes(play(dialogue, "HELO c\r\nHELO c\r\nEHLO c\r\nHELO c\r\n").said) ==
        "250 250 250 421");
  const std::string given_up = "MAIL FROM:<>\r\nRSET\r\n";
  CHECK(codes(play(dialogue, "HELO c\r\n" + given_up + "MAIL FROM:<>\r\nRSET\r\n").said) ==
        "250 250 250 250 421");
  const std::string mail = "MAIL FROM:<>\r\nRCPT TO:<uk@desk.example>\r\nDATA\r\n.\r\n";
  CHECK(codes(play(dialogue, "HELO c\r\nHELO c\r\nHELO c\r\n" + mail + mail + "NOOP\r\nNOOP\r\n")
                  .said) == "250 250 250 250 250 354 250 250 250 354 250 250 250");
  // A mail that is not taken makes up for nothing.
  dialogue.results = {{problem(ProblemCode::store_busy, "")}};
  CHECK(codes(play(dialogue, "HELO c\r\nNOOP\r\nNOOP\r\n" + mail + "NOOP\r\n").said) ==
        "250 250 250 250 250 354 451 421");

  dialogue = {};
  dialogue.settings.limits.commands = 3;
  CHECK(codes(play(dialogue, "HELO c\r\nHELO c\r\nHELO c\r\nHELO c\r\n").said) ==
        "250 250 250 421");

  dialogue = {};
  dialogue.settings.limits.transactions = 1;
  played = play(dialogue, open_mail + "DATA\r\n.\r\nMAIL FROM:<>\r\n");
  CHECK(codes(played.said) == "250 250 250 354 250 421");
  CHECK(played.mails.size() == 1);
}

TEST_CASE("limits: a command line of 2,048 bytes passes, one more does not") {
  const auto line = [](std::size_t size) { return "NOOP " + std::string(size - 7, 'x') + "\r\n"; };
  CHECK(codes(play(line(2'048)).said) == "250");
  const auto played = play(line(2'049));
  CHECK(played.said == "500 5.5.2 line too long\r\n");
  CHECK(played.closed);
  CHECK(play(std::string(2'049, 'x')).closed);
}

TEST_CASE("limits: the table knows its bounds") {
  Limits limits;
  for (const auto& row : limit_table()) {
    CAPTURE(row.name);
    CHECK(set_limit(limits, row.name, row.min).has_value());
    CHECK(set_limit(limits, row.name, row.max).has_value());
    CHECK(set_limit(limits, row.name, row.min - 1).has_error());
    CHECK(set_limit(limits, row.name, row.max + 1).error().code == ProblemCode::invalid);
  }
  CHECK(limits.idle == std::chrono::seconds(3'600));
  CHECK(set_limit(limits, "no_such", 1).error().code == ProblemCode::not_found);
}

TEST_CASE("smtp: every refusal has an enhanced code of its class and a name for the metric") {
  for (int i = 0; i <= static_cast<int>(Reply::bad_parameter); ++i) {
    const auto& row = info(static_cast<Reply>(i));
    CAPTURE(row.text);
    if (row.code == 354) continue;
    REQUIRE(row.enhanced.size() >= 5);
    CHECK(row.enhanced[0] == static_cast<char>('0' + row.code / 100));
    CHECK(row.reason.empty() == (row.code < 400));
  }
  const auto played = play("EHLO c\r\nXX\r\nMAIL FROM:<a\r\n");
  CHECK(played.refused == std::vector{Reply::unrecognised, Reply::bad_sender});
}
