// Letting an arrival through: decided again without the screen, or with the contact that approval
// made; coverage at the original instant, deadlines from now. Opening hours are not lifted: what is
// held for them is decided again too, and goes on where plan, site or rules have changed (C9).

#include "daemon/desk/new_contact.h"
#include "daemon/desk/working.h"
#include "rules/base/names.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

// The arrival as it was distilled.
Result<Arrival> facts_of(const Transaction& transaction, const std::string& id) {
  auto facts = get_facts(transaction, id);
  if (!facts) return facts.error();
  if (!*facts)
    return problem(ProblemCode::conflict,
                   "the facts of " + id + " were erased: it cannot be decided again");
  return std::move(**facts);
}

Context::Again what_is_settled(const Working& working, const ReleaseWish& wish,
                               const ArrivalRecord& record) {
  Context::Again again;
  again.skip_screen = true;
  if (wish.contact) again.contact = wish.contact->id;
  // What is held was taken in: a person who is gone since is let in, and not refused.
  again.person_settled = !wish.contact && (record.outcome == Outcome::refused ||
                                           record.outcome == Outcome::pending_approval ||
                                           record.outcome == Outcome::held);
  again.msp = record.msp;
  again.company = record.company;
  if (const auto* ticket = working.state.ticket(record.ticket)) again.site = ticket->site;
  return again;
}

// Held until the same time as before: nothing was let through, and whoever asked must not think so.
std::optional<Instant> still_held(const Working& working, const ArrivalRecord& record,
                                  const Decision& decision) {
  const auto* ticket = working.state.ticket(record.ticket);
  if (record.outcome != Outcome::held || decision.outcome != Outcome::held || !ticket ||
      ticket->status != TicketStatus::held || ticket->held_until != decision.held_until)
    return std::nullopt;
  return decision.held_until;
}

}  // namespace

Result<Decision> let_through(Working& working, Transaction& transaction, const ReleaseWish& wish) {
  auto record = get_arrival(transaction, wish.arrival);
  if (!record) return record.error();
  if (!*record) return problem(ProblemCode::not_found, "there is no arrival " + wish.arrival);
  auto arrival = facts_of(transaction, wish.arrival);
  if (!arrival) return arrival.error();

  const Instant now = working.clock.now();
  DirectoryEditor editor(*working.directory, *working.rules,
                         {.by = wish.by, .now = now, .only_msp = wish.only_msp});
  if (wish.contact) {
    if (auto ok = editor.put(*wish.contact); !ok) return ok.error();
    if (auto ok = working.may_grow(editor); !ok) return ok.error();
    const auto tenant = editor.current().tenant_of(RecordKind::contacts, wish.contact->id);
    if (!(*record)->msp.empty() && tenant != (*record)->msp)
      return problem(ProblemCode::invalid, "contact: " + wish.arrival +
                                               " was taken in for another MSP than the contact's");
  }

  Context context;
  context.again = what_is_settled(working, wish, **record);
  auto decision = decide(*arrival, context, editor.current(), *working.rules, now);
  std::optional<DirectoryEditor> with_contact;
  if (adds_contact(decision)) {
    with_contact.emplace(editor);
    if (!put_new_contact(working, *with_contact, *arrival, decision)) {
      with_contact.reset();
      context.no_new_contact = true;
      decision = decide(*arrival, context, editor.current(), *working.rules, now);
    }
  }
  // An MSP that is gone lets nothing through.
  if (!wish.only_msp.empty() && decision.msp != wish.only_msp)
    return problem(ProblemCode::conflict,
                   "the directory has changed since, and does not say any more that " +
                       wish.arrival + " is yours; the provider can release it");
  if (const auto until = wish.contact ? std::nullopt : still_held(working, **record, decision))
    return problem(ProblemCode::conflict,
                   wish.arrival + " stays held until " + to_text(*until) +
                       ": then its site's coverage opens and it goes on by itself. It was decided "
                       "again with today's rules and directory, which still hold it");
  if ((*record)->ticket.empty())
    name_ticket(working, decision);
  else
    decision.ticket = (*record)->ticket;

  Event event;
  event.kind = EventKind::released;
  event.at = now;
  event.by = wish.by;
  event.arrival = wish.arrival;
  event.channel = arrival->channel;
  event.ticket = decision.ticket.value_or("");
  event.decision = decision;
  event.refs = {std::string(name_of((*record)->outcome))};  // what it is let out of
  if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  put_facts(transaction, *arrival, decision.ticket.value_or(""));
  auto& edited = with_contact ? *with_contact : editor;
  if (auto ok = working.adopt(transaction, edited, wish.by); !ok) return ok.error();
  return decision;
}

}  // namespace frontdesk
