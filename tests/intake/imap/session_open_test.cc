// From the greeting to the open folder.
#include "talk_checked.h"

using namespace frontdesk::imap;
using namespace frontdesk::imap::test;

namespace {

using Events = std::vector<std::string>;

Talk connected(Security security = Security::tls) {
  Talk talk;
  talk.begin = Begin::connected;
  talk.settings.security = security;
  return talk;
}

Events ends(const Talk& talk, const std::vector<std::string>& turns) {
  return play(talk, turns).events;
}

}  // namespace

TEST_CASE("imap session: greeting, capabilities, login, folder, first search") {
  const std::vector<std::string> turns{
      "* OK ready\r\n", "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE\r\n" + done(1),
      "* CAPABILITY IMAP4rev1 IDLE MOVE\r\n" + done(2, "OK Logged in"),
      "* FLAGS (\\Seen)\r\n* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n" + done(3, "OK [READ-ONLY] x"),
      "* SEARCH\r\n" + done(4)};
  const auto played = play(connected(), turns);
  CHECK(played.said ==
        "F1 CAPABILITY\r\nF2 AUTHENTICATE PLAIN AGRlc2sAczNjcmV0\r\nF3 EXAMINE \"INBOX\"\r\n"
        "F4 UID SEARCH UID 1:*\r\nF5 IDLE\r\n");
  CHECK(played.events.empty());
  cut_everywhere(connected(), turns);
}

TEST_CASE("imap session: capabilities in the greeting and with the login are not asked for again") {
  const auto played =
      play(connected(), {"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n",
                         done(1, "OK [CAPABILITY IMAP4rev1 ESEARCH] in"),
                         "* OK [UIDVALIDITY 7] x\r\n" + done(2), "* ESEARCH (TAG \"F3\") UID\r\n"});
  CHECK(played.said.find("CAPABILITY") == std::string::npos);
  CHECK(played.said.ends_with("F3 UID SEARCH RETURN (ALL) UID 1:*\r\n"));
  // After a login that says nothing of them they are asked for, as they may have grown.
  CHECK(play(connected(), {"* OK [CAPABILITY IMAP4rev1] ready\r\n", done(1)})
            .said.ends_with("F2 CAPABILITY\r\n"));
}

TEST_CASE("imap session: after a login that was done before it asks for capabilities") {
  Talk talk;
  talk.login = {};
  const auto played = play(talk, opened());
  CHECK(played.said == "F1 CAPABILITY\r\nF2 EXAMINE \"INBOX\"\r\nF3 UID SEARCH UID 1:*\r\n");
}

TEST_CASE("imap session: where greeting and TLS were done before it logs in, and starts no TLS") {
  for (const auto security : {Security::tls, Security::starttls, Security::none}) {
    auto talk = connected(security);
    talk.begin = Begin::secured;
    const auto said =
        play(talk, {"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR\r\n" + done(1)}).said;
    CHECK(said == "F1 CAPABILITY\r\nF2 AUTHENTICATE PLAIN AGRlc2sAczNjcmV0\r\n");
  }
}

TEST_CASE("imap session: without SASL-IR the secret waits for the server's word") {
  auto talk = connected();
  const std::string greeting = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n";
  CHECK(play(talk, {greeting}).said == "F1 AUTHENTICATE PLAIN\r\n");
  CHECK(play(talk, {greeting, "+ \r\n"}).said == "F1 AUTHENTICATE PLAIN\r\nAGRlc2sAczNjcmV0\r\n");
  // More than was to be said: the exchange is given up, then it is a fault.
  CHECK(play(talk, {greeting, "+ \r\n", "+ more\r\n"}).said ==
        "F1 AUTHENTICATE PLAIN\r\nAGRlc2sAczNjcmV0\r\n*\r\n");
  CHECK(ends(talk, {greeting, "+ \r\n", "+ more\r\n", "+ more\r\n"}) == Events{"ended protocol"});
  talk.login.secret = "s\xc3\xa9";
  CHECK(play(talk, {"* OK [CAPABILITY IMAP4rev1] ready\r\n", "+ go\r\n"}).said ==
        "F1 LOGIN \"desk\" {3}\r\ns\xc3\xa9\r\n");
}

TEST_CASE("imap session: a token that is refused is answered as the mechanism wants") {
  auto talk = connected();
  talk.login.bearer = true;
  const std::string challenge = "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n";
  auto played = play(talk, {"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] Gimap\r\n", challenge,
                            done(1, "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)")});
  CHECK(played.said.ends_with("\r\n\r\n"));
  CHECK(played.events == Events{"ended token_refused"});
  CHECK(info(played.ended->why).remedy == Remedy::new_token);
  played = play(talk, {"* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER SASL-IR] hi\r\n", challenge,
                       done(1, "NO SASL authentication failed")});
  CHECK(played.said.ends_with("\r\nAQ==\r\n"));
  CHECK(played.events == Events{"ended token_refused"});
}

TEST_CASE("imap session: STARTTLS, and what was said before TLS counts for nothing") {
  const auto talk = connected(Security::starttls);
  const std::string greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n";
  const auto played = play(
      talk, {greeting, done(1, "OK begin"), "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + done(2)});
  CHECK(played.handshakes == 1);
  CHECK(played.said == "F1 STARTTLS\r\nF2 CAPABILITY\r\nF3 AUTHENTICATE PLAIN\r\n");
  // Offered before TLS is offered no more.
  CHECK(play(talk, {"* OK [CAPABILITY STARTTLS AUTH=PLAIN SASL-IR] x\r\n", done(1), done(2)})
            .said.ends_with("F3 LOGIN \"desk\" \"s3cret\"\r\n"));
  // Bytes behind the server's OK, which somebody between may have put there, are dropped.
  const auto injected = talk.play(
      {greeting,
       done(1, "OK begin") + "* CAPABILITY IMAP4rev1 XOAUTH2\r\n" + done(2) + "* BYE x\r\n",
       "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + done(2)});
  CHECK(injected.said == played.said);
  CHECK(injected.events.empty());
}

TEST_CASE("imap session: bytes that come while the handshake is awaited are dropped") {
  const auto talk = connected(Security::starttls);
  Session session(talk.settings, talk.login, {});
  session.start(Begin::connected, begin_time);
  session.feed("* OK [CAPABILITY IMAP4rev1 STARTTLS] x\r\n", begin_time);
  CHECK(session.feed("F1 OK begin\r\n", begin_time) == Next::start_tls);
  CHECK_FALSE(session.deadline());
  session.output().clear();
  CHECK(session.feed("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nF2 OK x\r\n", begin_time) ==
        Next::start_tls);
  CHECK(session.output().empty());
  CHECK(session.tls_started(begin_time) == Next::read);
  CHECK(session.output() == "F2 CAPABILITY\r\n");
  CHECK(session.tls_started(begin_time) == Next::read);
  CHECK(session.output() == "F2 CAPABILITY\r\n");
}

TEST_CASE("imap session: STARTTLS that is not to be had ends it, no secret is sent") {
  const auto talk = connected(Security::starttls);
  for (const std::string greeting :
       {"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n", "* PREAUTH welcome\r\n",
        "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n"}) {
    const auto played = play(talk, {greeting});
    CHECK(played.said.empty());
    CHECK(played.events ==
          Events{greeting.starts_with("* OK") ? "ended no_starttls" : "ended preauth"});
  }
  CHECK(ends(talk, {"* OK [CAPABILITY STARTTLS] x\r\n", done(1, "NO not now")}) ==
        Events{"ended tls_refused"});
  CHECK(ends(talk, {"* OK [CAPABILITY STARTTLS] x\r\n", done(1, "BAD what")}) ==
        Events{"ended tls_refused"});
}

TEST_CASE("imap session: PREAUTH where TLS was there from the start leaves out the login") {
  const auto played = play(
      connected(), {"* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n", "* OK [UIDVALIDITY 7] x\r\n"});
  CHECK(played.said == "F1 EXAMINE \"INBOX\"\r\n");
}

TEST_CASE("imap session: a login that is refused, by reason") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"NO [AUTHENTICATIONFAILED] Authentication failed.", "login_failed"},  // Dovecot
      {"NO LOGIN failed.", "login_failed"},                                  // Exchange
      {"BAD what", "login_failed"},
      {"NO [EXPIRED] password expired", "login_expired"},
      {"NO [UNAVAILABLE] Temporary authentication failure.", "unavailable"},  // Dovecot
      {"NO [LIMIT] too many", "throttled"},
      {"NO [ALERT] Too many simultaneous connections. (Failure)", "throttled"},  // Gmail
      {"BAD User is authenticated but not connected.", "unavailable"},           // Exchange
      {"NO [CONTACTADMIN] ask", "login_failed"},
      {"NO [SERVERBUG] oops", "unavailable"}};
  for (const auto& [answer, reason] : table) {
    CAPTURE(answer);
    CHECK(ends(connected(), {"* OK [CAPABILITY IMAP4rev1] x\r\n", done(1, answer)}) ==
          Events{"ended " + reason});
  }
  auto talk = connected();
  CHECK(ends(talk, {"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] x\r\n"}) ==
        Events{"ended no_mechanism"});
  talk.login.bearer = true;
  CHECK(ends(talk, {"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n"}) ==
        Events{"ended no_mechanism"});
}

TEST_CASE("imap session: greetings that are none") {
  CHECK(ends(connected(), {"* BYE too busy\r\n"}) == Events{"ended greeting_refused"});
  CHECK(ends(connected(), {"* BYE [UNAVAILABLE] later\r\n"}) == Events{"ended unavailable"});
  CHECK(ends(connected(), {"* BYE Maximum number of connections from user+IP exceeded\r\n"}) ==
        Events{"ended throttled"});
  for (const std::string bad :
       {"* NO x\r\n", "F1 OK x\r\n", "+ x\r\n", "* CAPABILITY IMAP4rev1\r\n",
        "220 mail.example ESMTP\r\n", "HTTP/1.1 400 Bad\r\n", "\x15\x03\x01"})
    CHECK(ends(connected(), {bad}) == Events{"ended protocol"});
}

TEST_CASE("imap session: folders that cannot be opened, by reason") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"NO [NONEXISTENT] Mailbox doesn't exist: Help", "folder_gone"},      // Dovecot
      {"NO [NONEXISTENT] Unknown Mailbox: Help (Failure)", "folder_gone"},  // Gmail
      {"NO [TRYCREATE] no such mailbox", "folder_gone"},
      {"NO Help doesn't exist.", "folder_gone"},  // Exchange
      {"NO [NOPERM] Permission denied", "folder_refused"},
      {"NO Mailbox is locked", "folder_refused"},
      {"NO [INUSE] Mailbox is in use", "unavailable"},
      {"BAD Request is throttled. Suggested Backoff Time: 1000 milliseconds", "throttled"},
      {"NO [SERVERBUG] Internal error occurred. Refer to server log", "unavailable"},
      {"OK [READ-WRITE] but no UIDVALIDITY", "no_uidvalidity"}};
  for (const auto& [answer, reason] : table) {
    CAPTURE(answer);
    CHECK(ends(Talk{}, {done(1), done(2, answer)}) == Events{"ended " + reason});
  }
  CHECK(ends(Talk{}, {done(1), "* OK [UIDVALIDITY 0] x\r\n" + done(2)}) ==
        Events{"ended no_uidvalidity"});
}

TEST_CASE("imap session: a folder's name goes out in modified UTF-7") {
  Talk talk;
  talk.settings.folder = "Entw\xc3\xbcrfe \"R&D\"";
  talk.settings.afterwards = {.kind = Afterwards::Kind::move, .to = "Done"};
  CHECK(play(talk, {done(1)}).said ==
        "F1 CAPABILITY\r\nF2 SELECT \"Entw&APw-rfe \\\"R&-D\\\"\"\r\n");
}

TEST_CASE("imap session: another UIDVALIDITY begins again from UID 1 and says so") {
  Talk talk;
  talk.cursor = {.folder = "INBOX", .uid_validity = 7, .uid = 40, .tidied = 40};
  auto played = play(talk, opened("IMAP4rev1", 7));
  CHECK(played.said.ends_with("F3 UID SEARCH UID 41:*\r\n"));
  CHECK(played.events.empty());
  const auto turns = opened("IMAP4rev1", 8) + std::vector<std::string>{"* SEARCH 1\r\n" + done(3),
                                                                       sized(1, 3) + done(4),
                                                                       fetched(1, "abc") + done(5)};
  talk.settings.give_up = 1;  // another mail by now
  played = play(talk, turns);
  CHECK(said_from(played, 3).starts_with("F3 UID SEARCH UID 1:*\r\n"));
  CHECK(played.events == Events{"renewed INBOX/7/40/40 to 8", "mail 1", "advanced INBOX/8/1/1"});
  talk.cursor.folder = "Other";
  CHECK(play(talk, opened()).events == Events{"renewed Other/7/40/40 to 7"});
  // While the folder is open it cannot change: what is asked for would be other mails.
  talk = {};
  CHECK(play(talk, opened() + std::vector<std::string>{"* OK [UIDVALIDITY 9] new\r\n"}).events ==
        Events{"ended server_ended"});
}

TEST_CASE("imap session: nothing that is said for people or metrics holds the secret") {
  for (const auto& answer : {"NO [AUTHENTICATIONFAILED] s3cret", "BAD s3cret", "OK in"}) {
    auto talk = connected();
    const auto played =
        talk.play({"* OK [CAPABILITY IMAP4rev1] x\r\n", done(1, answer), "* BYE s3cret\r\n"});
    for (const auto& event : played.events) CHECK(event.find("s3cret") == std::string::npos);
  }
}
