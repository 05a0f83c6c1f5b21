// Chats through the real desk, its journal and its store.
#include "storage/chat.h"

#include "intake/distil_chat.h"
#include "storage/export.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

const Instant noon = *parse_instant("2026-06-03T12:00:00Z");

Result<ChatView> opened(Desk& desk, const std::string& id, const std::string& secret = "s",
                        const std::string& email = "ann@acme.example") {
  const auto rules = desk.desk->rules();
  const auto* line = rules->lines.by_id("chat");
  REQUIRE(line);
  ChatOpening opening;
  opening.arrival = distil_chat({id, "", email, "Ann"}, *line, desk.clock.now(),
                                new_arrival_id(desk.clock.now()));
  opening.secret = sha256(secret);
  return answer_of<ChatView>([&](FrontDesk::Done<ChatView> done) {
    desk.desk->open_chat(std::move(opening), std::move(done));
  });
}

Result<ChatSaid> said(Desk& desk, const std::string& arrival, const std::string& id,
                      const std::string& text, bool ends = false) {
  ChatSaying saying;
  saying.arrival = arrival;
  saying.by = "visitor";
  saying.entry.id = id;
  saying.entry.text = text;
  saying.ends = ends;
  return answer_of<ChatSaid>(
      [&](FrontDesk::Done<ChatSaid> done) { desk.desk->say(saying, std::move(done)); });
}

Result<ChatSaid> answered(Desk& desk, const std::string& ticket, const std::string& by,
                          const std::string& text) {
  ChatSaying saying;
  saying.ticket = ticket;
  saying.by = by;
  saying.entry.from = ChatFrom::technician;
  saying.entry.text = text;
  return answer_of<ChatSaid>(
      [&](FrontDesk::Done<ChatSaid> done) { desk.desk->say(saying, std::move(done)); });
}

Result<std::string> ended(Desk& desk, const std::string& arrival) {
  return answer_of<std::string>([&](FrontDesk::Done<std::string> done) {
    desk.desk->end_chat({arrival, "", "visitor"}, std::move(done));
  });
}

}  // namespace

TEST_CASE("chat: the same hello opens one chat, and its newest secret counts") {
  Desk desk(noon);
  desk.load_directory();
  const auto first = opened(desk, "hello-0000000000000000000001", "one");
  REQUIRE(first);
  CHECK(first->decision.outcome == Outcome::queued);
  CHECK(first->position == 1);
  REQUIRE(first->ticket);
  const auto again = opened(desk, "hello-0000000000000000000001", "two");
  REQUIRE(again);
  CHECK(again->arrival.id == first->arrival.id);
  CHECK(get_chat_secret(*desk.store, first->arrival.id)->value() == sha256("two"));
  // Somebody else's address under the same id is another chat.
  const auto other = opened(desk, "hello-0000000000000000000001", "x", "peter@initech.example");
  REQUIRE(other);
  CHECK(other->arrival.id != first->arrival.id);
}

TEST_CASE("chat: a message is kept once under its id, in order, across a restart") {
  Desk desk(noon);
  desk.load_directory();
  const auto chat = opened(desk, "hello-0000000000000000000001");
  REQUIRE(chat);
  const auto id = chat->arrival.id;
  CHECK(said(desk, id, "m-1", "One")->entry.number == 1);
  CHECK(said(desk, id, "m-2", "Two")->entry.number == 2);
  desk.reopen();
  const auto again = said(desk, id, "m-1", "One, told otherwise");
  REQUIRE(again);
  CHECK(again->again);
  CHECK(again->entry.number == 1);
  CHECK(again->entry.text == "One");
  CHECK(said(desk, id, "m-3", "Three")->entry.number == 3);
  const auto all = get_chat(*desk.store, id, 1, 100);
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(all->at(0).text == "Two");
  CHECK(all->at(1).text == "Three");
  CHECK(desk.arrival(id).chat->last == 3);
}

TEST_CASE("chat: a technician answers in a ticket that is theirs, and nobody after the end") {
  Desk desk(noon);
  desk.load_directory();
  const auto chat = opened(desk, "hello-0000000000000000000001");
  REQUIRE(chat);
  const auto id = chat->arrival.id, ticket = chat->arrival.ticket;
  CHECK(answered(desk, ticket, "tess", "Hello").error().code == ProblemCode::conflict);
  const auto taken =
      answer_of<std::optional<Ticket>>([&](FrontDesk::Done<std::optional<Ticket>> done) {
        desk.desk->take_next({{chat->ticket->queue}, "tess"}, std::move(done));
      });
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK((*taken)->id == ticket);
  CHECK(answered(desk, ticket, "tom", "Hello").error().code == ProblemCode::conflict);
  CHECK(answered(desk, ticket, "tess", "Hello")->entry.number == 1);
  CHECK(ended(desk, id).value() == id);
  CHECK(ended(desk, id).value() == id);
  CHECK(answered(desk, ticket, "tess", "Still there?").error().code == ProblemCode::conflict);
  CHECK(said(desk, id, "m-1", "No").error().code == ProblemCode::conflict);
  CHECK(desk.arrival(id).chat->answers == 1);
  CHECK(desk.ticket(ticket).flags.empty());
}

TEST_CASE("chat: the form says one thing and ends it, in one commit") {
  Desk desk(noon);
  desk.load_directory();
  const auto chat = opened(desk, "hello-0000000000000000000001");
  REQUIRE(chat);
  REQUIRE(said(desk, chat->arrival.id, "f-1", "Call me", true));
  CHECK(desk.arrival(chat->arrival.id).chat->ended_at);
  // The acknowledgement was lost: said again it is acknowledged again.
  CHECK(said(desk, chat->arrival.id, "f-1", "Call me", true)->entry.number == 1);
}

TEST_CASE("chat: places near the head, and the chats that are open after a restart") {
  Desk desk(noon);
  desk.load_directory();
  const auto first = opened(desk, "hello-0000000000000000000001");
  desk.clock.advance(std::chrono::seconds{1});
  const auto second = opened(desk, "hello-0000000000000000000002");
  REQUIRE(second);
  CHECK(second->position == 2);
  REQUIRE(ended(desk, first->arrival.id));
  desk.reopen();
  const auto open = answer_of<std::vector<ArrivalRecord>>(
      [&](FrontDesk::Done<std::vector<ArrivalRecord>> done) { desk.desk->open_chats(done); });
  REQUIRE(open);
  REQUIRE(open->size() == 1);
  CHECK(open->front().id == second->arrival.id);
  const auto places = answer_of<std::vector<ChatPlace>>(
      [&](FrontDesk::Done<std::vector<ChatPlace>> done) { desk.desk->chat_places(done); });
  REQUIRE(places);
  CHECK(places->size() == 2);
}

TEST_CASE(
    "chat: what was said is told to its person, and goes with an erasure; the journal has none") {
  Desk desk(noon);
  desk.load_directory();
  const auto chat = opened(desk, "hello-0000000000000000000001");
  REQUIRE(chat);
  const auto id = chat->arrival.id;
  REQUIRE(said(desk, id, "m-1", "My zebra sits on the router"));
  ContactExport told(traces_of(*desk.desk->directory(), "ann", ""));
  std::string lines;
  for (;;) {
    const auto piece = told.next(*desk.store, 65'536);
    REQUIRE(piece);
    if (piece->empty()) break;
    lines += *piece;
  }
  CHECK(lines.find("My zebra sits on the router") != lines.npos);
  const auto events = get_events(*desk.store, 1, 1000);
  REQUIRE(events);
  for (const auto& event : *events) CHECK(to_json(event).find("zebra") == std::string::npos);
  const auto erased = answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
    ErasureWish wish;
    wish.contact = "ann";
    wish.by = "test";
    desk.desk->erase_contact(std::move(wish), std::move(done));
  });
  REQUIRE(erased);
  CHECK(erased->arrivals == 1);
  CHECK(get_chat(*desk.store, id, 0, 10)->empty());
  CHECK_FALSE(get_chat_secret(*desk.store, id)->has_value());
  CHECK_FALSE(find_chat_entry(*desk.store, id, ChatFrom::visitor, "m-1")->has_value());
  CHECK(said(desk, id, "m-2", "Hello?").error().code == ProblemCode::conflict);
}
