// One connection: opening, messages and their acknowledgements, the desk's side, the end.
#include <doctest/doctest.h>

#include "chat_talk.h"
#include "rules/base/digest.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {
using Strings = std::vector<std::string>;
}  // namespace

TEST_CASE("chat: a hello becomes an opening, and the desk's answer a welcome (R65)") {
  Talk talk;
  CHECK(talk.session.state() == Session::State::fresh);
  talk.say(R"({"type":"hello","version":1,"id":"0123456789012345678901","token":"fd-token",
    "email":"Ann@Acme.Example","name":"Ann Lee","line":"acme-chat","site":"acme-nyc",
    "language":"de"})");
  CHECK(talk.session.state() == Session::State::opening);
  const auto hello = talk.take<Hello>();
  REQUIRE(hello);
  CHECK(hello->id == "0123456789012345678901");
  CHECK(hello->token_sha256 == sha256_hex("fd-token"));
  CHECK(hello->email == "ann@acme.example");
  CHECK(hello->name == "Ann Lee");
  CHECK(hello->line == "acme-chat");
  CHECK(hello->site == "acme-nyc");
  CHECK(hello->language == "de");
  CHECK(talk.out.empty());

  Opened opened;
  opened.session = "s-1";
  opened.secret = "secret";
  opened.position = 3;
  opened.widget = view_of({}, "Northwind IT", "");
  talk.session.opened(opened, talk.turn());
  const auto welcome = talk.frame();
  CHECK(said_by(welcome, "type") == "welcome");
  CHECK(said_by(welcome, "version") == "1");
  CHECK(said_by(welcome, "session") == "s-1");
  CHECK(said_by(welcome, "secret") == "secret");
  CHECK(said_by(welcome, "resumed") == "false");
  CHECK(said_by(welcome, "state") == "waiting");
  CHECK(said_by(welcome, "position") == "3");
  CHECK(said_by(welcome, "grace_seconds") == "120");
  CHECK(said_by(welcome.at("widget"), "title") == "Northwind IT");
  CHECK(said_by(welcome.at("limits"), "text_characters") == "4000");
  CHECK(talk.session.state() == Session::State::waiting);
}

TEST_CASE("chat: a message is acknowledged when it is committed, and not before") {
  Talk talk;
  talk.open();
  talk.message("m1", "my screen is blue");
  const auto message = talk.take<Message>();
  REQUIRE(message);
  CHECK(message->id == "m1");
  CHECK(message->text == "my screen is blue");
  CHECK(talk.out.empty());
  talk.committed("m1", 1);
  const auto ack = talk.frame();
  CHECK(said_by(ack, "type") == "ack");
  CHECK(said_by(ack, "id") == "m1");
  CHECK(said_by(ack, "number") == "1");
  CHECK(said_by(ack, "at") == "2026-06-03T12:30:00Z");
  CHECK(talk.out.empty());
}

TEST_CASE("chat: messages go to the desk one at a time, in their order") {
  Talk talk;
  talk.open();
  for (const auto* id : {"m1", "m2", "m3"}) talk.message(id);
  CHECK(talk.take<Message>()->id == "m1");
  CHECK_FALSE(talk.take<Message>());
  talk.committed("m2", 9);  // nobody asked for that
  CHECK(talk.out.empty());
  talk.committed("m1", 1);
  CHECK(talk.heard() == "ack m1 1");
  CHECK(talk.take<Message>()->id == "m2");
  talk.committed("m2", 2);
  CHECK(talk.take<Message>()->id == "m3");
  talk.committed("m3", 3);
  CHECK(talk.all_heard() == Strings{"ack m2 2", "ack m3 3"});
}

TEST_CASE("chat: a message that is resent before its acknowledgement is asked for once") {
  Talk talk;
  talk.open();
  for (const auto* id : {"m1", "m2", "m1", "m2"}) talk.message(id);
  CHECK(talk.take<Message>()->id == "m1");
  talk.committed("m1", 1);
  CHECK(talk.take<Message>()->id == "m2");
  talk.committed("m2", 2);
  CHECK(talk.all_heard() == Strings{"ack m1 1", "ack m2 2"});
  CHECK(talk.out.empty());
  CHECK(talk.session.held() == 0);
}

TEST_CASE("chat: a client's id that was acknowledged before has the same acknowledgement again") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.committed("m1", 1);
  talk.deliver(2);
  CHECK(talk.all_heard() == Strings{"ack m1 1", "message 2 Tess from the desk"});
  talk.take<Message>();
  talk.message("m1");
  REQUIRE(talk.take<Message>());
  talk.committed("m1", 1);  // as the transcript or the store says
  CHECK(talk.all_heard() == Strings{"ack m1 1"});
  talk.deliver(3);
  CHECK(talk.all_heard() == Strings{"message 3 Tess from the desk"});
}

TEST_CASE("chat: what cannot be committed now is an error with retry, and nothing overtakes it") {
  Talk talk;
  talk.open();
  for (const auto* id : {"m1", "m2", "m3"}) talk.message(id);
  talk.take<Message>();
  talk.rejected("m1", ErrorCode::busy, 1500ms);
  const auto error = talk.frame();
  CHECK(said_by(error, "code") == "busy");
  CHECK(said_by(error, "id") == "m1");
  CHECK(said_by(error, "retry") == "true");
  CHECK(said_by(error, "after_ms") == "1500");
  CHECK(talk.all_heard() == Strings{"error order m2 m1", "error order m3 m1"});
  // On the way before the client heard of it.
  talk.message("m4");
  CHECK(talk.all_heard() == Strings{"error order m4 m1"});
  CHECK_FALSE(talk.take<Message>());
  for (const auto* id : {"m1", "m2", "m3", "m4"}) talk.message(id);
  for (const auto* id : {"m1", "m2", "m3", "m4"}) {
    const auto message = talk.take<Message>();
    REQUIRE(message);
    CHECK(message->id == id);
    talk.committed(id, message->id[1] - '0');
  }
  CHECK(talk.all_heard() == Strings{"ack m1 1", "ack m2 2", "ack m3 3", "ack m4 4"});
}

TEST_CASE("chat: what will never be committed does not hold up what follows") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.message("m2");
  talk.take<Message>();
  talk.rejected("m1", ErrorCode::upload);
  CHECK(talk.all_heard() == Strings{"error upload m1"});
  CHECK(talk.take<Message>()->id == "m2");
}

TEST_CASE("chat: messages sent behind the hello wait for the welcome") {
  Talk talk;
  talk.say(R"({"type":"hello","version":1,"id":"0123456789012345678901","email":"a@b.example"})");
  talk.message("m1");
  talk.message("m2");
  CHECK(talk.take<Hello>());
  CHECK(talk.out.empty());
  SUBCASE("and are taken then") {
    talk.answer(ChatState::talking, 0);
    CHECK(talk.take<Message>()->id == "m1");
  }
  SUBCASE("or refused where it is closed") {
    talk.answer(ChatState::closed, 0);
    CHECK(talk.all_heard() == Strings{"error closed m1", "error closed m2"});
    CHECK(talk.out.empty());
  }
}

TEST_CASE("chat: a refused hello can be said again") {
  Talk talk;
  talk.say(R"({"type":"hello","version":1,"resume":{"session":"s-9","secret":"x","seen":4}})");
  CHECK(talk.take<Resume>()->session == "s-9");
  talk.message("m1");
  talk.session.refused({ErrorCode::session}, talk.turn());
  CHECK(talk.heard() == "error session");
  CHECK(talk.session.state() == Session::State::fresh);
  talk.message("m1");
  CHECK(talk.heard() == "error state m1");
  talk.open();
  CHECK(said_by(talk.welcome, "reset") == "false");
  CHECK(said_by(talk.welcome, "resumed") == "false");
  talk.deliver(1);
  CHECK(talk.heard() == "message 1 Tess from the desk");
}

TEST_CASE("chat: places in the queue, the technician, and back to the queue") {
  Talk talk;
  talk.open();
  talk.session.position(2, talk.turn());
  talk.session.position(2, talk.turn());
  talk.session.position(1, talk.turn());
  CHECK(talk.all_heard() == Strings{"state waiting 2", "state waiting 1"});
  talk.say(R"({"type":"typing","on":true})");
  CHECK(talk.out.empty());  // nobody is there to see it
  talk.session.talking("Tess", talk.turn());
  CHECK(talk.heard() == "state talking Tess");
  talk.say(R"({"type":"typing","on":true})");
  CHECK(talk.take<Typing>()->on);
  talk.session.typing(true, "Tess", talk.turn());
  CHECK(talk.heard() == "typing Tess true");
  talk.session.position(1, talk.turn());
  CHECK(talk.heard() == "state waiting 1");
  talk.session.typing(true, "Tess", talk.turn());
  CHECK(talk.out.empty());
}

TEST_CASE("chat: an upload has a place, and a message names it") {
  Talk talk;
  talk.open();
  talk.say(R"({"type":"upload","id":"u1","name":"screen.png","type":"image/png","size":5})");
  CHECK(talk.heard() == "error syntax");  // a name twice: the type of the frame, or the file's?
  talk.say(R"({"type":"upload","id":"u1","name":"screen.png","media_type":"image/PNG","size":5})");
  const auto request = talk.take<UploadRequest>();
  REQUIRE(request);
  CHECK(request->id == "u1");
  CHECK(request->name == "screen.png");
  CHECK(request->media_type == "image/png");
  CHECK(request->size == 5);
  talk.session.upload_ready({"u1", "up-7", "https://desk.example/chat/uploads/up-7", noon},
                            talk.turn());
  CHECK(talk.heard() == "upload u1 up-7");
  talk.say(R"({"type":"message","id":"m1","uploads":["up-7"]})");
  const auto message = talk.take<Message>();
  REQUIRE(message);
  CHECK(message->uploads == Strings{"up-7"});
  CHECK(message->text.empty());
}

TEST_CASE(
    "C9: outside hours there is a form, acknowledged when it is committed, and then the end") {
  Talk talk;
  talk.open(ChatState::closed);
  CHECK(said_by(talk.welcome, "state") == "closed");
  talk.message("m1");
  CHECK(talk.heard() == "error closed m1");
  talk.say(R"({"type":"typing","on":true})");
  CHECK(talk.out.empty());
  const auto form = R"({"type":"form","id":"f1","name":"Ann","phone":"(212) 555-0142","text":"x"})";
  talk.say(form);
  REQUIRE(talk.take<Form>());
  talk.rejected("f1", ErrorCode::busy, 1s);
  CHECK(talk.heard() == "error busy f1");
  talk.say(form);
  CHECK(talk.take<Form>()->phone == "(212) 555-0142");
  talk.say(form);  // once more, while it is on its way
  CHECK(talk.out.empty());
  talk.committed("f1", 1);
  CHECK(talk.all_heard() == Strings{"ack f1 1", "end form"});
  CHECK(talk.take<Close>()->code == 1000);
  CHECK(talk.ended());
}

TEST_CASE("chat: leaving ends the chat once what was sent before is committed") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.say(R"({"type":"leave"})");
  talk.message("m2");
  CHECK(talk.heard() == "error closed m2");
  CHECK_FALSE(talk.take<Leave>());
  talk.take<Message>();
  talk.committed("m1", 1);
  CHECK(talk.all_heard() == Strings{"ack m1 1", "end left"});
  CHECK(talk.take<Leave>());
  const auto close = talk.take<Close>();
  REQUIRE(close);
  CHECK(close->code == 1000);
  CHECK(close->flush);
  CHECK(talk.ended());
  talk.message("m3");
  talk.deliver(2);
  talk.later(24h);
  CHECK(talk.out.empty());
  CHECK(talk.session.deadline() == Instant::max());
}

TEST_CASE("chat: the desk's end comes behind everything that was said") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.deliver(2);  // before 1, which is on its way
  talk.session.finish(Ending::closed, talk.turn());
  CHECK_FALSE(talk.ended());
  CHECK(talk.take<Fetch>()->after == 0);
  talk.committed("m1", 3);
  CHECK_FALSE(talk.ended());
  std::vector<Entry> entries{Talk::entry(1), Talk::entry(2), Talk::entry(3)};
  entries[2].from = From::visitor;
  entries[2].id = "m1";
  talk.session.fetched(entries, 3, talk.turn());
  CHECK(talk.all_heard() == Strings{"message 1 Tess from the desk", "message 2 Tess from the desk",
                                    "message m1 3 Tess from the desk", "end closed"});
  CHECK(talk.ended());
}

TEST_CASE("chat: every ending has its close code, and says whether to come back") {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Ending>>([](auto d) {
    Talk talk;
    talk.open();
    talk.session.cut(d.value, talk.turn(), 2s);
    const auto close = talk.take<Close>();
    REQUIRE(close);
    CHECK(close->code == row_of(d.value).close_code);
    CHECK(close->ending == d.value);
    if (d.value == Ending::slow) {
      CHECK_FALSE(close->flush);
      CHECK(talk.out.empty());
      return;
    }
    const auto end = talk.frame();
    CHECK(said_by(end, "reason") == d.name);
    CHECK(said_by(end, "resume") == (row_of(d.value).resume ? "true" : "false"));
    CHECK(said_by(end, "after_ms") == "2000");
    talk.session.cut(Ending::busy, talk.turn());
    CHECK(talk.out.empty());
  });
}

TEST_CASE("chat: what comes too early or too late changes nothing") {
  Talk talk;
  talk.committed("m1", 1);
  talk.rejected("m1", ErrorCode::busy);
  talk.session.position(1, talk.turn());
  talk.session.talking("Tess", talk.turn());
  talk.session.typing(true, "Tess", talk.turn());
  talk.session.upload_ready({}, talk.turn());
  talk.session.upload_refused("u", {}, talk.turn());
  talk.session.fetched({}, 7, talk.turn());
  talk.session.opened({}, talk.turn());
  talk.session.refused({}, talk.turn());
  CHECK(talk.out.empty());
  CHECK(talk.session.state() == Session::State::fresh);
  talk.say(R"({"type":"leave"})");
  CHECK(talk.all_heard() == Strings{"end left"});
  CHECK_FALSE(talk.take<Leave>());  // there is no chat
}
