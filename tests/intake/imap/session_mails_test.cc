// The mails of a folder: what is asked, what is handed out, what becomes of it.
#include "talk_checked.h"

using namespace frontdesk::imap;
using namespace frontdesk::imap::test;

namespace {

using Events = std::vector<std::string>;
using Turns = std::vector<std::string>;

Talk moving(Afterwards afterwards = {.kind = Afterwards::Kind::move, .to = "Done"}) {
  Talk talk;
  talk.settings.afterwards = std::move(afterwards);
  return talk;
}

// Three mails, found, sized and fetched; the next command is F6.
Turns three_mails() {
  return Turns{"* SEARCH 4 5 9\r\n" + done(3), sized(4, 2) + sized(5, 2) + sized(9, 2) + done(4),
               fetched(4, "m4") + fetched(5, "m5") + fetched(9, "m9") + done(5)};
}

}  // namespace

TEST_CASE("imap session: mails are sized, fetched with PEEK, handed out oldest first, then moved") {
  const auto turns =
      opened() + three_mails() + Turns{"* OK [COPYUID 3 4:5,9 1:3] x\r\n* 1 EXPUNGE\r\n" + done(6)};
  const auto played = play(moving(), turns);
  CHECK(said_from(played, 2) ==
        "F2 SELECT \"INBOX\"\r\nF3 UID SEARCH UID 1:*\r\n"
        "F4 UID FETCH 4:5,9 (UID RFC822.SIZE INTERNALDATE)\r\n"
        "F5 UID FETCH 4:5,9 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n"
        "F6 UID MOVE 4:5,9 \"Done\"\r\n");
  CHECK(played.events == Events{"mail 4", "mail 5", "mail 9", "advanced INBOX/7/9/9"});
  CHECK(played.resting);
  REQUIRE(played.mails.size() == 3);
  CHECK(played.mails[1].raw == "m5");
  REQUIRE(played.mails[1].received);
  CHECK(frontdesk::to_text(*played.mails[1].received) == "2026-06-03T12:30:00Z");
  CHECK(played.said.find("Seen") == std::string::npos);
  CHECK(played.said.find("SINCE") == std::string::npos);
  cut_everywhere(moving(), turns);
}

TEST_CASE("imap session: without MOVE mails are copied, marked and expunged by UID") {
  auto turns = opened("IMAP4rev1 UIDPLUS") + three_mails() + Turns{done(6), done(7), done(8)};
  CHECK(said_from(play(moving(), turns), 6) ==
        "F6 UID COPY 4:5,9 \"Done\"\r\nF7 UID STORE 4:5,9 +FLAGS.SILENT (\\Deleted)\r\n"
        "F8 UID EXPUNGE 4:5,9\r\n");
  // Without UIDPLUS a plain EXPUNGE would remove what others have marked: they stay marked.
  turns = opened("IMAP4rev1") + three_mails() + Turns{done(6), done(7)};
  const auto played = play(moving(), turns);
  CHECK(played.said.find("EXPUNGE") == std::string::npos);
  CHECK(played.events.back() == "advanced INBOX/7/9/9");
}

TEST_CASE("imap session: mails that were taken are flagged, or left as they are") {
  const auto flagging = moving({.kind = Afterwards::Kind::flag, .to = "$Frontdesk"});
  auto played = play(flagging, opened() + three_mails() + Turns{done(6)});
  CHECK(said_from(played, 6) == "F6 UID STORE 4:5,9 +FLAGS.SILENT ($Frontdesk)\r\n");
  CHECK(played.events.back() == "advanced INBOX/7/9/9");
  played = play(Talk{}, opened() + three_mails());
  CHECK(said_from(played, 6).empty());
  CHECK(played.said.find("EXAMINE") != std::string::npos);
  CHECK(played.events.back() == "advanced INBOX/7/9/9");
}

TEST_CASE("imap session: only what was taken is moved, and only once all are answered") {
  const auto talk = moving();
  Session session(talk.settings, talk.login, {});
  auto next = session.start(Begin::logged_in, begin_time);
  for (const auto& turn : opened() + three_mails()) next = session.feed(turn, begin_time);
  CHECK(next == Next::answer);
  CHECK_FALSE(session.deadline());
  session.output().clear();
  CHECK(session.answer(4, Answer::parked, begin_time) == Next::answer);
  CHECK(session.answer(9, Answer::taken, begin_time) == Next::answer);
  CHECK(session.answer(9, Answer::taken, begin_time) == Next::answer);
  CHECK(session.answer(77, Answer::taken, begin_time) == Next::answer);
  CHECK(session.output().empty());
  CHECK(session.waiting() == 1);
  CHECK(session.answer(5, Answer::taken, begin_time) == Next::read);
  CHECK(session.output() == "F6 UID MOVE 5,9 \"Done\"\r\n");
  CHECK(session.waiting() == 0);
}

TEST_CASE("imap session: with a commit of some mails goes the cursor that passes no other") {
  for (const bool moves : {true, false}) {
    const auto talk = moves ? moving() : Talk{};
    Session session(talk.settings, talk.login, {});
    session.start(Begin::logged_in, begin_time);
    for (const auto& turn : opened() + three_mails()) session.feed(turn, begin_time);
    const auto uid_with = [&](std::vector<Uid> mails) { return session.cursor_with(mails).uid; };
    CHECK(uid_with({}) == 0);
    CHECK(uid_with({4}) == 4);
    CHECK(uid_with({4, 5}) == 5);
    CHECK(uid_with({5, 9}) == 0);  // whoever came to 9 would never ask for 4 again
    CHECK(uid_with({4, 9}) == 4);
    session.answer(4, Answer::later, begin_time);
    CHECK(uid_with({5, 9}) == 0);
    session.answer(5, Answer::taken, begin_time);
    CHECK(uid_with({4}) == 5);
    CHECK(uid_with({4, 9}) == 9);
    CHECK(session.cursor_with(std::vector<Uid>{4, 9}) ==
          Cursor{"INBOX", 7, 9, moves ? Uid{0} : Uid{9}});
    CHECK(session.cursor().uid == 0);
  }
}

TEST_CASE("imap session: a mail put off holds the cursor and is handed out again, the others not") {
  auto talk = moving();
  talk.answers[5] = Answer::later;
  auto turns = opened() + three_mails() + Turns{done(6)};
  auto played = play(talk, turns);
  CHECK(said_from(played, 6) == "F6 UID MOVE 4,9 \"Done\"\r\n");
  CHECK(played.events == Events{"mail 4", "mail 5", "mail 9", "advanced INBOX/7/4/4"});
  CHECK(played.resting);
  // Not before a while, and a server that announces mail does not change that.
  turns = turns + Turns{"* 9 EXISTS\r\n", wait(59)};
  CHECK(said_from(play(talk, turns), 7).empty());
  turns = turns + Turns{wait(1), done(7), "* SEARCH 5 9\r\n" + done(8), sized(5, 2) + done(9),
                        fetched(5, "m5") + done(10)};
  played = play(talk, turns);
  CHECK(said_from(played, 7) ==
        "F7 NOOP\r\nF8 UID SEARCH UID 5:*\r\nF9 UID FETCH 5 (UID RFC822.SIZE INTERNALDATE)\r\n"
        "F10 UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n");
  CHECK(played.events.size() == 5);
  CHECK(played.events.back() == "mail 5");
}

TEST_CASE("imap session: after `later` no more mails are fetched for a while") {
  Talk talk;
  talk.settings.limits.batch_mails = 1;
  talk.answers[4] = Answer::later;
  const auto turns =
      opened() + Turns{"* SEARCH 4 5\r\n" + done(3), sized(4, 2) + sized(5, 2) + done(4),
                       fetched(4, "m4") + done(5)};
  const auto played = play(talk, turns);
  CHECK(said_from(played, 6).empty());
  CHECK(played.resting);
  CHECK(said_from(play(talk, turns + Turns{wait(60)}), 6) == "F6 NOOP\r\n");
}

TEST_CASE("imap session: what a crash left between commit and move is moved at the start") {
  auto talk = moving();
  talk.cursor = {.folder = "INBOX", .uid_validity = 7, .uid = 40, .tidied = 30};
  talk.settings.parked = {33, 35};
  const auto turns = opened() + Turns{"* SEARCH 29 31 33 36 41\r\n" + done(3), done(4),
                                      "* SEARCH 33 40\r\n" + done(5)};
  const auto played = play(talk, turns);
  CHECK(said_from(played, 3) ==
        "F3 UID SEARCH UID 31:40\r\nF4 UID MOVE 31,36 \"Done\"\r\nF5 UID SEARCH UID 41:*\r\n");
  CHECK(played.events == Events{"advanced INBOX/7/40/40"});
  cut_everywhere(talk, turns);
  talk.settings.afterwards = {};
  CHECK(said_from(play(talk, opened()), 3) == "F3 UID SEARCH UID 41:*\r\n");
}

TEST_CASE("imap session: a move that is refused stops no mail from coming in") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"NO [TRYCREATE] Mailbox doesn't exist: Done", "target_gone"},
      {"NO [OVERQUOTA] full", "move_refused"},
      {"NO why not", "move_refused"},
      {"BAD what", "move_refused"}};
  for (const auto& [answer, reason] : table) {
    CAPTURE(answer);
    const auto played =
        play(moving(),
             opened() + three_mails() +
                 Turns{"* 4 EXISTS\r\n" + done(6, answer), wait(1), "* SEARCH 12\r\n" + done(7),
                       sized(12, 3) + done(8), fetched(12, "m12") + done(9)});
    CHECK(played.events == Events{"mail 4", "mail 5", "mail 9", "untidy " + reason + " 3",
                                  "advanced INBOX/7/9/0", "mail 12", "advanced INBOX/7/12/0"});
  }
  // In the middle of copying, too; a server that wants to be left alone is.
  CHECK(
      play(moving(), opened("IMAP4rev1 UIDPLUS") + three_mails() + Turns{done(6), done(7, "NO x")})
          .events[3] == "untidy move_refused 3");
  CHECK(play(moving(), opened() + three_mails() + Turns{done(6, "NO [LIMIT] slow down")})
            .events.back() == "ended throttled");
  auto read_only = opened();
  read_only[1] = "* OK [UIDVALIDITY 7] x\r\n" + done(2, "OK [READ-ONLY] x");
  const auto played = play(moving(), read_only + three_mails());
  CHECK(played.events[3] == "untidy read_only 3");
  CHECK(said_from(played, 6).empty());
}

TEST_CASE("limits: imap, a mail too large is parked and not fetched, the rest goes on") {
  const auto limit = Limits{}.message_bytes;
  const auto turns =
      opened() + Turns{"* SEARCH 4 5\r\n" + done(3),
                       sized(4, limit + 1) + sized(5, limit) + done(4), fetched(5, "m5") + done(5)};
  const auto played = play(Talk{}, turns);
  CHECK(said_from(played, 5) == "F5 UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n");
  CHECK(played.events ==
        Events{"parked 4 too_large", "advanced INBOX/7/4/4", "mail 5", "advanced INBOX/7/5/5"});
}

TEST_CASE("imap session: a mail larger than its size said is read over and parked") {
  Talk talk;
  talk.settings.limits.message_bytes = 10;
  const auto turns =
      opened() + Turns{"* SEARCH 4 5\r\n" + done(3), sized(4, 8) + sized(5, 8) + done(4),
                       fetched(4, std::string(11, ')')) + fetched(5, "m5") + done(5)};
  CHECK(play(talk, turns).events == Events{"parked 4 too_large", "mail 5", "advanced INBOX/7/5/5"});
  auto in_quotes = turns;
  in_quotes.back() = "* 1 FETCH (UID 4 BODY[] \"" + std::string(11, 'x') + "\")\r\n" +
                     "* 2 FETCH (UID 5 BODY[] \"" + std::string(10, 'x') + "\")\r\n" + done(5);
  CHECK(play(talk, in_quotes).events ==
        Events{"parked 4 too_large", "mail 5", "advanced INBOX/7/5/5"});
}

TEST_CASE("imap session: a mail that the server refuses is parked alone, the rest goes on") {
  const auto found = opened() + Turns{"* SEARCH 4 5 9\r\n" + done(3),
                                      sized(4, 2) + sized(5, 2) + sized(9, 2) + done(4)};
  for (const std::string answer :
       {"NO [SERVERBUG] Internal error occurred.", "NO cannot", "BAD Command Error. 10"}) {
    const auto played = play(Talk{}, found + Turns{fetched(4, "m4") + done(5, answer),
                                                   done(6, answer), fetched(9, "m9") + done(7)});
    CHECK(said_from(played, 6) ==
          "F6 UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n"
          "F7 UID FETCH 9 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n");
    CHECK(played.events == Events{"mail 4", "advanced INBOX/7/4/4", "parked 5 fetch_refused",
                                  "advanced INBOX/7/5/5", "mail 9", "advanced INBOX/7/9/9"});
  }
}

TEST_CASE("imap session: a mail missing from the answer is parked where it is still there") {
  const auto missing =
      opened() + Turns{"* SEARCH 4 5\r\n" + done(3), sized(4, 2) + sized(5, 2) + done(4),
                       fetched(5, "m5") + done(5), done(6)};
  auto played = play(Talk{}, missing + Turns{"* SEARCH 4\r\n" + done(7)});
  CHECK(said_from(played, 7) == "F7 UID SEARCH UID 4\r\n");
  CHECK(played.events == Events{"mail 5", "parked 4 fetch_missing", "advanced INBOX/7/5/5"});
  // Somebody deleted it: nothing to tell.
  played = play(Talk{}, missing + Turns{"* SEARCH\r\n" + done(7)});
  CHECK(played.events == Events{"mail 5", "advanced INBOX/7/5/5"});
  // Gone is gone, however the server says it; NIL and "" are no mail of two bytes.
  const auto alone = opened() + Turns{"* SEARCH 4\r\n" + done(3), sized(4, 2) + done(4)};
  for (const std::string& answer :
       {done(5, "NO [EXPUNGEISSUED] gone"), "* 1 FETCH (UID 4 BODY[] NIL)\r\n" + done(5),
        "* 1 FETCH (UID 4 BODY[] \"\")\r\n" + done(5), "* 1 FETCH (BODY[] \"m4\")\r\n" + done(5)}) {
    played = play(Talk{}, alone + Turns{answer, "* SEARCH 4\r\n" + done(6)});
    CHECK(played.events == Events{"parked 4 fetch_missing", "advanced INBOX/7/4/4"});
  }
  played = play(Talk{}, opened() + Turns{"* SEARCH 4\r\n" + done(3), sized(4, 0) + done(4),
                                         "* 1 FETCH (UID 4 BODY[] \"\")\r\n" + done(5)});
  CHECK(played.events == Events{"mail 4", "advanced INBOX/7/4/4"});
}

TEST_CASE("imap session: mails whose size the server does not say are fetched alone") {
  for (const std::string answer : {"OK done", "NO cannot", "BAD what"}) {
    const auto played =
        play(Talk{}, opened() + Turns{"* SEARCH 4 5\r\n" + done(3), done(4, answer),
                                      fetched(4, "m4") + done(5), fetched(5, "m5") + done(6)});
    CHECK(played.events ==
          Events{"mail 4", "advanced INBOX/7/4/4", "mail 5", "advanced INBOX/7/5/5"});
    CHECK(said_from(played, 5).starts_with("F5 UID FETCH 4 ("));
  }
}

TEST_CASE("imap session: what nobody asked for is not taken in") {
  const auto turns =
      opened() +
      Turns{fetched(4, "early") + "* SEARCH 3 5\r\n" + done(3),
            fetched(5, "m5, too early") + sized(9, 1) + sized(3, 2) + sized(5, 2) + done(4),
            "* 1 FETCH (FLAGS (\\Seen) UID 5)\r\n" + fetched(9, "m9") + fetched(5, "m5") +
                fetched(5, "m5 again") + fetched(3, "m3") + "* SEARCH 88\r\n" + done(5)};
  const auto played = play(Talk{}, turns);
  CHECK(played.events == Events{"mail 5", "mail 3", "advanced INBOX/7/5/5"});
  CHECK(played.mails[0].raw == "m5");
}

TEST_CASE("imap session: a mail that imitates responses is only a mail") {
  const std::string body =
      "Subject: x)\r\nF5 OK FETCH completed\r\n* 2 FETCH (UID 5 BODY[] {4}\r\nevil)\r\n"
      "* BYE bye\r\n* OK [UIDVALIDITY 1] new\r\nF6 OK\r\n* SEARCH 1 2 3\r\n+ \r\n";
  const auto turns =
      opened() + Turns{"* SEARCH 4 5\r\n" + done(3), sized(4, body.size()) + sized(5, 4) + done(4),
                       fetched(4, body) + fetched(5, "good") + done(5)};
  const auto played = play(Talk{}, turns);
  CHECK(played.events == Events{"mail 4", "mail 5", "advanced INBOX/7/5/5"});
  CHECK(played.mails[0].raw == body);
  CHECK(played.mails[1].raw == "good");
  cut_everywhere(Talk{}, turns);
}

TEST_CASE("imap session: a search that is answered in several lines loses no mail") {
  auto found = opened() + Turns{"* SEARCH 9 4\r\n* SEARCH\r\n* SEARCH 5\r\n" + done(3)};
  CHECK(said_from(play(Talk{}, found), 4) ==
        "F4 UID FETCH 4:5,9 (UID RFC822.SIZE INTERNALDATE)\r\n");
  // The oldest of all lines are kept, and the rest is searched for again.
  Talk talk;
  talk.settings.limits.uids = 2;
  found = opened() + Turns{"* SEARCH 9 8 7\r\n* SEARCH 4\r\n" + done(3),
                           sized(4, 2) + sized(7, 2) + done(4),
                           fetched(4, "m4") + fetched(7, "m7") + done(5)};
  CHECK(said_from(play(talk, found), 4) ==
        "F4 UID FETCH 4,7 (UID RFC822.SIZE INTERNALDATE)\r\n"
        "F5 UID FETCH 4,7 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n"
        "F6 UID SEARCH UID 8:*\r\n");
  // What comes unasked is not taken for the answer to the next search.
  found = opened("IMAP4rev1 IDLE") + Turns{"* SEARCH\r\n" + done(3),
                                           "+ idling\r\n* SEARCH 4\r\n* 1 EXISTS\r\n", wait(2),
                                           done(4), done(5)};
  CHECK(said_from(play(Talk{}, found), 5) == "F5 UID SEARCH UID 1:*\r\nF6 IDLE\r\n");
}

TEST_CASE("imap session: the search names the last mail even below its range") {
  Talk talk;
  talk.cursor = {.folder = "INBOX", .uid_validity = 7, .uid = 40, .tidied = 40};
  const auto played = play(talk, opened() + Turns{"* SEARCH 40\r\n" + done(3)});
  CHECK(played.events.empty());
  CHECK(played.resting);
  talk.cursor.uid = talk.cursor.tidied = 4294967295u;
  CHECK(play(talk, opened()).resting);
}

TEST_CASE("imap session: lag is told by what waits and by the oldest of it") {
  const Settings settings;
  Session session(settings, {}, {});
  session.start(Begin::logged_in, begin_time);
  for (const auto& turn : opened()) session.feed(turn, begin_time);
  session.feed("* SEARCH 4 5\r\n" + done(3), begin_time);
  CHECK(session.waiting() == 2);
  CHECK_FALSE(session.oldest());
  session.feed(sized(4, 2) + sized(5, 2) + done(4), begin_time);
  CHECK(frontdesk::to_text(session.oldest().value()) == "2026-06-03T12:30:00Z");
  session.feed(fetched(4, "m4") + fetched(5, "m5") + done(5), begin_time);
  CHECK(session.waiting() == 2);
  session.answer(4, Answer::taken, begin_time);
  session.answer(5, Answer::taken, begin_time);
  CHECK(session.waiting() == 0);
  CHECK_FALSE(session.oldest());
}
