// What one connection may cost: its limits, each at its edge and behind it.
#include <doctest/doctest.h>

#include "chat_talk.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

std::string filled_frame(std::size_t bytes) {
  std::string frame = R"({"type":"ping","x":")";
  frame.append(bytes - frame.size() - 2, 'x');
  return frame + "\"}";
}

void upload(Talk& talk, std::string_view id) {
  talk.say(R"({"type":"upload","id":")" + std::string(id) +
           R"(","name":"a.txt","media_type":"text/plain","size":5})");
}

}  // namespace

TEST_CASE("limits: a chat frame has 65,536 bytes") {
  Talk talk;
  talk.say(filled_frame(65'536));
  CHECK(talk.heard() == "pong");
  talk.say(filled_frame(65'537));
  CHECK(talk.heard() == "end too_large");
  CHECK(talk.take<Close>()->code == 1009);
}

TEST_CASE("limits: a chat connection has 20 wrong frames") {
  Talk talk;
  talk.open();
  for (int i = 1; i < 20; ++i) {
    talk.say("{}");
    CHECK(talk.all_heard() == std::vector<std::string>{"error syntax"});
  }
  talk.say(R"({"type":"dance"})");
  CHECK(talk.all_heard() == std::vector<std::string>{"error type", "end protocol"});
  CHECK(talk.take<Close>()->code == 4005);
  CHECK(talk.ended());
}

TEST_CASE("limits: 100 chat messages may overtake one that is owed, then the connection ends") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.rejected("m1", ErrorCode::busy);
  CHECK(talk.heard() == "error busy m1");
  for (int i = 1; i <= 100; ++i) {
    CHECK_FALSE(talk.ended());
    talk.now += 1s;
    talk.message("m2");
    CHECK(talk.heard() == "error order m2 m1");
  }
  CHECK(talk.heard() == "end protocol");
  CHECK(row_of(Ending::protocol).resume);
}

TEST_CASE("limits: what the desk refuses for now counts as nobody's mistake") {
  Talk talk;
  talk.open();
  for (int i = 0; i < 50; ++i) {
    talk.now += 1s;
    talk.message("m1");
    talk.rejected("m1", ErrorCode::busy);
    CHECK(talk.all_heard() == std::vector<std::string>{"error busy m1"});
  }
  CHECK_FALSE(talk.ended());
}

TEST_CASE("limits: 100 chat frames at once, 600 a minute") {
  Talk talk;
  talk.open();
  for (int i = 1; i < 100; ++i) {
    talk.say(R"({"type":"ping"})");
    CHECK(talk.heard() == "pong");
  }
  SUBCASE("one more is the end") {
    talk.say(R"({"type":"ping"})");
    CHECK(talk.heard() == "end flood");
    CHECK(talk.take<Close>()->code == 4008);
  }
  SUBCASE("100 ms later there is room for one, and for no second") {
    talk.now += 100ms;
    talk.say(R"({"type":"ping"})");
    CHECK(talk.heard() == "pong");
    talk.now += 99ms;
    talk.say(R"({"type":"ping"})");
    CHECK(talk.heard() == "end flood");
  }
}

TEST_CASE("limits: 20 chat messages at once, 60 a minute, the rest later and in order") {
  Talk talk;
  talk.limits.unacknowledged = 30;
  talk.open();
  auto commit = [&, number = 0ULL](const std::string& id) mutable -> std::string {
    talk.message(id);
    if (!talk.take<Message>()) return talk.heard();
    talk.committed(id, ++number);
    return talk.heard();
  };
  for (int i = 1; i <= 20; ++i) CHECK(commit("m" + std::to_string(i)).starts_with("ack"));
  talk.message("m21");
  const auto error = talk.frame();
  CHECK(said_by(error, "code") == "rate");
  CHECK(said_by(error, "after_ms") == "1000");
  CHECK(commit("m22") == "error order m22 m21");
  talk.now += 999ms;
  CHECK(commit("m21") == "error rate m21");
  talk.now += 1ms;
  CHECK(commit("m21").starts_with("ack"));
  CHECK(commit("m22") == "error rate m22");
}

TEST_CASE("limits: 5 chat typings at once, 60 a minute, the rest unanswered") {
  Talk talk;
  talk.open(ChatState::talking);
  const auto typing = [&] {
    talk.say(R"({"type":"typing","on":true})");
    const bool told = talk.take<Typing>().has_value();
    CHECK(talk.out.empty());
    return told;
  };
  for (int i = 0; i < 5; ++i) CHECK(typing());
  CHECK_FALSE(typing());
  talk.now += 999ms;
  CHECK_FALSE(typing());
  talk.now += 1ms;
  CHECK(typing());
  CHECK_FALSE(typing());
}

TEST_CASE("limits: 8 chat messages wait for their commit, with 32,768 bytes") {
  Talk talk;
  talk.open();
  SUBCASE("messages") {
    for (int i = 1; i <= 8; ++i) talk.message("m" + std::to_string(i));
    talk.take<Message>();
    CHECK(talk.out.empty());
    talk.message("m9");
    CHECK(talk.heard() == "error unacknowledged m9");
    talk.committed("m1", 1);
    CHECK(talk.heard() == "ack m1 1");
    talk.message("m9");
    talk.take<Message>();
    CHECK(talk.out.empty());
  }
  SUBCASE("bytes") {
    const std::string text(4'000, 'x');
    int taken = 0;
    for (int i = 1; i <= 8; ++i) {
      talk.message("m" + std::to_string(i), text);
      if (talk.all_heard().empty()) taken = i;
    }
    CHECK(talk.session.held() <= 32'768);
    CHECK(talk.session.held() + 4'000 + 200 > 32'768);
    CHECK(taken == 7);
  }
}

TEST_CASE("limits: 4 chat uploads are asked for at once") {
  Talk talk;
  talk.open();
  for (const auto* id : {"u1", "u2", "u3", "u4"}) {
    upload(talk, id);
    CHECK(talk.take<UploadRequest>());
  }
  upload(talk, "u5");
  CHECK(talk.heard() == "error uploads u5");
  talk.session.upload_refused("u1", {ErrorCode::refused}, talk.turn());
  CHECK(talk.heard() == "error refused u1");
  upload(talk, "u5");
  CHECK(talk.take<UploadRequest>());
}

TEST_CASE("limits: a reader with more than 262,144 bytes waiting is cut off, and may resume") {
  Talk talk;
  talk.open();
  const std::string pong = pong_frame();
  const auto fits = 262'144 / pong.size();
  talk.limits.frames_per_minute = 60'000;
  talk.limits.frame_burst = 100'000;
  for (std::size_t i = 0; i < fits; ++i) talk.say(R"({"type":"ping"})");
  CHECK_FALSE(talk.ended());
  talk.out.clear();
  talk.say(R"({"type":"ping"})");
  CHECK(talk.ended());
  talk.take<Send>();
  const auto close = talk.take<Close>();
  REQUIRE(close);
  CHECK(close->code == 4003);
  CHECK_FALSE(close->flush);
  CHECK(row_of(Ending::slow).resume);
  CHECK(talk.out.empty());
}

TEST_CASE("limits: from 32,768 bytes waiting on nothing is sent that can wait") {
  Talk talk;
  talk.open(ChatState::talking);
  talk.limits.frames_per_minute = 60'000;
  talk.limits.frame_burst = 100'000;
  talk.say(R"({"type":"ping"})");
  while (talk.session.queued() < 32'768 - pong_frame().size()) talk.say(R"({"type":"ping"})");
  talk.out.clear();
  talk.session.typing(true, "Tess", talk.turn());
  CHECK(talk.out.size() == 1);
  talk.out.clear();
  CHECK(talk.session.queued() >= 32'768);
  talk.session.typing(false, "Tess", talk.turn());
  talk.deliver(1);
  talk.session.position(2, talk.turn());
  talk.session.position(1, talk.turn());
  CHECK(talk.out.empty());
  // What is true when there is room again is sent then.
  talk.session.sent(talk.session.queued(), talk.turn());
  CHECK(talk.heard() == "state waiting 1");
  CHECK(talk.take<Fetch>()->after == 0);
  CHECK(talk.out.empty());
}

TEST_CASE("limits: ten seconds for a hello, thirty for its answer") {
  Talk talk;
  CHECK(talk.session.deadline() == noon + 10s);
  SUBCASE("no hello") {
    talk.later(9'999ms);
    CHECK(talk.out.empty());
    talk.later(1ms);
    CHECK(talk.heard() == "end hello");
    CHECK(talk.take<Close>()->code == 4001);
  }
  SUBCASE("pings are none") {
    talk.now += 9s;
    talk.say(R"({"type":"ping"})");
    CHECK(talk.heard() == "pong");
    talk.later(1s);
    CHECK(talk.heard() == "end hello");
  }
  SUBCASE("the desk does not answer") {
    talk.now += 5s;
    talk.say(R"({"type":"hello","version":1,"id":"0123456789012345678901","email":"a@b.example"})");
    talk.take<Hello>();
    CHECK(talk.session.deadline() == noon + 35s);
    talk.later(29'999ms);
    CHECK(talk.out.empty());
    talk.later(1ms);
    CHECK(talk.heard() == "end busy");
    talk.answer(ChatState::waiting, 0);
    CHECK(said_by(talk.welcome, "type") == "nothing");
  }
}

TEST_CASE("limits: thirty seconds of silence are a ping, twenty without an answer the end") {
  Talk talk;
  talk.open();
  CHECK(talk.session.deadline() == noon + 30s);
  talk.later(29'999ms);
  CHECK(talk.out.empty());
  talk.later(1ms);
  CHECK(talk.take<ControlPing>());
  CHECK(talk.session.deadline() == noon + 50s);
  SUBCASE("no answer") {
    talk.later(19'999ms);
    CHECK(talk.out.empty());
    talk.later(1ms);
    CHECK(talk.heard() == "end idle");
    CHECK(talk.take<Close>()->code == 4002);
  }
  SUBCASE("a pong, or a frame, is one") {
    talk.now += 19s;
    talk.session.pong(talk.now);
    CHECK(talk.session.deadline() == talk.now + 30s);
    talk.later(30s);
    CHECK(talk.take<ControlPing>());
    talk.now += 19s;
    talk.say(R"({"type":"ping"})");
    CHECK(talk.heard() == "pong");
    CHECK(talk.session.deadline() == talk.now + 30s);
    CHECK(talk.out.empty());
  }
}

TEST_CASE("limits: a reader that takes nothing for thirty seconds is cut off") {
  Talk talk;
  talk.open(ChatState::talking);
  talk.deliver(1);
  talk.deliver(2);
  talk.later(29s);
  talk.session.pong(talk.now);  // it lives, and does not read
  talk.session.sent(1, talk.turn());
  talk.out.clear();
  talk.later(1s);
  CHECK(talk.out.empty());
  CHECK(talk.session.deadline() <= noon + 59s);
  talk.later(29s);
  CHECK(talk.take<Close>()->ending == Ending::slow);
}

TEST_CASE("limits: a finished chat waits thirty seconds for what the desk still owes") {
  Talk talk;
  talk.open();
  talk.message("m1");
  talk.take<Message>();
  talk.say(R"({"type":"leave"})");
  talk.later(29'999ms);
  CHECK(talk.out.empty());
  talk.later(1ms);
  CHECK(talk.take<Leave>());
  CHECK(talk.heard() == "end left");
}

TEST_CASE("limits: every limit of the chat can be set within its bounds, and not beyond") {
  for (const auto& row : limit_table()) {
    CAPTURE(row.name);
    Limits limits;
    CHECK(set_limit(limits, row.name, row.min).has_value());
    CHECK(set_limit(limits, row.name, row.max).has_value());
    CHECK_FALSE(set_limit(limits, row.name, row.min - 1).has_value());
    CHECK_FALSE(set_limit(limits, row.name, row.max + 1).has_value());
    const auto value =
        std::holds_alternative<std::uint64_t Limits::*>(row.member)
            ? limits.*std::get<std::uint64_t Limits::*>(row.member)
            : static_cast<std::uint64_t>(
                  (limits.*std::get<std::chrono::seconds Limits::*>(row.member)).count());
    CHECK(value == row.max);
    const Limits usual;
    const auto own =
        std::holds_alternative<std::uint64_t Limits::*>(row.member)
            ? usual.*std::get<std::uint64_t Limits::*>(row.member)
            : static_cast<std::uint64_t>(
                  (usual.*std::get<std::chrono::seconds Limits::*>(row.member)).count());
    CHECK(own >= row.min);
    CHECK(own <= row.max);
  }
  Limits limits;
  CHECK(set_limit(limits, "patience", 1).error().code == ProblemCode::not_found);
}
