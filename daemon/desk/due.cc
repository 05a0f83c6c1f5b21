// What the desk does by itself when a time comes: held work is decided again (C9), an approval that
// nobody gave goes to the provider (C12), watched mail that nobody looked at is marked (C18).

#include <stdexcept>

#include "daemon/desk/working.h"
#include "storage/kept.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

struct FirstArrival {
  Arrival arrival;
  bool readable = true;  // its facts; false where they are damaged
};

// The arrival that opened the ticket; where its facts were erased, what the record still tells. So
// too where they are damaged: one broken record must not keep the desk from starting.
Result<FirstArrival> first_arrival(const Transaction& transaction, const Ticket& ticket) {
  Arrival arrival;
  arrival.channel = ticket.channel;
  arrival.line = ticket.line;
  arrival.at = ticket.created_at;
  arrival.site = ticket.site;
  arrival.by_machine = true;
  const auto opened_by = opening_arrival(ticket);
  if (opened_by.empty()) return FirstArrival{std::move(arrival)};
  auto facts = get_facts(transaction, opened_by);
  const bool readable = facts || facts.error().code != ProblemCode::store_damaged;
  if (!facts && readable) return facts.error();
  if (facts && *facts) return FirstArrival{std::move(**facts)};
  arrival.id = opened_by;
  return FirstArrival{std::move(arrival), readable};
}

Result<void> decide_held(Working& working, Transaction& transaction, const Ticket& ticket,
                         Instant now) {
  const auto first = first_arrival(transaction, ticket);
  if (!first) return first.error();
  Context context;
  context.again.emplace();
  context.again->skip_screen = true;
  context.again->was_held = true;
  context.again->msp = ticket.msp;
  context.again->company = ticket.company;
  context.again->site = ticket.site;
  auto decision = decide(first->arrival, context, *working.directory, *working.rules, now);
  decision.ticket = ticket.id;
  if (!first->readable) decision.flags.emplace_back("facts_unreadable");
  Event event;
  event.kind = EventKind::due;
  event.at = now;
  event.by = "desk";
  event.arrival = first->arrival.id;
  event.channel = ticket.channel;
  event.ticket = ticket.id;
  event.decision = std::move(decision);
  return working.carry_out(transaction, std::move(event));
}

Result<void> expire(Working& working, Transaction& transaction, const Ticket& ticket, Instant now) {
  Event event;
  event.kind = EventKind::expired;
  event.at = now;
  event.by = "desk";
  event.channel = ticket.channel;
  event.ticket = ticket.id;
  return working.carry_out(transaction, std::move(event));
}

Result<void> mark_overdue(Working& working, Transaction& transaction, const std::string& arrival,
                          Instant now) {
  Event event;
  event.kind = EventKind::review_overdue;
  event.at = now;
  event.by = "desk";
  event.arrival = arrival;
  return working.carry_out(transaction, std::move(event));
}

Result<void> deal_with(Working& working, Transaction& transaction, const DeskState::Due& due,
                       Instant now) {
  if (due.ticket.empty()) return mark_overdue(working, transaction, due.arrival, now);
  const auto* found = working.state.ticket(due.ticket);
  if (!found) return problem(ProblemCode::not_found, "there is no such ticket");
  const Ticket ticket = *found;
  return ticket.status == TicketStatus::held ? decide_held(working, transaction, ticket, now)
                                             : expire(working, transaction, ticket, now);
}

}  // namespace

void run_due(Working& working, Transaction& transaction, Instant now) {
  // A bounded number a batch: after a long stop the desk answers others in between.
  for (int i = 0; i < 200; ++i) {
    const auto due = working.state.first_due();
    if (!due || due->at > now) return;
    const auto done = deal_with(working, transaction, *due, now);
    // A deadline that cannot be dealt with would come again at once, for ever. Where reading failed
    // the transaction is not written; anything else is a bug, and the process must say so and end.
    if (!done && !transaction.failure())
      throw std::logic_error(due->ticket + due->arrival +
                             " is due and cannot be dealt with: " + done.error().says);
    if (!done) return;
  }
}

}  // namespace frontdesk
