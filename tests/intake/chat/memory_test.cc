// What an idle chat costs here: of the 12 KiB that one may have in all, the connection's buffers
// and its coroutine need most.
#include <doctest/doctest.h>
#include <malloc.h>

#include "chat_talk.h"
#include "intake/chat/seat.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

struct Chat {
  explicit Chat(const Limits& limits) : session(limits, noon), seat(sha256("secret"), noon) {}
  Session session;
  Seat seat;
  Transcript transcript;
};

constexpr std::size_t chats = 2'000;

// Bytes of the heap that each of many chats has after `talk`, the chat itself left out.
template <class Talk>
std::size_t heap_of_each(Talk talk) {
  const Limits limits;
  std::vector<std::unique_ptr<Chat>> all(chats);
  for (auto& one : all) one = std::make_unique<Chat>(limits);
  Actions actions;
  actions.reserve(64);
  const auto before = mallinfo2().uordblks;
  for (auto& one : all) {
    talk(*one, limits, Turn{noon, actions});
    actions.clear();
  }
  const auto after = mallinfo2().uordblks;
  return after > before ? (after - before) / chats : 0;
}

void open(Chat& chat, Turn turn) {
  chat.session.feed(
      R"({"type":"hello","version":1,"id":"0123456789012345678901","email":"ann@acme.example"})",
      turn);
  Opened opened;
  opened.session = "c-0123456789abcdef";
  opened.widget = view_of({}, "Northwind", "");
  chat.session.opened(opened, turn);
  chat.session.sent(chat.session.queued(), turn);
}

void message(Chat& chat, const Limits& limits, std::uint64_t number, std::size_t bytes, Turn turn) {
  const auto id = "message-" + std::to_string(number);
  const std::string text(bytes, 'x');
  chat.session.feed(R"({"type":"message","id":")" + id + R"(","text":")" + text + "\"}", turn);
  chat.transcript.add({number, noon, From::visitor, "", text, id, {}}, limits);
  chat.session.committed(id, number, noon, turn);
  chat.session.sent(chat.session.queued(), turn);
}

}  // namespace

TEST_CASE("chat memory: an idle chat is some 300 bytes, and nothing on the heap") {
  CHECK(sizeof(Session) <= 160);
  CHECK(sizeof(Seat) <= 64);
  CHECK(sizeof(Transcript) <= 64);
  CHECK(heap_of_each([](Chat& chat, const Limits&, Turn turn) { open(chat, turn); }) <= 16);
}

TEST_CASE("chat memory: what was said leaves its transcript, bounded, and nothing in the session") {
  const auto few = heap_of_each([](Chat& chat, const Limits& limits, Turn turn) {
    open(chat, turn);
    for (std::uint64_t i = 1; i <= 3; ++i) message(chat, limits, i, 60, turn);
    CHECK(chat.session.held() == 0);
  });
  CHECK(few <= 1'200);
  const auto many = heap_of_each([](Chat& chat, const Limits& limits, Turn turn) {
    open(chat, turn);
    for (std::uint64_t i = 1; i <= 20; ++i) message(chat, limits, i, 60, turn);
  });
  CHECK(many <= 8'192);
  const auto rested = heap_of_each([](Chat& chat, const Limits& limits, Turn turn) {
    open(chat, turn);
    for (std::uint64_t i = 1; i <= 20; ++i) message(chat, limits, i, 60, turn);
    chat.transcript.forget();
  });
  CHECK(rested <= 16);
  MESSAGE("session " << sizeof(Session) << ", seat " << sizeof(Seat) << ", transcript "
                     << sizeof(Transcript) << " bytes; heap after 3 messages " << few
                     << ", after 20 " << many);
}
