// Numbers: what a client has is always everything up to the last number it was sent.
#include <doctest/doctest.h>

#include "chat_talk.h"
#include "intake/chat/seat.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {
using Strings = std::vector<std::string>;

Entry own(std::uint64_t number, std::string id) {
  return {number, noon, From::visitor, "", "mine", std::move(id), {}};
}
}  // namespace

TEST_CASE("chat: a message is shown once, however often it is delivered") {
  Talk talk;
  talk.open();
  talk.deliver(1);
  talk.deliver(1);
  talk.deliver(2);
  talk.deliver(1);
  CHECK(talk.all_heard() ==
        Strings{"message 1 Tess from the desk", "message 2 Tess from the desk"});
  CHECK(talk.out.empty());
}

TEST_CASE("chat: messages delivered out of order are fetched and shown in order") {
  Talk talk;
  talk.open();
  talk.deliver(3);
  CHECK(talk.take<Fetch>()->after == 0);
  talk.deliver(2);
  talk.deliver(4);
  CHECK(talk.out.empty());  // one question at a time
  talk.session.fetched(std::vector{Talk::entry(1), Talk::entry(2), Talk::entry(3)}, 3, talk.turn());
  CHECK(talk.take<Fetch>()->after == 3);
  talk.session.fetched(std::vector{Talk::entry(4)}, 4, talk.turn());
  CHECK(talk.all_heard().size() == 4);
  talk.deliver(5);
  CHECK(talk.heard() == "message 5 Tess from the desk");
}

TEST_CASE("chat: an acknowledgement never runs ahead of a message that the client lacks") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.take<Message>();
  talk.committed("m1", 2);
  CHECK(talk.take<Fetch>()->after == 0);
  CHECK(talk.out.empty());
  talk.session.fetched(std::vector{Talk::entry(1), own(2, "m1")}, 2, talk.turn());
  CHECK(talk.all_heard() == Strings{"message 1 Tess from the desk", "message m1 2 mine"});
  talk.message("m2");
  talk.take<Message>();
  talk.committed("m2", 3);
  CHECK(talk.heard() == "ack m2 3");
}

TEST_CASE("chat: its own message may be delivered before the commit is said") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.take<Message>();
  talk.session.deliver(own(1, "m1"), talk.turn());
  talk.committed("m1", 1);
  CHECK(talk.all_heard() == Strings{"message m1 1 mine", "ack m1 1"});
  talk.session.deliver(own(1, "m1"), talk.turn());
  CHECK(talk.out.empty());
}

TEST_CASE("chat: what was erased leaves a gap, and what nobody has is not asked for again") {
  Talk talk;
  talk.resume(0, 5);
  CHECK(talk.take<Fetch>()->after == 0);
  talk.session.fetched(std::vector{Talk::entry(2)}, 4, talk.turn());
  CHECK(talk.heard() == "message 2 Tess from the desk");
  CHECK(talk.take<Fetch>()->after == 4);
  talk.session.fetched({}, 4, talk.turn());
  CHECK(talk.out.empty());
  talk.deliver(5);
  CHECK(talk.heard() == "message 5 Tess from the desk");
}

TEST_CASE("chat: resume after a last seen number that is older, the newest, unknown") {
  Talk talk;
  SUBCASE("older: what is missing follows") {
    talk.resume(3, 5);
    CHECK(said_by(talk.welcome, "resumed") == "true");
    CHECK(said_by(talk.welcome, "reset") == "false");
    CHECK(said_by(talk.welcome, "last") == "5");
    CHECK(talk.take<Fetch>()->after == 3);
    talk.session.fetched(std::vector{Talk::entry(4), own(5, "m7")}, 5, talk.turn());
    CHECK(talk.all_heard() == Strings{"message 4 Tess from the desk", "message m7 5 mine"});
  }
  SUBCASE("the newest: nothing follows") {
    talk.resume(5, 5);
    CHECK(said_by(talk.welcome, "reset") == "false");
  }
  SUBCASE("none of this chat: all of it is sent again") {
    talk.resume(9, 2);
    CHECK(said_by(talk.welcome, "reset") == "true");
    CHECK(talk.take<Fetch>()->after == 0);
    talk.session.fetched(std::vector{Talk::entry(1), Talk::entry(2)}, 2, talk.turn());
    CHECK(talk.all_heard().size() == 2);
  }
  CHECK(talk.out.empty());
}

TEST_CASE("chat: a message that comes while a resume is looked up is not missed") {
  Talk talk;
  talk.say(R"({"type":"hello","version":1,"resume":{"session":"s-1","secret":"x","seen":4}})");
  talk.take<Resume>();
  talk.deliver(5);
  CHECK(talk.out.empty());
  talk.answer(ChatState::talking, 4);  // what the desk knew before
  CHECK(said_by(talk.welcome, "last") == "4");
  CHECK(talk.take<Fetch>()->after == 4);
  talk.session.fetched(std::vector{Talk::entry(5)}, 5, talk.turn());
  CHECK(talk.heard() == "message 5 Tess from the desk");
}

TEST_CASE("chat: a chat that ended while its visitor was away shows its last words") {
  Talk talk;
  talk.resume(1, 2, ChatState::ended);
  CHECK(said_by(talk.welcome, "state") == "ended");
  CHECK(talk.take<Fetch>()->after == 1);
  talk.session.fetched(std::vector{Talk::entry(2)}, 2, talk.turn());
  CHECK(talk.all_heard() == Strings{"message 2 Tess from the desk", "end closed"});
  CHECK(talk.ended());
}

TEST_CASE("chat: an acknowledgement that was lost comes again over the next connection") {
  Transcript transcript;
  Seat seat(sha256("x"), noon);
  Talk first, second;
  seat.take(1);
  first.open();
  first.message("m1");
  first.take<Message>();
  transcript.add(own(1, "m1"), first.limits);
  first.committed("m1", 1);
  CHECK(first.heard() == "ack m1 1");  // and nobody hears it
  seat.leave(1, noon);

  CHECK_FALSE(seat.take(2));
  second.resume(0, transcript.last());
  second.message("m1");
  REQUIRE(second.take<Message>());
  REQUIRE(transcript.find("m1"));
  SUBCASE("the answer to the resend comes first") {
    second.committed("m1", transcript.find("m1")->number);
    CHECK(second.heard() == "ack m1 1");
    second.session.fetched(*transcript.after(0), 1, second.turn());
  }
  SUBCASE("what was missed comes first, and acknowledges too") {
    second.session.fetched(*transcript.after(0), 1, second.turn());
    CHECK(second.heard() == "message m1 1 mine");
    second.committed("m1", transcript.find("m1")->number);
    CHECK(second.heard() == "ack m1 1");
  }
  CHECK(second.heard() == "nothing");
}

TEST_CASE(
    "chat: what was refused behind an owed message is not overtaken where that is committed") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.message("m2");
  talk.take<Message>();
  talk.rejected("m1", ErrorCode::busy);
  CHECK(talk.all_heard() == Strings{"error busy m1", "error order m2 m1"});
  talk.session.deliver(own(1, "m1"), talk.turn());  // an earlier connection's commit
  CHECK(talk.heard() == "message m1 1 mine");
  talk.message("m3");  // on its way before the client heard of any of this
  CHECK(talk.heard() == "error order m3 m1");
  CHECK(talk.out.empty());
}

TEST_CASE("chat: of two connections of one chat the newer has it, and the older is told") {
  Seat seat(sha256("x"), noon);
  Talk older, newer;
  seat.take(1);
  older.open(ChatState::talking);
  older.message("m1");
  older.message("m2");
  older.take<Message>();

  REQUIRE(seat.take(2) == std::optional<ConnectionId>(1));
  older.session.cut(Ending::replaced, older.turn());
  newer.resume(0, 0, ChatState::talking);
  CHECK(older.heard() == "end replaced");
  CHECK(older.take<Close>()->code == 4004);
  CHECK_FALSE(row_of(Ending::replaced).resume);
  // What it had under way may be committed; the newer one shows it, the older one does nothing
  // more.
  older.committed("m1", 1);
  CHECK(older.out.empty());
  CHECK(older.session.held() == 0);
  newer.session.deliver(own(1, "m1"), newer.turn());
  CHECK(newer.heard() == "message m1 1 mine");
  seat.leave(1, noon);
  CHECK(seat.connection() == 2);
}

TEST_CASE("chat: what the client does not read is not sent, and is fetched when it reads again") {
  Talk talk;
  talk.limits.resting_bytes = 4'096;
  talk.open(ChatState::talking);
  const std::string text(1'000, 'x');
  for (std::uint64_t number = 1; number <= 10; ++number) talk.deliver(number, text);
  std::size_t sent = 0;
  while (const auto frame = talk.take<Send>()) sent += frame->frame.size();
  CHECK(sent >= 4'096);
  CHECK(sent < 4'096 + 1'200);
  CHECK(talk.session.queued() == sent);
  talk.session.typing(true, "Tess", talk.turn());
  CHECK(talk.out.empty());
  talk.session.sent(sent / 2, talk.turn());
  CHECK(talk.take<Fetch>()->after == 4);
  std::vector<Entry> rest;
  for (std::uint64_t number = 5; number <= 10; ++number) rest.push_back(Talk::entry(number, text));
  talk.session.fetched(rest, 10, talk.turn());
  // As much as there is room for; the next is asked for when there is more.
  std::size_t shown = 0;
  for (std::uint64_t number = 5;; ++number) {
    const auto frame = talk.take<Send>();
    if (!frame) break;
    CHECK(said_by(parse_json(frame->frame).value(), "number") == std::to_string(number));
    ++shown;
  }
  CHECK(shown > 0);
  CHECK(shown < 6);
  CHECK(talk.out.empty());
  talk.session.sent(talk.session.queued(), talk.turn());
  CHECK(talk.take<Fetch>()->after == 4 + shown);
}
