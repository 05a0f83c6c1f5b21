// Waiting for mail, the server's troubles, the end, and the limits on a whole dialogue.
#include "intake/imap/back_off.h"
#include "talk_checked.h"

using namespace frontdesk::imap;
using namespace frontdesk::imap::test;

namespace {

using Events = std::vector<std::string>;
using Turns = std::vector<std::string>;

// An empty folder of a server with IDLE: the next command is F5, as F4 is IDLE.
Turns idling() {
  return opened("IMAP4rev1 IDLE") + Turns{"* SEARCH\r\n" + done(3), "+ idling\r\n"};
}

Turns found(std::string_view uids) {
  return opened() + Turns{"* SEARCH " + std::string(uids) + "\r\n" + done(3)};
}

Events ends(const Turns& turns) {
  return play(Talk{}, turns).events;
}

}  // namespace

TEST_CASE("imap session: mail that is announced ends IDLE and is searched for") {
  const auto turns = idling() + Turns{wait(5), "* OK Still here\r\n* 4 EXISTS\r\n* 1 RECENT\r\n",
                                      done(4, "OK Idle completed"), "* SEARCH 8\r\n" + done(5)};
  const auto played = play(Talk{}, turns);
  CHECK(said_from(played, 4) ==
        "F4 IDLE\r\nDONE\r\nF5 UID SEARCH UID 1:*\r\n"
        "F6 UID FETCH 8 (UID RFC822.SIZE INTERNALDATE)\r\n");
  cut_everywhere(Talk{}, turns);
  // Announced before the server said that it idles: DONE may not come before.
  auto early = opened("IMAP4rev1 IDLE") + Turns{"* SEARCH\r\n" + done(3), "* 4 EXISTS\r\n"};
  CHECK(said_from(play(Talk{}, early), 4) == "F4 IDLE\r\n");
  early.push_back("+ idling\r\n");
  CHECK(said_from(play(Talk{}, early), 4) == "F4 IDLE\r\nDONE\r\n");
}

TEST_CASE("limits: imap, IDLE is begun anew before the server ends it, with a look for mail") {
  const auto turns = idling() + Turns{wait(599)};
  CHECK(said_from(play(Talk{}, turns), 4) == "F4 IDLE\r\n");
  const auto played = play(
      Talk{}, turns + Turns{wait(1), done(4), "* SEARCH\r\n" + done(5), "+ idling\r\n", wait(600)});
  CHECK(said_from(played, 4) == "F4 IDLE\r\nDONE\r\nF5 UID SEARCH UID 1:*\r\nF6 IDLE\r\nDONE\r\n");
  Limits limits;
  CHECK(set_limit(limits, "idle", 1'740).has_value());
  CHECK(set_limit(limits, "idle", 1'741).has_error());
}

TEST_CASE("limits: imap, without IDLE it is polled, or where IDLE is refused") {
  auto turns = opened() + Turns{"* SEARCH\r\n" + done(3), wait(59)};
  CHECK(said_from(play(Talk{}, turns), 4).empty());
  turns = turns + Turns{wait(1), "* 5 EXISTS\r\n" + done(4), "* SEARCH\r\n" + done(5), wait(60)};
  CHECK(said_from(play(Talk{}, turns), 4) == "F4 NOOP\r\nF5 UID SEARCH UID 1:*\r\nF6 NOOP\r\n");
  for (const std::string answer : {"NO not here", "BAD what", "OK done at once"}) {
    turns = opened("IMAP4rev1 IDLE") +
            Turns{"* SEARCH\r\n" + done(3), done(4, answer), wait(60), done(5),
                  "* SEARCH\r\n" + done(6), wait(60)};
    CHECK(said_from(play(Talk{}, turns), 4) ==
          "F4 IDLE\r\nF5 NOOP\r\nF6 UID SEARCH UID 1:*\r\nF7 NOOP\r\n");
  }
  // What a server says unasked while we rest is heard at once.
  turns = opened() + Turns{"* SEARCH\r\n" + done(3), wait(5), "* 5 EXISTS\r\n"};
  CHECK(said_from(play(Talk{}, turns), 4) == "F4 UID SEARCH UID 1:*\r\n");
}

TEST_CASE("limits: imap, a server that announces mail without end is not searched without end") {
  const auto turns = idling() + Turns{"* 4 EXISTS\r\n", done(4), "* 5 EXISTS\r\n* 6 EXISTS\r\n"};
  auto played = play(Talk{}, turns);
  CHECK(said_from(played, 4) == "F4 IDLE\r\nDONE\r\n");
  CHECK(played.resting);
  played = play(Talk{}, turns + Turns{wait(1)});
  CHECK(said_from(played, 4) == "F4 IDLE\r\nDONE\r\nF5 UID SEARCH UID 1:*\r\n");
}

TEST_CASE("limits: imap, a server that is silent or too slow while it answers") {
  CHECK(ends(Turns{wait(59)}).empty());
  CHECK(ends(Turns{wait(60)}) == Events{"ended timeout"});
  CHECK(ends(idling() + Turns{"* 4 EXISTS\r\n", wait(60)}) == Events{"ended timeout"});
  // What comes extends the wait by what it is worth at the least rate, never beyond a full one.
  Talk talk;
  const auto some = lines("* OK " + std::string(4'993, 'x') + "\n");  // ten seconds' worth
  CHECK(talk.play({wait(59), some, wait(10)}).events.empty());
  CHECK(talk.play({wait(59), some, wait(11)}).events == Events{"ended timeout"});
  const auto much = lines("* OK " + std::string(60'000, 'x') + "\n");
  CHECK(talk.play({wait(10), much, wait(59)}).events.empty());
  CHECK(talk.play({wait(10), much, wait(60)}).events == Events{"ended timeout"});
  CHECK(talk.play({wait(59), "* OK x\r\n", wait(2)}).events == Events{"ended timeout"});
}

TEST_CASE("imap session: a deadline is always known but while only the driver is awaited") {
  const Settings settings;
  Session session(settings, {}, {});
  session.start(Begin::logged_in, begin_time);
  CHECK(session.deadline() == begin_time + seconds(60));
  for (const auto& turn : idling()) session.feed(turn, begin_time);
  CHECK(session.deadline() == begin_time + seconds(600));
  CHECK(session.tick(begin_time + seconds(599)) == Next::read);
  session.output().clear();
  CHECK(session.tick(begin_time + seconds(600)) == Next::read);
  CHECK(session.output() == "DONE\r\n");
  CHECK(session.deadline() == begin_time + seconds(660));
  CHECK(session.lost() == Next::close);
  CHECK_FALSE(session.deadline());
}

TEST_CASE("imap session: throttling, whenever it comes, ends with its own reason and wait") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"NO [LIMIT] Too much", "throttled"},
      {"NO [THROTTLED] Slow down", "throttled"},
      {"NO [UNAVAILABLE] Later", "unavailable"},
      {"NO [OVERQUOTA] Account exceeded command or bandwidth limits.", "over_quota"},
      {"BAD Request is throttled. Suggested Backoff Time: 299959 milliseconds", "throttled"},
      {"NO Server Unavailable. 15", "unavailable"}};
  for (const auto& [answer, reason] : table) {
    CAPTURE(answer);
    const Events expected{"ended " + reason};
    CHECK(ends({done(1), done(2, answer)}) == expected);
    CHECK(ends(opened() + Turns{done(3, answer)}) == expected);
    CHECK(ends(found("4") + Turns{done(4, answer)}) == expected);
    CHECK(ends(found("4") + Turns{sized(4, 2) + done(4), done(5, answer)}) == expected);
    CHECK(ends(opened("IMAP4rev1 IDLE") + Turns{"* SEARCH\r\n" + done(3), done(4, answer)}) ==
          expected);
    CHECK(ends(idling() + Turns{"* BYE " + answer.substr(answer.find(' ') + 1) + "\r\n"}) ==
          expected);
  }
  const auto played = play(Talk{}, {done(1), done(2, table[4].first)});
  CHECK(played.ended->at_least == std::chrono::milliseconds(299'959));
  CHECK(play(Talk{}, {done(1), done(2, table[0].first)}).ended->at_least == seconds(60));
}

TEST_CASE("imap: the wait that a server asks for is an hour at most") {
  const auto wait_of = [](std::string text) {
    return asked_wait(status_from(Condition::no, std::move(text)));
  };
  using std::chrono::milliseconds;
  CHECK(wait_of("Suggested Backoff Time: 5 milliseconds") == milliseconds(5));
  CHECK(wait_of("Suggested Backoff Time: 99999999999999 milliseconds") == std::chrono::hours(1));
  CHECK(wait_of("Suggested Backoff Time: 99999999999999999999 milliseconds") == milliseconds(0));
  CHECK(wait_of("Suggested Backoff Time: -5 milliseconds") == milliseconds(0));
  CHECK(wait_of("Suggested Backoff Time: 5 minutes") == milliseconds(0));
  CHECK(wait_of("no") == milliseconds(0));
}

TEST_CASE("imap session: the server ends it, the connection is lost") {
  CHECK(ends(idling() + Turns{"* BYE Session expired, please login again.\r\n"}) ==
        Events{"ended server_ended"});
  CHECK(ends(idling() + Turns{std::string(lost)}) == Events{"ended lost"});
  CHECK(ends(opened() + Turns{done(3, "NO cannot search")}) == Events{"ended search_refused"});
  CHECK(ends({done(1, "BAD what")}) == Events{"ended protocol"});
  // Nothing comes after the end.
  CHECK(ends(idling() + Turns{"* BYE x\r\n* BYE y\r\n", "F4 OK\r\n", std::string(lost), wait(900),
                              std::string(stop)}) == Events{"ended server_ended"});
}

TEST_CASE("imap session: an answer to what was not asked is a fault") {
  for (const auto& turns :
       {Turns{done(2)}, Turns{"f1 OK\r\n"}, opened() + Turns{done(2)}, opened() + Turns{"+ go\r\n"},
        opened() + Turns{"* SEARCH\r\n" + done(3), done(3)},
        opened() + Turns{"* PREAUTH again\r\n"}, idling() + Turns{"+ again\r\n"},
        opened() + Turns{"* SEARCH\n"}})
    CHECK(ends(turns) == Events{"ended protocol"});
  Talk talk;
  talk.settings.tag = "q7Xb";
  CHECK(talk.play({"q7Xb1 OK x\r\n"}).said == "q7Xb1 CAPABILITY\r\nq7Xb2 EXAMINE \"INBOX\"\r\n");
  CHECK(talk.play({"F1 OK x\r\n"}).events == Events{"ended protocol"});
}

TEST_CASE("imap session: stopping ends IDLE and logs out, after what is under way") {
  const std::string halt(stop);
  auto played = play(Talk{}, idling() + Turns{halt, done(4), "* BYE bye\r\n" + done(5)});
  CHECK(said_from(played, 4) == "F4 IDLE\r\nDONE\r\nF5 LOGOUT\r\n");
  CHECK(played.events == Events{"ended stopped"});
  CHECK(ends({halt}) == Events{"ended stopped"});
  played = play(Talk{}, opened() + Turns{"* SEARCH\r\n" + done(3), halt, std::string(lost)});
  CHECK(said_from(played, 4) == "F4 LOGOUT\r\n");
  CHECK(played.events == Events{"ended stopped"});
  // Mails that were handed out are answered, and moved, first.
  Talk talk;
  talk.settings.afterwards = {.kind = Afterwards::Kind::move, .to = "Done"};
  played =
      play(talk, found("4 5") + Turns{sized(4, 2) + sized(5, 2) + done(4), fetched(4, "m4"), halt,
                                      halt, fetched(5, "m5") + done(5), done(6), done(7)});
  CHECK(said_from(played, 6) == "F6 UID MOVE 4:5 \"Done\"\r\nF7 LOGOUT\r\n");
  CHECK(played.events == Events{"mail 4", "mail 5", "advanced INBOX/7/5/5", "ended stopped"});
  // Before the server said that it idles, and where it then refuses to.
  const auto begun = opened("IMAP4rev1 IDLE") + Turns{"* SEARCH\r\n" + done(3), halt};
  CHECK(said_from(play(Talk{}, begun + Turns{"+ idling\r\n", done(4)}), 4) ==
        "F4 IDLE\r\nDONE\r\nF5 LOGOUT\r\n");
  CHECK(said_from(play(Talk{}, begun + Turns{done(4, "NO x")}), 4) == "F4 IDLE\r\nF5 LOGOUT\r\n");
}

TEST_CASE("imap session: a mail that ends sessions is found, then parked, and the rest goes on") {
  const auto dies = found("4 5 9") + Turns{sized(4, 2) + sized(5, 2) + sized(9, 2) + done(4),
                                           fetched(4, "m4") + "* 5 FETCH (UID 5 BODY[] x"};
  Talk talk;
  Suspect suspect;
  auto played = talk.play(dies + Turns{std::string(lost)});
  CHECK(played.ended->fetching == Fetching{5, 9});
  suspect.session_ended(played.ended->fetching);
  CHECK(suspect.alone_until() == 9);
  CHECK(suspect.give_up() == 0);
  for (int session = 0; session < 3; ++session) {
    CHECK(suspect.give_up() == 0);
    talk.settings.alone_until = suspect.alone_until();
    played = play(talk, dies + Turns{done(5), "* 5 FETCH (UID 5\n", std::string(lost)});
    CHECK(played.ended->why == Reason::protocol);
    CHECK(played.said.find("F5 UID FETCH 4 (") != std::string::npos);
    // What was not one alone would say nothing about one.
    played = talk.play(found("5 9") + Turns{sized(5, 2) + sized(9, 2) + done(4), "* BYE oops\r\n"});
    CHECK(played.ended->fetching == Fetching{5, 5});
    suspect.session_ended(played.ended->fetching);
    suspect.session_ended(Fetching{});
  }
  CHECK(suspect.give_up() == 5);
  talk.settings.give_up = suspect.give_up();
  talk.cursor = {.folder = "INBOX", .uid_validity = 7, .uid = 4, .tidied = 4};
  played = play(
      talk, found("5 9") + Turns{sized(5, 2) + sized(9, 2) + done(4), fetched(9, "m9") + done(5)});
  CHECK(played.events ==
        Events{"parked 5 ends_sessions", "advanced INBOX/7/5/5", "mail 9", "advanced INBOX/7/9/9"});
}

TEST_CASE("imap session: who is stopped or told to wait blames no mail") {
  const auto fetching = found("4") + Turns{sized(4, 2) + done(4)};
  CHECK(play(Talk{}, fetching + Turns{done(5, "NO [LIMIT] x")}).ended->fetching == Fetching{});
  CHECK(play(Talk{}, fetching + Turns{done(5, "NO Server Unavailable. 15")}).ended->fetching ==
        Fetching{4, 4});
  CHECK(play(Talk{}, fetching + Turns{wait(60)}).ended->fetching == Fetching{4, 4});
  CHECK(play(Talk{}, idling() + Turns{std::string(lost)}).ended->fetching == Fetching{});
  Suspect suspect;
  for (const Uid uid : {4u, 4u, 6u, 4u, 4u}) suspect.session_ended({uid, uid});
  CHECK(suspect.give_up() == 0);
  suspect.session_ended({4, 4});
  CHECK(suspect.give_up() == 4);
}

TEST_CASE("limits: imap, what is asked for at once") {
  std::string uids, sizes_1, sizes_2;
  for (Uid uid = 1; uid <= 501; ++uid) {
    uids += ' ' + std::to_string(uid);
    (uid <= 500 ? sizes_1 : sizes_2) += sized(uid, 2);
  }
  std::string mails;
  for (Uid uid = 1; uid <= 200; ++uid) mails += fetched(uid, "mm");
  auto played = Talk{}.play(found(uids) + Turns{sizes_1 + done(4), mails + done(5)});
  CHECK(said_from(played, 4) ==
        "F4 UID FETCH 1:500 (UID RFC822.SIZE INTERNALDATE)\r\n"
        "F5 UID FETCH 1:200 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n"
        "F6 UID FETCH 201:400 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n");
  // By size: together at most batch_bytes, one alone however large.
  const auto half = Limits{}.batch_bytes / 2;
  played = Talk{}.play(
      found("1 2 3 4") +
      Turns{sized(1, half) + sized(2, half) + sized(3, 3 * half) + sized(4, 2) + done(4),
            fetched(1, "m1") + fetched(2, "m2") + done(5), fetched(3, "m3") + done(6)});
  CHECK(said_from(played, 5) ==
        "F5 UID FETCH 1:2 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n"
        "F6 UID FETCH 3 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n"
        "F7 UID FETCH 4 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])\r\n");
}

TEST_CASE("imap session: understated sizes do not make it hold without bound") {
  Talk talk;
  talk.settings.limits.batch_bytes = 10;
  talk.settings.limits.message_bytes = 10;
  Session session(talk.settings, {}, {});
  session.start(Begin::logged_in, begin_time);
  for (const auto& turn : found("1 2 3") + Turns{sized(1, 1) + sized(2, 1) + sized(3, 1) + done(4)})
    session.feed(turn, begin_time);
  CHECK(session.feed(fetched(1, "0123456789") + fetched(2, "0123456789"), begin_time) ==
        Next::read);
  CHECK(session.feed(fetched(3, "0"), begin_time) == Next::answer);
  CHECK(session.answer(1, Answer::taken, begin_time) == Next::read);
}

TEST_CASE("imap session: more mails than are kept of a search are searched for again") {
  Talk talk;
  talk.settings.limits.uids = 2;
  const auto played =
      play(talk, found("7 4 5 9") + Turns{sized(4, 2) + sized(5, 2) + done(4),
                                          fetched(4, "m4") + fetched(5, "m5") + done(5)});
  CHECK(played.events == Events{"mail 4", "mail 5", "advanced INBOX/7/5/5"});
  CHECK(said_from(played, 6) == "F6 UID SEARCH UID 6:*\r\n");
}

TEST_CASE("limits: imap, responses that nobody asked for") {
  Talk talk;
  talk.settings.limits.responses = 3;
  const std::string flood = "* OK x\r\n* OK x\r\n* OK x\r\n";
  CHECK(play(talk, {flood + done(1), flood}).events.empty());
  CHECK(play(talk, {flood + "* OK x\r\n"}).events == Events{"ended response_too_large"});
  CHECK(Limits{}.responses == 1'000'000);
}

TEST_CASE("limits: imap, every one has bounds, and none other can be set") {
  Limits limits;
  for (const auto& row : limit_table()) {
    CAPTURE(row.name);
    CHECK(set_limit(limits, row.name, row.min).has_value());
    CHECK(set_limit(limits, row.name, row.max).has_value());
    CHECK(set_limit(limits, row.name, row.min - 1).has_error());
    CHECK(set_limit(limits, row.name, row.max + 1).has_error());
  }
  CHECK(set_limit(limits, "none", 1).error().code == frontdesk::ProblemCode::not_found);
}

TEST_CASE("imap: every reason has its row, its own name and a sentence") {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Reason::move_refused); ++i) {
    const auto& row = info(static_cast<Reason>(i));
    CHECK(row.reason == static_cast<Reason>(i));
    CHECK_FALSE(row.says.empty());
    CHECK(std::find(names.begin(), names.end(), row.name) == names.end());
    names.push_back(row.name);
  }
}

TEST_CASE("imap: waits double up to a bound, half of each by chance, and begin anew on success") {
  using std::chrono::milliseconds;
  BackOff back_off({.first = milliseconds(1'000), .most = milliseconds(10'000)});
  CHECK(back_off.next(0) == milliseconds(500));
  CHECK(back_off.next(1) == milliseconds(2'000));
  CHECK(back_off.next(0.5) == milliseconds(3'000));
  CHECK(back_off.next(0) == milliseconds(4'000));
  CHECK(back_off.next(1) == milliseconds(10'000));
  CHECK(back_off.next(0) == milliseconds(5'000));
  for (int i = 0; i < 100; ++i) CHECK(back_off.next(1) == milliseconds(10'000));
  CHECK(back_off.next(0.5, milliseconds(60'000)) == milliseconds(62'500));
  CHECK(back_off.next(0, milliseconds(1)) == milliseconds(5'000));
  CHECK(back_off.next(-3) == milliseconds(5'000));
  CHECK(back_off.next(7) == milliseconds(10'000));
  CHECK(back_off.failures() > 100);
  back_off.reset();
  CHECK(back_off.next(1) == milliseconds(1'000));
}
