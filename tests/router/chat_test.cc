// A chat's record: numbers without a gap, one end.
#include "router/chat.h"

#include <doctest/doctest.h>

#include "router/desk.h"

using namespace frontdesk;

namespace {

constexpr Instant begin{std::chrono::milliseconds{1'780'488'000'000}};

ArrivalRecord chat_record(Outcome outcome, DeskState& state) {
  Event event;
  event.position = 1;
  event.at = begin;
  event.arrival = "a-1";
  event.channel = Channel::chat;
  event.ticket = "T-1000";
  event.decision.emplace();
  event.decision->outcome = outcome;
  event.decision->queue = "us.chat";
  event.decision->at = begin;
  const auto effects = apply(state, event, nullptr, nullptr);
  REQUIRE_FALSE(effects.conflict);
  REQUIRE(effects.arrivals.size() == 1);
  return effects.arrivals[0];
}

Event of_chat(EventKind kind, std::uint64_t number = 0, ChatFrom from = ChatFrom::visitor) {
  Event event;
  event.position = 2;
  event.kind = kind;
  event.at = begin + std::chrono::minutes{1};
  event.by = "visitor";
  event.arrival = "a-1";
  event.channel = Channel::chat;
  if (kind == EventKind::said) event.chat = ChatMove{number, from};
  return event;
}

}  // namespace

TEST_CASE("chat: a message counts once and in its turn; after the end nothing does") {
  ChatRecord chat;
  CHECK_FALSE(advance(chat, {2, ChatFrom::visitor}));
  CHECK(advance(chat, {1, ChatFrom::visitor}));
  CHECK_FALSE(advance(chat, {1, ChatFrom::visitor}));
  CHECK(advance(chat, {2, ChatFrom::technician}));
  CHECK(chat.last == 2);
  CHECK(chat.answers == 1);
  CHECK(conclude(chat, begin, "visitor"));
  CHECK_FALSE(conclude(chat, begin + std::chrono::seconds{1}, "tess"));
  CHECK_FALSE(advance(chat, {3, ChatFrom::visitor}));
  CHECK(chat.ended_by == "visitor");
  CHECK(chat.ended_at == begin);
}

TEST_CASE("chat: the fold moves the record and its ticket, and what comes late is a conflict") {
  DeskState state;
  auto record = chat_record(Outcome::queued, state);
  REQUIRE(record.chat);
  auto effects = apply(state, of_chat(EventKind::said, 1), nullptr, &record);
  REQUIRE_FALSE(effects.conflict);
  CHECK(effects.arrivals.at(0).chat->last == 1);
  CHECK(state.ticket("T-1000")->changed_at == begin + std::chrono::minutes{1});
  record = effects.arrivals[0];
  effects = apply(state, of_chat(EventKind::said, 1), nullptr, &record);
  CHECK(effects.conflict);
  CHECK(effects.arrivals.empty());
  effects = apply(state, of_chat(EventKind::chat_ended), nullptr, &record);
  REQUIRE_FALSE(effects.conflict);
  record = effects.arrivals.at(0);
  CHECK(record.chat->ended_at == begin + std::chrono::minutes{1});
  // Nobody had answered: the ticket waits on, and shows it.
  CHECK(state.ticket("T-1000")->status == TicketStatus::new_);
  CHECK(state.ticket("T-1000")->flags == std::vector<std::string>{"abandoned"});
  for (const auto kind : {EventKind::said, EventKind::chat_ended})
    CHECK(apply(state, of_chat(kind, 2), nullptr, &record).conflict);
}

TEST_CASE("chat: nothing is said where there is no chat, or where it was erased") {
  DeskState state;
  CHECK_FALSE(chat_record(Outcome::refused, state).chat);
  DeskState other;
  auto record = chat_record(Outcome::queued, other);
  CHECK(apply(other, of_chat(EventKind::said, 1), nullptr, nullptr).conflict);
  record.facts_erased = true;
  CHECK(apply(other, of_chat(EventKind::said, 1), nullptr, &record).conflict);
  record.facts_erased = false;
  record.chat.reset();
  CHECK(apply(other, of_chat(EventKind::said, 1), nullptr, &record).conflict);
  CHECK(apply(other, of_chat(EventKind::chat_ended), nullptr, &record).conflict);
}
