// The fold: every kind of event, commands that come too late, and that no order of events breaks
// it.
#include "router/desk.h"

#include <random>

#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

const Instant start = at("2026-06-03T12:30:00Z");

Decision decision(Outcome outcome, std::string queue = "any.ticket") {
  Decision d;
  d.outcome = outcome;
  d.at = start;
  d.line = "helpdesk-email";
  d.msp = "northwind";
  if (!queue.empty()) d.queue = queue;
  d.reasons = {"coverage"};
  if (outcome == Outcome::held) d.held_until = start + std::chrono::hours{8};
  if (outcome == Outcome::pending_approval) d.expires_at = start + std::chrono::hours{4};
  if (outcome == Outcome::watched) d.review_by = start + std::chrono::hours{2};
  return d;
}

Event event(EventKind kind, std::optional<Decision> d = {}, std::string arrival = "a-1",
            std::string ticket = "T-1000") {
  Event made;
  made.position = 7;
  made.kind = kind;
  made.at = start + std::chrono::minutes{1};
  made.by = "nora";
  made.arrival = std::move(arrival);
  made.ticket = std::move(ticket);
  made.decision = std::move(d);
  return made;
}

Event arrived(Outcome outcome, std::string arrival = "a-1", std::string ticket = "T-1000") {
  const bool queue = outcome != Outcome::refused && outcome != Outcome::quarantined &&
                     outcome != Outcome::watched && outcome != Outcome::appended;
  return event(EventKind::arrived, decision(outcome, queue ? "any.ticket" : ""), std::move(arrival),
               std::move(ticket));
}

Effects run(DeskState& state, const Event& what, const Ticket* ticket = nullptr,
            const ArrivalRecord* record = nullptr) {
  return apply(state, what, ticket, record);
}

std::size_t waiting(const DeskState& state, std::string_view queue) {
  const auto found = state.queues().find(queue);
  return found == state.queues().end() ? 0 : found->second.size();
}

}  // namespace

TEST_CASE("arrived: an outcome that makes a ticket opens one, the others leave a record") {
  for (const auto outcome : {Outcome::queued, Outcome::partner, Outcome::msp, Outcome::held,
                             Outcome::pending_approval}) {
    DeskState state;
    const auto effects = run(state, arrived(outcome));
    REQUIRE(effects.tickets.size() == 1);
    CHECK(effects.tickets[0].interactions == std::vector<std::string>{"a-1"});
    CHECK(effects.tickets[0].opened_by == "a-1");
    CHECK(effects.tickets[0].interaction_count == 1);
    CHECK(effects.tickets[0].created_at == start);
    CHECK(effects.tickets[0].decided == 7);
    REQUIRE(effects.arrivals.size() == 1);
    CHECK(effects.arrivals[0].ticket == "T-1000");
    CHECK(state.next_ticket() == 1001);
    CHECK(state.open_tickets() == 1);
    CHECK(waiting(state, "any.ticket") == (outcome == Outcome::held ? 0 : 1));
    CHECK(state.first_due().has_value() ==
          (outcome == Outcome::held || outcome == Outcome::pending_approval));
  }
  for (const auto outcome : {Outcome::quarantined, Outcome::watched, Outcome::refused}) {
    DeskState state;
    const auto effects = run(state, arrived(outcome));
    CHECK(effects.tickets.empty());
    REQUIRE(effects.arrivals.size() == 1);
    CHECK(effects.arrivals[0].outcome == outcome);
    CHECK(state.open_tickets() == 0);
    CHECK(state.next_ticket() == 1000);
  }
  DeskState state;
  const auto nothing = run(state, arrived(Outcome::duplicate));
  CHECK(nothing.arrivals.empty());
  CHECK_FALSE(nothing.conflict);
}

TEST_CASE("arrived: what cannot be is a conflict and changes nothing") {
  DeskState state;
  CHECK(run(state, event(EventKind::arrived)).conflict);
  CHECK(run(state, arrived(Outcome::queued, "a-1", "")).conflict);
  ArrivalRecord known;
  known.id = "a-1";
  CHECK(run(state, arrived(Outcome::queued), nullptr, &known).conflict);
  CHECK(state.open_tickets() == 0);
  CHECK_FALSE(run(state, arrived(Outcome::queued)).conflict);
  CHECK(run(state, arrived(Outcome::queued, "a-2")).conflict);
  auto lost = arrived(Outcome::appended, "a-3");
  lost.decision->ticket = "T-4711";
  const auto effects = run(state, lost);
  CHECK(effects.conflict);
  CHECK(effects.arrivals.empty());
  CHECK(state.ticket("T-1000")->interactions.size() == 1);
}

TEST_CASE("C23: in a queue priority comes first, then age") {
  DeskState state;
  for (int i = 0; i < 4; ++i) {
    auto one = arrived(Outcome::queued, "a-" + std::to_string(i), "T-" + std::to_string(1000 + i));
    one.decision->at = start - std::chrono::minutes{i};
    if (i == 1) one.decision->priority = Priority::priority_connect;
    run(state, one);
  }
  std::vector<std::string> order;
  for (const auto& place : state.queues().at("any.ticket")) order.push_back(place.ticket);
  CHECK(order == std::vector<std::string>{"T-1001", "T-1003", "T-1002", "T-1000"});
}

TEST_CASE("C18a: a reply joins, reopens what is closed, and a machine's does not") {
  Ticket closed;
  closed.id = "T-900";
  closed.status = TicketStatus::closed;
  closed.queue = "any.ticket";
  closed.changed_at = start - std::chrono::hours{1};
  closed.opened_by = "a-0";
  closed.interactions = {"a-0"};
  closed.interaction_count = 1;
  const auto reply = [&](bool silent, std::vector<std::string> flags = {}) {
    DeskState state;
    auto one = arrived(Outcome::appended);
    one.ticket.clear();
    one.decision->ticket = "T-900";
    one.decision->silent = silent;
    one.decision->flags = std::move(flags);
    auto effects = run(state, one, &closed);
    REQUIRE(effects.tickets.size() == 1);
    CHECK(effects.tickets[0].interactions == std::vector<std::string>{"a-0", "a-1"});
    CHECK(effects.tickets[0].opened_by == "a-0");
    CHECK(effects.tickets[0].interaction_count == 2);
    CHECK(effects.arrivals.at(0).ticket == "T-900");
    CHECK(state.open_tickets() == (is_open(effects.tickets[0].status) ? 1 : 0));
    return effects.tickets[0];
  };
  CHECK(reply(false).status == TicketStatus::new_);
  const auto silent = reply(true);
  CHECK(silent.status == TicketStatus::closed);
  CHECK(silent.changed_at == closed.changed_at);
  const auto bounce = reply(false, {"bounce"});
  CHECK(bounce.status == TicketStatus::closed);
  CHECK(bounce.changed_at == start + std::chrono::minutes{1});
}

TEST_CASE("C18a: a reply to held or waiting work leaves it where it is") {
  for (const auto outcome : {Outcome::held, Outcome::pending_approval}) {
    DeskState state;
    run(state, arrived(outcome));
    const auto before = *state.ticket("T-1000");
    auto reply = arrived(Outcome::appended, "a-2");
    reply.decision->ticket = "T-1000";
    run(state, reply);
    CHECK(state.ticket("T-1000")->status == before.status);
    CHECK(state.ticket("T-1000")->interactions.size() == 2);
    CHECK(state.first_due().has_value());
  }
}

TEST_CASE("a storm of replies does not make a ticket grow") {
  DeskState state;
  run(state, arrived(Outcome::queued, "a-0"));
  for (std::size_t i = 1; i <= interactions_named_max + 5; ++i) {
    auto reply = arrived(Outcome::appended, "a-" + std::to_string(i));
    reply.decision->ticket = "T-1000";
    run(state, reply);
  }
  const auto& ticket = *state.ticket("T-1000");
  CHECK(ticket.interactions.size() == interactions_named_max);
  CHECK(ticket.interactions.front() == "a-6");
  CHECK(ticket.interactions.back() == "a-55");
  CHECK(ticket.interaction_count == interactions_named_max + 6);
  CHECK(ticket.opened_by == "a-0");
}

TEST_CASE("C9: due decides held work again, once; age, interactions and link stay") {
  DeskState state;
  auto held = arrived(Outcome::held);
  held.decision->linked = "T-5";
  const auto record = run(state, held).arrivals.at(0);
  CHECK(state.first_due()->ticket == "T-1000");
  auto due = event(EventKind::due, decision(Outcome::queued));
  const auto effects = run(state, due, nullptr, &record);
  CHECK_FALSE(effects.conflict);
  REQUIRE(effects.arrivals.size() == 1);
  CHECK(effects.arrivals[0].outcome == Outcome::queued);
  const auto* ticket = state.ticket("T-1000");
  CHECK(ticket->status == TicketStatus::new_);
  CHECK(ticket->created_at == start);
  CHECK(ticket->linked == "T-5");
  CHECK(waiting(state, "any.ticket") == 1);
  CHECK_FALSE(state.first_due());
  CHECK(run(state, due).conflict);
  CHECK(run(state, event(EventKind::due)).conflict);
  CHECK(run(state, event(EventKind::due, decision(Outcome::queued), "a-1", "T-1")).conflict);
}

TEST_CASE("nothing is dropped: a ticket always waits somewhere") {
  DeskState state;
  run(state, arrived(Outcome::held));
  run(state, event(EventKind::due, decision(Outcome::refused, "")));
  CHECK(waiting(state, "msp") == 1);
  auto timeless = arrived(Outcome::held, "a-2", "T-1001");
  timeless.decision->held_until.reset();
  run(state, timeless);
  CHECK(waiting(state, "any.ticket") == 1);
}

TEST_CASE("C12: an approval that expires goes to the MSP, and a late yes still works") {
  DeskState state;
  const auto record = run(state, arrived(Outcome::pending_approval)).arrivals.at(0);
  const auto expired = run(state, event(EventKind::expired));
  REQUIRE(expired.tickets.size() == 1);
  CHECK(expired.tickets[0].queue == "msp");
  CHECK(has(expired.tickets[0].reasons, "approval_expired"));
  CHECK_FALSE(state.first_due());
  CHECK(run(state, event(EventKind::expired)).conflict);
  const auto late =
      run(state, event(EventKind::released, decision(Outcome::queued)), nullptr, &record);
  CHECK_FALSE(late.conflict);
  CHECK(state.ticket("T-1000")->queue == "any.ticket");
  CHECK(late.arrivals.at(0).released_by == "nora");
}

TEST_CASE("released: once, and again where an approval is needed after it") {
  DeskState state;
  auto record = run(state, arrived(Outcome::quarantined)).arrivals.at(0);
  const auto released = event(EventKind::released, decision(Outcome::pending_approval));
  auto effects = run(state, released, nullptr, &record);
  REQUIRE_FALSE(effects.conflict);
  record = effects.arrivals.at(0);
  CHECK(record.ticket == "T-1000");
  // The approver's yes is a second release.
  const auto yes = event(EventKind::released, decision(Outcome::queued));
  effects = run(state, yes, nullptr, &record);
  REQUIRE_FALSE(effects.conflict);
  record = effects.arrivals.at(0);
  CHECK(state.ticket("T-1000")->status == TicketStatus::new_);
  effects = run(state, yes, nullptr, &record);
  REQUIRE(effects.conflict);
  CHECK(effects.conflict->find("nora") != std::string::npos);
  CHECK(effects.arrivals.empty());
  CHECK(run(state, yes).conflict);
  ArrivalRecord queued;
  queued.outcome = Outcome::queued;
  CHECK(run(state, yes, nullptr, &queued).conflict);
}

TEST_CASE("released: held work whose time has come is held back no longer") {
  DeskState state;
  const auto record = run(state, arrived(Outcome::held)).arrivals.at(0);
  run(state, event(EventKind::due, decision(Outcome::queued)));
  CHECK(run(state, event(EventKind::released, decision(Outcome::held)), nullptr, &record).conflict);
  CHECK(state.ticket("T-1000")->status == TicketStatus::new_);
}

TEST_CASE("C18: watched mail waits for a look until its deadline, then is told of once") {
  DeskState state;
  auto one = arrived(Outcome::watched);
  one.decision->flags = {"auth_fail"};
  auto record = run(state, one).arrivals.at(0);
  CHECK(record.flags == std::vector<std::string>{"auth_fail"});
  CHECK(record.review_by == start + std::chrono::hours{2});
  CHECK(state.reviews().waiting() == 1);
  CHECK(state.reviews().oldest_since() == start);
  REQUIRE(state.first_due());
  CHECK(*state.first_due() == DeskState::Due{start + std::chrono::hours{2}, "", "a-1"});
  const auto overdue = event(EventKind::review_overdue);
  CHECK(run(state, overdue).conflict);  // nobody knows such an arrival
  record = run(state, overdue, nullptr, &record).arrivals.at(0);
  CHECK(record.outcome == Outcome::watched);
  CHECK(record.flags == std::vector<std::string>{"auth_fail", "review_overdue"});
  CHECK(record.review_by == start + std::chrono::hours{2});
  CHECK_FALSE(state.first_due());
  CHECK(state.reviews().waiting() == 1);
  CHECK(state.reviews().overdue() == 1);
  CHECK(run(state, overdue, nullptr, &record).conflict);
}

TEST_CASE("C18: whoever looks and leaves it makes it ordinary quarantine, once") {
  for (const bool late : {false, true}) {
    DeskState state;
    auto record = run(state, arrived(Outcome::watched)).arrivals.at(0);
    if (late)
      record = run(state, event(EventKind::review_overdue), nullptr, &record).arrivals.at(0);
    const auto reviewed = event(EventKind::reviewed);
    CHECK(run(state, reviewed).conflict);
    record = run(state, reviewed, nullptr, &record).arrivals.at(0);
    CHECK(record.outcome == Outcome::quarantined);
    CHECK_FALSE(record.review_by);
    CHECK(record.reviewed_by == "nora");
    CHECK(record.reviewed_at == start + std::chrono::minutes{1});
    CHECK(has(record.flags, "review_overdue") == late);
    CHECK_FALSE(state.first_due());
    CHECK(state.reviews() == Reviews());
    const auto again = run(state, reviewed, nullptr, &record);
    REQUIRE(again.conflict);
    CHECK(*again.conflict == "it was reviewed already, by nora");
    CHECK(run(state, event(EventKind::review_overdue), nullptr, &record).conflict);
    // It may still be released, and who confirms it then hears by whom.
    record = run(state, event(EventKind::released, decision(Outcome::queued)), nullptr, &record)
                 .arrivals.at(0);
    CHECK(run(state, reviewed, nullptr, &record).conflict == "it was released already, by nora");
  }
}

TEST_CASE("C18: that the look came late is told also after a release and what follows it") {
  DeskState state;
  auto record = run(state, arrived(Outcome::watched)).arrivals.at(0);
  record = run(state, event(EventKind::review_overdue), nullptr, &record).arrivals.at(0);
  auto held = decision(Outcome::held);
  held.flags = {"auth_fail"};
  record = run(state, event(EventKind::released, held), nullptr, &record).arrivals.at(0);
  CHECK(record.flags == std::vector<std::string>{"auth_fail", "review_overdue"});
  CHECK(state.reviews() == Reviews());
  record =
      run(state, event(EventKind::due, decision(Outcome::queued)), nullptr, &record).arrivals.at(0);
  CHECK(record.flags == std::vector<std::string>{"review_overdue"});
}

TEST_CASE("an erasure marks its arrival's record, once, and leaves all else as it was") {
  DeskState state;
  const auto erased = event(EventKind::facts_erased, {}, "a-1", "");
  CHECK(run(state, erased).conflict == "there is no such arrival");
  auto record = run(state, arrived(Outcome::watched)).arrivals.at(0);
  auto marked = record;
  marked.facts_erased = true;
  const auto effects = run(state, erased, nullptr, &record);
  REQUIRE(effects.arrivals.size() == 1);
  CHECK(effects.tickets.empty());
  CHECK(to_json(effects.arrivals[0]) == to_json(marked));
  CHECK(state.reviews().waiting() == 1);
  CHECK(run(state, erased, nullptr, &marked).conflict == "its facts were erased already");
}

TEST_CASE("C18: a release ends the wait for a look; other mail never waited for one") {
  DeskState state;
  auto record = run(state, arrived(Outcome::watched)).arrivals.at(0);
  record = run(state, event(EventKind::released, decision(Outcome::queued)), nullptr, &record)
               .arrivals.at(0);
  CHECK_FALSE(record.review_by);
  CHECK(state.reviews() == Reviews());
  CHECK_FALSE(state.first_due());
  const auto spam = run(state, arrived(Outcome::quarantined, "a-2")).arrivals.at(0);
  CHECK(state.reviews() == Reviews());
  CHECK(run(state, event(EventKind::reviewed, {}, "a-2"), nullptr, &spam).conflict ==
        "only watched mail is reviewed: it is quarantined");
}

TEST_CASE("C18: the nearest deadline comes first, of tickets and of watched mail alike") {
  DeskState state;
  run(state, arrived(Outcome::pending_approval, "a-1"));  // due after four hours
  auto late = arrived(Outcome::watched, "a-2");
  late.decision->review_by = start + std::chrono::hours{6};
  auto late_record = run(state, late).arrivals.at(0);
  CHECK(state.first_due()->ticket == "T-1000");
  auto soon = arrived(Outcome::watched, "a-3");
  soon.decision->at = start + std::chrono::minutes{5};
  run(state, soon);
  CHECK(state.first_due()->arrival == "a-3");
  CHECK(state.reviews().waiting() == 2);
  CHECK(state.reviews().oldest_since() == start);
  run(state, event(EventKind::reviewed, {}, "a-2"), nullptr, &late_record);
  CHECK(state.reviews().oldest_since() == start + std::chrono::minutes{5});
}

TEST_CASE("events that are only lines of the journal change nothing") {
  for (const auto kind : {EventKind::directory_edited, EventKind::rules_activated,
                          EventKind::raw_read, EventKind::store_recovered}) {
    DeskState state;
    const auto effects = run(state, event(kind));
    CHECK(effects.tickets.empty());
    CHECK(effects.arrivals.empty());
    CHECK_FALSE(effects.conflict);
  }
}

namespace {

// What a store would hold: the latest of every record.
struct Kept {
  std::map<std::string, Ticket> tickets;
  std::map<std::string, ArrivalRecord> arrivals;
};

void check_consistent(const DeskState& state) {
  std::size_t queued = 0;
  for (const auto& [queue, places] : state.queues()) {
    CHECK_FALSE(places.empty());
    for (const auto& place : places) {
      const auto* ticket = state.ticket(place.ticket);
      REQUIRE(ticket);
      CHECK(ticket->queue == queue);
      CHECK(ticket->priority == place.priority);
      ++queued;
    }
  }
  std::size_t waiting_tickets = 0, timed = 0;
  state.for_each([&](const Ticket& ticket) {
    CHECK(is_open(ticket.status));
    CHECK_FALSE(ticket.queue.empty());
    waiting_tickets +=
        ticket.status == TicketStatus::new_ || ticket.status == TicketStatus::pending_approval;
    timed += ticket.status == TicketStatus::held ||
             (ticket.status == TicketStatus::pending_approval && ticket.expires_at);
  });
  CHECK(queued == waiting_tickets);
  const auto due = state.first_due();
  const auto& reviews = state.reviews();
  CHECK(reviews.overdue() <= reviews.waiting());
  CHECK(reviews.oldest_since().has_value() == (reviews.waiting() > 0));
  CHECK(due.has_value() == (timed > 0 || reviews.waiting() > reviews.overdue()));
  if (due && due->ticket.empty()) {
    REQUIRE(reviews.find(due->arrival));
    CHECK(reviews.find(due->arrival)->by == due->at);
    CHECK_FALSE(reviews.find(due->arrival)->overdue);
  } else if (due) {
    const auto* ticket = state.ticket(due->ticket);
    REQUIRE(ticket);
    const auto when =
        ticket->status == TicketStatus::held ? ticket->held_until : ticket->expires_at;
    CHECK(when == due->at);
  }
}

Event random_event(std::mt19937& random) {
  const auto below = [&](unsigned count) { return random() % count; };
  auto one = event(static_cast<EventKind>(below(11)), {}, "a-" + std::to_string(below(40)),
                   "T-" + std::to_string(1000 + below(30)));
  if (below(10) != 0) {
    one.decision = decision(static_cast<Outcome>(below(10)), below(4) ? "any.ticket" : "");
    one.decision->ticket = "T-" + std::to_string(1000 + below(30));
    one.decision->silent = below(2);
    one.decision->priority = static_cast<Priority>(below(2));
    one.decision->at = start + std::chrono::minutes{below(600)};
    if (below(5) == 0) one.decision->held_until.reset();
    if (below(5) == 0) one.decision->expires_at.reset();
    if (below(5) == 0) one.decision->review_by.reset();
    if (below(5) == 0) one.decision->msp.reset();
    if (below(5) == 0) one.decision->flags = {"bounce"};
  }
  if (below(30) == 0) one.ticket = below(2) ? "" : "T-18446744073709551615";
  return one;
}

void keep(Kept& kept, Effects effects) {
  for (auto& ticket : effects.tickets) kept.tickets[ticket.id] = ticket;
  for (auto& record : effects.arrivals) kept.arrivals[record.id] = record;
}

}  // namespace

TEST_CASE("the fold is total: no order of events breaks it, and restoring equals folding") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    DeskState state;
    Kept kept;
    for (int i = 0; i < 400; ++i) {
      const auto one = random_event(random);
      const auto about = one.decision && one.decision->outcome == Outcome::appended
                             ? one.decision->ticket->str()
                             : one.ticket;
      const auto ticket = kept.tickets.find(about);
      const auto record = kept.arrivals.find(one.arrival);
      const bool show = one.kind != EventKind::arrived || random() % 2;
      Effects effects;
      CHECK_NOTHROW(effects =
                        apply(state, one, ticket == kept.tickets.end() ? nullptr : &ticket->second,
                              show && record != kept.arrivals.end() ? &record->second : nullptr));
      if (effects.conflict) CHECK((effects.tickets.empty() && effects.arrivals.empty()));
      keep(kept, std::move(effects));
    }
    check_consistent(state);
    DeskState restored;
    for (const auto& [id, ticket] : kept.tickets) restored.restore(ticket);
    for (const auto& [id, record] : kept.arrivals) restored.restore(record);
    check_consistent(restored);
    CHECK(restored.open_tickets() == state.open_tickets());
    CHECK(restored.queues() == state.queues());
    CHECK(restored.first_due() == state.first_due());
    CHECK(restored.reviews() == state.reviews());
    CHECK(restored.next_ticket() == state.next_ticket());
  }
}
