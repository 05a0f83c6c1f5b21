#include <doctest/doctest.h>

#include <random>

#include "smtp_dialogue.h"

using namespace frontdesk;
using namespace frontdesk::smtp;
using namespace std::string_literals;

namespace {

const std::string open_data = open_mail + "DATA\r\n";

std::string bdat(std::string_view bytes, bool last) {
  return "BDAT " + std::to_string(bytes.size()) + (last ? " LAST" : "") + "\r\n" +
         std::string(bytes);
}

// The same by a look at each byte and what is before it.
struct Taken {
  std::size_t used;
  DataReader::Status status;
  std::string kept;
};

Taken byte_by_byte(std::string_view text) {
  std::string kept;
  bool start = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char before = at > 0 ? text[at - 1] : '\n';
    if (before == '\r' && text[at] != '\n') return {at, DataReader::Status::spoiled, {}};
    if (text[at] == '\0' || (text[at] == '\n' && before != '\r'))
      return {at, DataReader::Status::spoiled, {}};
    if (start && text.substr(at, 3) == ".\r\n") return {at + 3, DataReader::Status::done, kept};
    if (!start || text[at] != '.') kept += text[at];
    start = text[at] == '\n';
  }
  return {text.size(), DataReader::Status::more, kept};
}

bool has_bare(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n' && (at == 0 || text[at - 1] != '\r')) return true;
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] != '\n') return true;
  }
  return false;
}

}  // namespace

TEST_CASE("smuggling: ten fake ends of data, none ends a message") {
  const std::vector<std::string> ends{"\n.\n"s,       "\n.\r\n"s,    "\r\n.\n"s, "\r.\r"s,
                                      "\r\n.\r"s,     "\r.\r\n"s,    "\n.\r"s,   "\r.\n"s,
                                      "\r\n\0.\r\n"s, "\r\n.\0\r\n"s};
  for (const auto& end : ends) {
    CAPTURE(end);
    const auto input = open_data + "Subject: a\r\n\r\nfirst" + end +
                       "MAIL FROM:<evil@x.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n"
                       "Subject: smuggled\r\n\r\nx\r\n.\r\n";
    for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{3}}) {
      const auto played = Dialogue{}.play(input, piece);
      CHECK(played.mails.empty());
      CHECK(played.closed);
      CHECK(codes(played.said) == "250 250 250 354 550");
      CHECK(played.said.ends_with("550 5.5.2 bare CR, bare LF or NUL in the message\r\n"));
    }
  }
}

TEST_CASE("smuggling: the same bytes by BDAT are refused too") {
  for (const auto& body : {"a\nb\r\n"s, "a\rb\r\n"s, "a\0b\r\n"s, "a\r\n\n"s, "a\r"s}) {
    for (const std::size_t piece : {std::string::npos, std::size_t{1}}) {
      const auto played = Dialogue{}.play(open_mail + bdat(body, true) + "NOOP\r\n", piece);
      CHECK(played.mails.empty());
      CHECK(played.closed);
      CHECK(codes(played.said) == "250 250 250 550");
    }
  }
}

TEST_CASE("data: dots are unstuffed, and only at the start of a line") {
  const auto played = Dialogue{}.play(open_data + "..\r\n...a\r\na.\r\n. \r\n\r\n.x.\r\n.\r\n");
  REQUIRE(played.mails.size() == 1);
  CHECK(body_of(played.mails[0]) == ".\r\n..a\r\na.\r\n \r\n\r\nx.\r\n");
}

TEST_CASE("data: every way to cut a message gives the same bytes") {
  const auto input =
      open_data + "A: b\r\n\r\n..x\r\n" + std::string(3'000, 'y') + "\r\n.\r\nQUIT\r\n";
  const auto whole = Dialogue{}.play(input);
  REQUIRE(whole.mails.size() == 1);
  for (std::size_t cut = 1; cut < input.size(); ++cut) {
    const auto played = Dialogue{}.play(input, cut);
    REQUIRE(played.mails.size() == 1);
    REQUIRE(played.mails[0].raw == whole.mails[0].raw);
    REQUIRE(played.said == whole.said);
  }
}

TEST_CASE("data: blocks of bytes are taken as byte after byte would be") {
  std::mt19937 random(11);
  int ended = 0, spoiled = 0;
  for (int round = 0; round < 20'000; ++round) {
    // Long stretches of ordinary lines with something odd in them now and then.
    std::string text;
    for (std::size_t i = random() % 12; i > 0; --i) {
      text += std::string(random() % 90, 'x') + (random() % 12 == 0 ? "" : "\r\n");
      for (std::size_t j = random() % 3; j > 0; --j) text += "\r\n..\r\n"[random() % 6];
      if (random() % 40 == 0) text += "\r\n.\0\n"s[random() % 5];
    }
    text += "\r\n.\r\n";
    const auto [used, status, kept] = byte_by_byte(text);
    ended += status == DataReader::Status::done;
    spoiled += status == DataReader::Status::spoiled;
    for (const std::size_t piece :
         {text.size(), std::size_t{1}, std::size_t{65}, std::size_t{130}}) {
      DataReader reader;
      reader.begin("", 1'000'000, 0);
      std::size_t at = 0;
      DataReader::Progress progress{0, DataReader::Status::more};
      while (at < text.size() && progress.status == DataReader::Status::more) {
        progress = reader.dotted(std::string_view(text).substr(at, piece));
        at += progress.used;
      }
      REQUIRE(progress.status == status);
      if (status != DataReader::Status::done) continue;
      REQUIRE(at == used);
      REQUIRE(reader.take() == kept);
    }
    // By BDAT a dot is a letter like any other.
    const bool odd = text.find('\0') != text.npos || has_bare(text);
    for (const std::size_t piece : {text.size(), std::size_t{1}, std::size_t{100}}) {
      DataReader reader;
      reader.begin("", 1'000'000, 0);
      auto answer = DataReader::Status::more;
      for (std::size_t at = 0; at < text.size() && answer == DataReader::Status::more; at += piece)
        answer = reader.chunk(std::string_view(text).substr(at, piece));
      REQUIRE((answer == DataReader::Status::spoiled) == odd);
      if (!odd) REQUIRE(reader.take() == text);
    }
  }
  CHECK(ended > 1'000);
  CHECK(spoiled > 1'000);
}

TEST_CASE("bdat: chunks make the same mail as DATA") {
  const std::string body = "Subject: a\r\n\r\n.one\r\n.\r\ntwo\r\n";
  const auto by_data = Dialogue{}.play(open_data + "Subject: a\r\n\r\n..one\r\n..\r\ntwo\r\n.\r\n");
  REQUIRE(by_data.mails.size() == 1);
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    const auto input = open_mail + bdat(body.substr(0, cut), false) + bdat(body.substr(cut), true);
    for (const std::size_t piece : {std::string::npos, std::size_t{1}}) {
      const auto played = Dialogue{}.play(input, piece);
      REQUIRE(played.mails.size() == 1);
      CHECK(played.mails[0].raw == by_data.mails[0].raw);
      CHECK(played.said.ends_with("250 2.0.0 chunk taken\r\n250 2.0.0 queued as a-1\r\n"));
    }
  }
}

TEST_CASE("bdat: a last line without CRLF is completed") {
  const auto played = Dialogue{}.play(open_mail + bdat("Subject: a\r\n\r\nend", true));
  REQUIRE(played.mails.size() == 1);
  CHECK(body_of(played.mails[0]) == "Subject: a\r\n\r\nend\r\n");
}

TEST_CASE("bdat: refused chunks are read over, never taken as commands") {
  const std::string chunk = bdat("QUIT\r\nQUIT\r\n", true);
  CHECK(codes(Dialogue{}.play(chunk + "NOOP\r\n").said) == "503 250");
  CHECK(codes(Dialogue{}.play("EHLO c\r\n" + chunk + "NOOP\r\n", 1).said) == "250 503 250");
  CHECK(codes(Dialogue{}.play("EHLO c\r\nMAIL FROM:<>\r\n" + chunk + "NOOP\r\n").said) ==
        "250 250 503 250");
  CHECK(
      codes(Dialogue{}.play("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<no@x.example>\r\n" + chunk).said) ==
      "250 250 550 554");
}

TEST_CASE("bdat: between chunks no other transaction begins") {
  const auto played = Dialogue{}.play(
      open_mail + bdat("a: b\r\n", false) +
      "MAIL FROM:<>\r\nRCPT TO:<uk@desk.example>\r\nDATA\r\nRSET\r\nMAIL FROM:<>\r\n");
  CHECK(codes(played.said) == "250 250 250 250 503 503 503 250 250");
  CHECK(played.mails.empty());
}

TEST_CASE("bdat: without a size the connection ends") {
  for (const std::string size : {"", "x", "-1", "1 FIRST", "1LAST", "99999999999999999999999"}) {
    const auto played = Dialogue{}.play(open_mail + "BDAT " + size + "\r\nQUIT\r\n");
    CAPTURE(size);
    CHECK(played.closed);
    CHECK(codes(played.said) == "250 250 250 501");
  }
}

TEST_CASE("limits: a message of exactly the size passes, one byte more does not") {
  Dialogue dialogue;
  dialogue.settings.limits.message_bytes = 100;
  const auto body = [](std::size_t size) { return std::string(size - 2, 'x') + "\r\n"; };
  for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{9}}) {
    CHECK(dialogue.play(open_data + body(100) + ".\r\n", piece).mails.size() == 1);
    const auto large = dialogue.play(open_data + body(101) + ".\r\nNOOP\r\n", piece);
    CHECK(large.mails.empty());
    CHECK(codes(large.said) == "250 250 250 354 552 250");
    CHECK(large.said.find("552 5.3.4 ") != std::string::npos);
    CHECK(dialogue.play(open_mail + bdat(body(100), true), piece).mails.size() == 1);
    const auto chunk =
        dialogue.play(open_mail + bdat(body(50), false) + bdat(body(51), true) + "NOOP\r\n", piece);
    CHECK(chunk.mails.empty());
    CHECK(codes(chunk.said) == "250 250 250 250 552 250");
    // Twice the limit is not read to its end.
    const auto endless = dialogue.play(open_data + body(201) + ".\r\nNOOP\r\n", piece);
    CHECK(endless.closed);
    CHECK(codes(endless.said) == "250 250 250 354 552");
  }
}

TEST_CASE("data: a line of a megabyte is taken, the MIME guard judges it") {
  const auto played =
      Dialogue{}.play(open_data + std::string(1'000'000, 'x') + "\r\n.\r\n", 32'768);
  REQUIRE(played.mails.size() == 1);
  CHECK(body_of(played.mails[0]).size() == 1'000'002);
}

TEST_CASE("bdat: chunks are no progress of their own, only the message that they make") {
  SessionSettings settings;
  const SessionHooks hooks{.check = Dialogue::check,
                           .refusing = [] { return std::optional<Reply>{}; },
                           .now = [] { return Instant{}; },
                           .refused = {}};
  Session session(settings, hooks, "192.0.2.7", false);
  session.feed(open_mail);
  CHECK_FALSE(session.receiving());
  session.feed("BDAT 1\r\nx");
  CHECK(session.receiving());
  const auto begun = session.progress();
  for (int i = 0; i < 5; ++i) session.feed("BDAT 1\r\nx");
  CHECK(session.progress() == begun);
  CHECK(session.feed("BDAT 2 LAST\r\n\r\n") == Next::deliver);
  CHECK(session.progress() > begun);
}

TEST_CASE("data: a message whose memory was taken back is refused for now, not lost in silence") {
  SessionSettings settings;
  const SessionHooks hooks{.check = Dialogue::check,
                           .refusing = [] { return std::optional<Reply>{}; },
                           .now = [] { return Instant{}; },
                           .refused = {}};
  Session session(settings, hooks, "192.0.2.7", false);
  session.feed(open_data + "Subject: a\r\n");
  CHECK(session.held() > 0);
  session.drop_message(Reply::too_much_from_address);
  CHECK(session.held() < 64);
  session.output().clear();
  CHECK(session.feed("more\r\n.\r\n") == Next::read);
  CHECK(session.output() == "451 4.7.0 too much mail from your address at once, try later\r\n");
  CHECK_FALSE(session.in_transaction());
}
