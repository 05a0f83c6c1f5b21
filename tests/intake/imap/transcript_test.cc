// Dialogues as servers in the field hold them: the words around the mails are theirs.
#include "talk_checked.h"

using namespace frontdesk::imap;
using namespace frontdesk::imap::test;

namespace {

using Events = std::vector<std::string>;

Talk connected(bool bearer = false) {
  Talk talk;
  talk.begin = Begin::connected;
  talk.login.bearer = bearer;
  talk.settings.afterwards = {.kind = Afterwards::Kind::move, .to = "Done"};
  return talk;
}

const std::string mail = "From: ann@acme.example\r\nSubject: help\r\n\r\nplease\r\n";  // 49 bytes

}  // namespace

TEST_CASE("imap transcript: Dovecot") {
  const std::vector<std::string> turns{
      lines("* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN "
            "AUTH=LOGIN] Dovecot (Debian) ready.\n"),
      lines(
          "* CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT MULTIAPPEND UNSELECT "
          "CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE QRESYNC ESEARCH ESORT MOVE "
          "SPECIAL-USE LITERAL+ NOTIFY\nF1 OK Logged in\n"),
      lines("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\n"
            "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Flags "
            "permitted.\n* 2 EXISTS\n* 2 RECENT\n* OK [UNSEEN 1] First unseen.\n"
            "* OK [UIDVALIDITY 1763887321] UIDs valid\n* OK [UIDNEXT 3] Predicted next UID\n"
            "* OK [HIGHESTMODSEQ 4] Highest\n"
            "F2 OK [READ-WRITE] Select completed (0.001 + 0.000 secs).\n"),
      lines("* ESEARCH (TAG \"F3\") UID ALL 1:2\nF3 OK Search completed (0.001 + 0.000 secs).\n"),
      lines("* 1 FETCH (UID 1 RFC822.SIZE 49 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\")\n"
            "* 2 FETCH (UID 2 RFC822.SIZE 49 INTERNALDATE \"23-Nov-2026 08:42:02 +0000\")\n"
            "F4 OK Fetch completed (0.002 + 0.000 + 0.001 secs).\n"),
      lines("* 1 FETCH (UID 1 RFC822.SIZE 49 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\" BODY[] "
            "{49}\n") +
          mail +
          lines(")\n* 2 FETCH (UID 2 RFC822.SIZE 49 INTERNALDATE \"23-Nov-2026 08:42:02 +0000\" "
                "BODY[] {49}\n") +
          mail + lines(")\nF5 OK Fetch completed (0.003 + 0.000 + 0.002 secs).\n"),
      lines("* OK [COPYUID 1763887400 1:2 1:2] Moved UIDs.\n* 2 EXPUNGE\n* 1 EXPUNGE\n"
            "F6 OK Move completed (0.004 + 0.000 + 0.003 secs).\n"),
      lines("+ idling\n"),
      lines("* OK Still here\n* 1 EXISTS\n* 1 RECENT\n"),
      lines("F7 OK Idle completed (120.000 + 119.998 + 120.000 secs).\n")};
  const auto played = play(connected(), turns);
  CHECK(played.events == Events{"mail 1", "mail 2", "advanced INBOX/1763887321/2/2"});
  CHECK(played.mails[1].raw == mail);
  CHECK(said_from(played, 6) == "F6 UID MOVE 1:2 \"Done\"\r\nF7 IDLE\r\nDONE\r\n");
  CHECK(played.resting);  // for a second: it has just searched
  cut_everywhere(connected(), turns);
}

TEST_CASE("imap transcript: Gmail with XOAUTH2") {
  const std::vector<std::string> turns{
      lines("* OK Gimap ready for requests from 192.0.2.7 x7mb123456789abc\n"),
      lines("* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 "
            "XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER\n"
            "F1 OK Thats all she wrote! x7mb123456789abc\n"),
      lines("* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 "
            "UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED "
            "LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584\n"
            "F2 OK desk@acme.example authenticated (Success)\n"),
      lines("* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen $NotPhishing $Phishing)\n"
            "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen \\*)] Flags "
            "permitted.\n"
            "* OK [UIDVALIDITY 2] UIDs valid.\n* 1 EXISTS\n* 0 RECENT\n"
            "* OK [UIDNEXT 18] Predicted next UID.\n* OK [HIGHESTMODSEQ 2049]\n"
            "F3 OK [READ-WRITE] INBOX selected. (Success)\n"),
      lines("* ESEARCH (TAG \"F4\") UID ALL 17\nF4 OK SEARCH completed (Success)\n"),
      lines("* 1 FETCH (UID 17 RFC822.SIZE 49 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\")\n"
            "F5 OK Success\n"),
      lines("* 1 FETCH (UID 17 RFC822.SIZE 49 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\" BODY[] "
            "{49}\n") +
          mail + lines(")\nF6 OK Success\n"),
      lines("* OK [COPYUID 9 17 3] (Success)\n* 1 EXPUNGE\n* 0 EXISTS\nF7 OK (Success)\n")};
  auto played = play(connected(true), turns);
  CHECK(said_from(played, 2).starts_with("F2 AUTHENTICATE OAUTHBEARER "));
  CHECK(played.events == Events{"mail 17", "advanced INBOX/2/17/17"});
  auto refused = turns;
  refused.resize(2);
  refused.push_back(
      lines("* NO [WEBALERT https://accounts.example/x] Web login required.\n"
            "F2 NO [ALERT] Application-specific password required (Failure)\n"));
  CHECK(play(connected(), refused).events == Events{"ended login_failed"});
  refused = turns;
  refused.resize(4);
  refused.push_back(
      lines("F4 NO [OVERQUOTA] Account exceeded command or bandwidth limits. x7mb123\n"));
  CHECK(play(connected(true), refused).events == Events{"ended over_quota"});
  CHECK(play(connected(true), {lines("* BYE [UNAVAILABLE] Temporary System Error\n")}).events ==
        Events{"ended unavailable"});
}

TEST_CASE("imap transcript: Exchange, whose sizes are estimates and which has no ESEARCH") {
  const std::vector<std::string> turns{
      lines("* OK The Microsoft Exchange IMAP4 service is ready. "
            "[RgBSADAAUAAyADgAMQBDAEEAMAAxADYANQAuAA==]\n"),
      lines("* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT "
            "CHILDREN IDLE NAMESPACE LITERAL+\nF1 OK CAPABILITY completed.\n"),
      lines("F2 OK AUTHENTICATE completed.\n"),
      lines("* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT "
            "CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE "
            "NAMESPACE LITERAL+\nF3 OK CAPABILITY completed.\n"),
      lines("* 3 EXISTS\n* 0 RECENT\n* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft "
            "$MDNSent)\n"
            "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] "
            "Permanent "
            "flags\n* OK [UIDVALIDITY 14] UIDVALIDITY value\n* OK [UIDNEXT 4] The next unique "
            "identifier value\nF4 OK [READ-WRITE] SELECT completed.\n"),
      lines("* SEARCH 1 2 3\nF5 OK SEARCH completed.\n"),
      lines("* 1 FETCH (RFC822.SIZE 70 UID 1 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\")\n"
            "* 2 FETCH (RFC822.SIZE 4 UID 2 INTERNALDATE \" 3-Nov-2026 08:42:01 +0000\")\n"
            "* 3 FETCH (RFC822.SIZE 49 UID 3 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\")\n"
            "F6 OK FETCH completed.\n"),
      lines("* 1 FETCH (RFC822.SIZE 70 UID 1 INTERNALDATE \"23-Nov-2026 08:42:01 +0000\" BODY[] "
            "{49}\n") +
          mail + lines(" FLAGS (\\Seen))\n* 2 FETCH (BODY[] {49}\n") + mail +
          lines(" UID 2)\nF7 NO The message could not be retrieved.\n"),
      lines("* 1 EXPUNGE\n* 1 EXPUNGE\nF8 OK MOVE completed.\n"),
      lines("F9 BAD Command Error. 10\n"),
      lines("+ IDLE accepted, awaiting DONE command.\n"),
      lines("* BYE Session invalidated - AccessTokenExpired\n")};
  const auto played = play(connected(true), turns);
  CHECK(said_from(played, 2).starts_with("F2 AUTHENTICATE XOAUTH2 "));
  CHECK(played.events == Events{"mail 1", "mail 2", "advanced INBOX/14/2/2",
                                "parked 3 fetch_refused", "advanced INBOX/14/3/3",
                                "ended server_ended"});
  CHECK(said_from(played, 9) ==
        "F9 UID FETCH 3 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\nF10 IDLE\r\n");
}

TEST_CASE("imap transcript: the examples of RFC 3501 and 9051") {
  // RFC 3501, 8, with the commands that are ours.
  Talk talk;
  const auto played = play(
      talk,
      {lines("F1 OK CAPABILITY completed\n"),
       lines("* 18 EXISTS\n* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\n* 2 RECENT\n"
             "* OK [UNSEEN 17] Message 17 is the first unseen message\n"
             "* OK [UIDVALIDITY 3857529045] UIDs valid\nF2 OK [READ-WRITE] SELECT completed\n"),
       lines("* SEARCH 4827313 4827943\nF3 OK SEARCH completed\n"),
       lines(
           "* 23 FETCH (FLAGS (\\Seen) UID 4827313 RFC822.SIZE 4286)\n"
           "* 24 FETCH (FLAGS (\\Seen) UID 4827943 RFC822.SIZE 4286)\nF4 OK UID FETCH completed\n"),
       lines("* 23 FETCH (FLAGS (\\Seen) UID 4827313 BODY[] {5}\nhello BODYSTRUCTURE (\"TEXT\" "
             "\"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 3028 92))\n"
             "* 24 FETCH (UID 4827943 BODY[] ~{5}\nhello)\nF5 OK UID FETCH completed\n")});
  CHECK(played.events ==
        Events{"mail 4827313", "mail 4827943", "advanced INBOX/3857529045/4827943/4827943"});
  CHECK_FALSE(played.mails[0].received);
}

TEST_CASE(
    "imap transcript: line ends other than CRLF end the session, inside of mails they are kept") {
  const auto turns = [](std::string_view raw) {
    return opened() + std::vector<std::string>{"* SEARCH 4\r\n" + done(3),
                                               sized(4, raw.size()) + done(4),
                                               fetched(4, raw) + done(5)};
  };
  for (const std::string raw : {"a\nb\n", "a\rb\r", "a\r\n.\r\n", "a\r\n", "\n", "a\r\r\n"}) {
    const auto played = play(Talk{}, turns(raw));
    REQUIRE(played.mails.size() == 1);
    CHECK(played.mails[0].raw == raw);
  }
  CHECK(play(Talk{}, {"* CAPABILITY IMAP4rev1\nF1 OK\n"}).events == Events{"ended protocol"});
  CHECK(play(Talk{}, {"* OK two\rlines\r\n" + done(1)}).events == Events{"ended protocol"});
  CHECK(play(Talk{}, {"* OK two\nF1 OK lines\r\n"}).events == Events{"ended protocol"});
}
