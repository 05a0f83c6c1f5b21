#include "daemon/desk/working.h"

#include "router/any_record.h"
#include "router/claims.h"
#include "rules/base/names.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

// The ticket that an event may change, as it stands before: events change at most one.
Result<std::optional<Ticket>> ticket_before(const DeskState& state, const Transaction& transaction,
                                            const Event& event, const ArrivalRecord* arrival) {
  if (event.kind == EventKind::facts_erased) return std::optional<Ticket>();
  std::string id = event.ticket;
  if (event.decision && event.decision->outcome == Outcome::appended)
    id = event.decision->ticket.value_or("");
  else if (arrival && !arrival->ticket.empty())
    id = arrival->ticket;
  else if (event.kind == EventKind::arrived)
    return std::optional<Ticket>();  // a new ticket, under a number that was never given
  if (id.empty()) return std::optional<Ticket>();
  if (const auto* open = state.ticket(id)) return std::optional<Ticket>(*open);
  return get_ticket(transaction, id);
}

// True where the event changes the record of an arrival that is there.
bool follows_arrival(EventKind kind) {
  return kind == EventKind::released || kind == EventKind::due || kind == EventKind::reviewed ||
         kind == EventKind::review_overdue || kind == EventKind::facts_erased ||
         kind == EventKind::call_moved || kind == EventKind::said || kind == EventKind::chat_ended;
}

void write(Transaction& transaction, RecordKind kind, const std::string& id,
           const Directory& directory) {
  with_record(directory, kind, id, [&](const auto* record) {
    if (record)
      put_record(transaction, kind, *record);
    else
      erase_record(transaction, kind, id);
  });
}

}  // namespace

Result<void> Working::carry_out(Transaction& transaction, Event event) {
  std::optional<ArrivalRecord> arrival;
  if (follows_arrival(event.kind)) {
    auto stored = get_arrival(transaction, event.arrival);
    if (!stored) return stored.error();
    arrival = std::move(*stored);
  }
  auto before = ticket_before(state, transaction, event, arrival ? &*arrival : nullptr);
  if (!before) return before.error();
  const Ticket* old = *before ? &**before : nullptr;

  event.position = transaction.next_position();
  const auto effects = apply(state, event, old, arrival ? &*arrival : nullptr);
  if (effects.conflict) return problem(ProblemCode::conflict, *effects.conflict);
  transaction.append(event);
  for (const auto& ticket : effects.tickets) put_ticket(transaction, ticket, old);
  for (const auto& record : effects.arrivals)
    put_arrival(transaction, record, arrival ? &*arrival : nullptr);
  happened.push_back(std::move(event));
  return {};
}

void Working::note_claims(const Directory& before, const Directory& after,
                          const std::set<std::pair<RecordKind, std::string>>& changed) {
  Claims now(after), then(before);
  for (const auto& [kind, id] : changed)
    if (now.anothers(kind, id) && !then.anothers(kind, id))
      claims.push_back(std::string(name_of(kind)) + '/' + id);
}

Result<void> Working::may_grow(const DirectoryEditor& editor) const {
  const auto& after = editor.current();
  const auto msps = tenants_of(*directory, after, editor.touched());
  return check_growth(limits, *tally, tally->changed(*directory, after, editor.touched()), msps);
}

Result<void> Working::adopt(Transaction& transaction, DirectoryEditor& editor,
                            const std::string& by) {
  auto its_tally = tally->changed(*directory, editor.current(), editor.touched());
  return adopt(transaction, editor.take(), std::move(its_tally), editor.touched(), by);
}

Result<void> Working::adopt(Transaction& transaction, Directory next, DirectoryTally its_tally,
                            const DirectoryTally::Records& changed, const std::string& by) {
  if (changed.empty()) return {};
  Event event;
  event.kind = EventKind::directory_edited;
  event.at = clock.now();
  event.by = by;
  for (const auto& [kind, id] : changed) {
    event.refs.push_back(std::string(name_of(kind)) + '/' + id);
    write(transaction, kind, id, next);
  }
  note_claims(*directory, next, changed);
  tally = std::make_shared<const DirectoryTally>(std::move(its_tally));
  directory = std::make_shared<const Directory>(std::move(next));
  return carry_out(transaction, std::move(event));
}

void name_ticket(const Working& working, Decision& decision) {
  switch (decision.outcome) {
    case Outcome::queued:
    case Outcome::partner:
    case Outcome::pending_approval:
    case Outcome::msp:
    case Outcome::held:
      decision.ticket = working.next_ticket();
      break;
    default:
      break;
  }
}

}  // namespace frontdesk
