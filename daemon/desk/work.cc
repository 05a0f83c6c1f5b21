// What technicians and callers do: take the next ticket, move a call on.

#include "daemon/desk/working.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

// The head of all these queues together: Priority Connect first, then age (C23).
const QueuePlace* head_of(const DeskState& state, const std::vector<std::string>& queues) {
  const QueuePlace* head = nullptr;
  for (const auto& name : queues) {
    const auto queue = state.queues().find(name);
    if (queue == state.queues().end()) continue;
    const auto& first = *queue->second.begin();
    if (!head || first < *head) head = &first;
  }
  return head;
}

}  // namespace

Result<std::optional<Ticket>> take_next(Working& working, Transaction& transaction,
                                        const NextWish& wish) {
  const auto* head = head_of(working.state, wish.queues);
  if (!head) return std::optional<Ticket>{};
  const auto id = head->ticket;
  Event event;
  event.kind = EventKind::taken;
  event.at = working.clock.now();
  event.by = wish.by;
  event.ticket = id;
  if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  return std::optional<Ticket>(*working.state.ticket(id));
}

Result<ArrivalRecord> move_call(Working& working, Transaction& transaction, const CallTold& told) {
  const auto id = find_by_key(transaction, told.key);
  if (!id) return id.error();
  if (!*id) return problem(ProblemCode::not_found, "no such call came in");
  Event event;
  event.kind = EventKind::call_moved;
  event.at = working.clock.now();
  event.by = told.by;
  event.arrival = **id;
  event.channel = Channel::voice;
  event.call = told.move;
  // What is known already is no fault of whoever tells it again.
  const auto moved = working.carry_out(transaction, std::move(event));
  if (!moved && moved.error().code != ProblemCode::conflict) return moved.error();
  auto record = get_arrival(transaction, **id);
  if (!record) return record.error();
  if (!*record) return problem(ProblemCode::not_found, "no such call came in");
  return std::move(**record);
}

}  // namespace frontdesk
