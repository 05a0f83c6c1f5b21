// Technicians take tickets, calls move on: through the real desk, its journal and its store.
#include "intake/distil.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

Result<std::optional<Ticket>> next(Desk& desk, std::vector<std::string> queues, std::string by) {
  return answer_of<std::optional<Ticket>>([&](FrontDesk::Done<std::optional<Ticket>> done) {
    desk.desk->take_next({std::move(queues), std::move(by)}, std::move(done));
  });
}

Taken call(Desk& desk, const std::string& id, const std::string& from = "+12125550142") {
  const auto rules = desk.desk->rules();
  const auto* line = rules->lines.by_id("us-voice");
  REQUIRE(line);
  auto arrival =
      distil_call(from, *line, desk.clock.now(), new_arrival_id(desk.clock.now()), id, *rules);
  auto taken = answer_of<std::vector<Taken>>([&](FrontDesk::Done<std::vector<Taken>> done) {
    desk.desk->take({{std::move(arrival), {}}}, {}, std::move(done));
  });
  REQUIRE(taken);
  return std::move(taken->front());
}

Result<CallView> move(Desk& desk, const std::string& arrival, CallStep step, Instant at) {
  const auto facts = get_facts(*desk.store, arrival);
  const auto key = facts && *facts ? (*facts)->key : "nobody's";
  return answer_of<CallView>([&](FrontDesk::Done<CallView> done) {
    desk.desk->move_call({key, "voice", {{step, at}}}, std::move(done));
  });
}

}  // namespace

TEST_CASE("next: the oldest of a technician's queues, each once, and then nothing") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  const auto first = desk.mail("ann@acme.example", "One");
  desk.clock.advance(std::chrono::minutes{1});
  const auto second = desk.mail("ann@acme.example", "Two");
  const auto one = next(desk, {"us.voice", "any.ticket"}, "tess");
  REQUIRE(one);
  REQUIRE(*one);
  CHECK((*one)->id == first.decision.ticket->str());
  CHECK((*one)->status == TicketStatus::active);
  CHECK((*one)->technician == "tess");
  CHECK((*one)->taken_at == desk.clock.now());
  CHECK(desk.ticket((*one)->id).technician == "tess");
  CHECK(next(desk, {"any.ticket"}, "tom")->value().id == second.decision.ticket->str());
  CHECK_FALSE(next(desk, {"any.ticket"}, "tom")->has_value());
  CHECK_FALSE(next(desk, {"us.voice"}, "tom")->has_value());
}

TEST_CASE("a call's tellings move its record and its ticket, across a restart too") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  const auto taken = call(desk, "CA1");
  const auto ticket = taken.decision.ticket->str();
  const auto at = desk.clock.now();
  CHECK(desk.arrival(taken.arrival).call->state == CallState::waiting);
  REQUIRE(move(desk, taken.arrival, CallStep::waits, at));
  REQUIRE(move(desk, taken.arrival, CallStep::waits, at));  // told twice: the same answer
  desk.reopen();
  CHECK(desk.arrival(taken.arrival).call->state == CallState::waiting);
  const auto answered = move(desk, taken.arrival, CallStep::answered, at);
  REQUIRE(answered);
  CHECK(answered->arrival.call->state == CallState::answered);
  CHECK(desk.ticket(ticket).status == TicketStatus::active);
  REQUIRE(move(desk, taken.arrival, CallStep::ended, at));
  CHECK(desk.arrival(taken.arrival).call->state == CallState::completed);
  // Nobody is known to have it: it waits, and is not forgotten.
  CHECK(desk.ticket(ticket).status == TicketStatus::new_);
  CHECK(desk.ticket(ticket).flags.back() == "talked");
}

TEST_CASE(
    "a call that nobody took stays a ticket: abandoned, a message, a wish to be called back") {
  for (const auto& [step, flag, queue] : {std::tuple(CallStep::ended, "abandoned", ""),
                                          std::tuple(CallStep::voicemail, "voicemail", ""),
                                          std::tuple(CallStep::callback, "callback", "callback")}) {
    Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
    desk.load_directory();
    const auto taken = call(desk, "CA1");
    const auto id = taken.decision.ticket->str();
    const auto before = desk.ticket(id).queue;
    desk.clock.advance(std::chrono::seconds{30});
    REQUIRE(move(desk, taken.arrival, step, desk.clock.now()));
    const auto ticket = desk.ticket(id);
    CHECK(ticket.status == TicketStatus::new_);
    CHECK(ticket.flags.back() == flag);
    CHECK(ticket.queue == (*queue ? queue : before));
  }
}

TEST_CASE("tellings of a call that never came are told so") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  CHECK(move(desk, "a-nobody", CallStep::ended, desk.clock.now()).error().code ==
        ProblemCode::not_found);
}

TEST_CASE("redial: who hung up and calls again within some minutes keeps ticket and place") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  const auto first = call(desk, "CA1");
  const auto ticket = first.decision.ticket->str();
  desk.clock.advance(std::chrono::minutes{1});
  const auto second = call(desk, "CA2", "+13125550100");  // somebody else, behind
  const auto view = move(desk, first.arrival, CallStep::ended, desk.clock.now());
  REQUIRE(view);
  CHECK(view->arrival.call->state == CallState::abandoned);
  CHECK(desk.ticket(ticket).flags.back() == "abandoned");
  desk.clock.advance(std::chrono::minutes{9});
  const auto again = call(desk, "CA3");
  CHECK(again.decision.outcome == Outcome::appended);
  CHECK(again.decision.ticket == ticket);
  CHECK(desk.ticket(ticket).flags.empty());
  const auto back = move(desk, again.arrival, CallStep::waits, desk.clock.now());
  REQUIRE(back);
  CHECK(back->arrival.call->state == CallState::waiting);
  REQUIRE(back->ticket);
  CHECK(back->ticket->id == ticket);
  CHECK(back->position == 1);
  // Too late, and answered ones: a ticket of its own.
  REQUIRE(move(desk, again.arrival, CallStep::ended, desk.clock.now()));
  desk.clock.advance(std::chrono::minutes{11});
  CHECK(call(desk, "CA4").decision.outcome == Outcome::queued);
}

TEST_CASE("a recording's link is among the facts of its call, once") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  const auto taken = call(desk, "CA1");
  const auto key = (*get_facts(*desk.store, taken.arrival))->key;
  for (int i = 0; i < 2; ++i)
    REQUIRE(answer_of<CallView>([&](FrontDesk::Done<CallView> done) {
      desk.desk->move_call(
          {key, "voice", {{CallStep::voicemail, desk.clock.now()}}, "https://p.example/r1"},
          std::move(done));
    }));
  CHECK((*get_facts(*desk.store, taken.arrival))->recordings ==
        std::vector<std::string>{"https://p.example/r1"});
  CHECK(desk.arrival(taken.arrival).call->state == CallState::voicemail);
}

TEST_CASE("a call that is given up within short_hang_up is counted apart") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  for (const auto& [after, state] :
       {std::pair(9, CallState::short_call), std::pair(10, CallState::abandoned)}) {
    const auto taken = call(desk, "CA" + std::to_string(after), "+13125550100");
    const auto at = desk.clock.now() + std::chrono::seconds{after};
    REQUIRE(move(desk, taken.arrival, CallStep::ended, at));
    CHECK(desk.arrival(taken.arrival).call->state == state);
  }
}

TEST_CASE("next: whose caller is on the line, and who waits for an approval, is passed over") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  const auto waits = call(desk, "CA1");
  const auto queue = desk.ticket(waits.decision.ticket->str()).queue;
  desk.clock.advance(std::chrono::minutes{1});
  const auto gone = call(desk, "CA2", "+12125550100");
  REQUIRE(move(desk, gone.arrival, CallStep::ended, desk.clock.now()));
  while (true) {
    const auto other = next(desk, {queue, "approval"}, "tess");
    REQUIRE(other);
    if (!*other) break;
    CHECK((*other)->id != waits.decision.ticket->str());
  }
  REQUIRE(move(desk, waits.arrival, CallStep::ended, desk.clock.now()));
  const auto taken = next(desk, {queue, "approval"}, "tess");
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK((*taken)->id == waits.decision.ticket->str());
}
