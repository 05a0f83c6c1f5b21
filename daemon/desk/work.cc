// What technicians and callers do: take the next ticket, move a call on.

#include <algorithm>

#include "daemon/desk/working.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

// Its caller is on the line: who is put through by telephone is not taken from a list.
bool on_the_line(const Transaction& transaction, const Ticket& ticket) {
  if (ticket.channel != Channel::voice || ticket.interactions.empty()) return false;
  const auto call = get_arrival(transaction, ticket.interactions.back());
  return call && *call && (*call)->call && !is_over((*call)->call->state);
}

constexpr std::size_t heads_looked_at = 1'000;

// The first of a queue that waits for a technician: what waits for an approval stands there too.
const QueuePlace* head_of(const DeskState& state, const Transaction& transaction,
                          const std::set<QueuePlace>& queue) {
  std::size_t looked_at = 0;
  for (const auto& place : queue) {
    if (++looked_at > heads_looked_at) break;
    const auto* ticket = state.ticket(place.ticket);
    if (ticket && ticket->status == TicketStatus::new_ && !on_the_line(transaction, *ticket))
      return &place;
  }
  return nullptr;
}

// The head of all these queues together: Priority Connect first, then age (C23).
const QueuePlace* head_of(const DeskState& state, const Transaction& transaction,
                          const std::vector<std::string>& queues) {
  const QueuePlace* head = nullptr;
  for (const auto& name : queues) {
    const auto queue = state.queues().find(name);
    if (queue == state.queues().end()) continue;
    const auto* first = head_of(state, transaction, queue->second);
    if (first && (!head || *first < *head)) head = first;
  }
  return head;
}

// Whoever gave up at once is counted apart.
CallMove judged(const CallMove& move, const ArrivalRecord& call, const RuleSet& rules) {
  auto found = move;
  const bool soon = move.at - call.at < rules.calls.short_hang_up;
  if (move.step == CallStep::ended && soon) found.step = CallStep::ended_soon;
  return found;
}

// What is known already is no fault of whoever tells it again.
Result<void> tell(Working& working, Transaction& transaction, const std::string& arrival,
                  const std::string& by, const CallMove& move) {
  Event event;
  event.kind = EventKind::call_moved;
  event.at = working.clock.now();
  event.by = by;
  event.arrival = arrival;
  event.channel = Channel::voice;
  event.call = move;
  const auto moved = working.carry_out(transaction, std::move(event));
  if (!moved && moved.error().code != ProblemCode::conflict) return moved.error();
  return {};
}

constexpr std::size_t recordings_at_most = 10;

// Among the facts, since what it leads to is what somebody said: erased with them.
Result<void> keep_recording(Transaction& transaction, const std::string& arrival,
                            const std::string& link) {
  const auto record = get_arrival(transaction, arrival);
  if (!record) return record.error();
  auto facts = get_facts(transaction, arrival);
  if (!facts) return facts.error();
  if (!*record || !*facts) return {};
  auto& links = (*facts)->recordings;
  if (links.size() >= recordings_at_most ||
      std::find(links.begin(), links.end(), link) != links.end())
    return {};
  links.push_back(link);
  put_facts(transaction, **facts, (*record)->ticket);
  return {};
}

}  // namespace

std::size_t position_of(const DeskState& state, const Ticket& ticket) {
  const auto queue = state.queues().find(ticket.queue);
  if (ticket.status != TicketStatus::new_ || queue == state.queues().end()) return 0;
  std::size_t at = 0;
  for (const auto& place : queue->second) {
    if (++at > positions_told) return 0;
    if (place.ticket == ticket.id) return at;
  }
  return 0;
}

Result<std::optional<Ticket>> take_next(Working& working, Transaction& transaction,
                                        const NextWish& wish) {
  const auto* head = head_of(working.state, transaction, wish.queues);
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

Result<CallView> move_call(Working& working, Transaction& transaction, const CallTold& told) {
  const auto id = find_by_key(transaction, told.key);
  if (!id) return id.error();
  if (!*id) return problem(ProblemCode::not_found, "no such call came in");
  const auto before = get_arrival(transaction, **id);
  if (!before) return before.error();
  if (!*before) return problem(ProblemCode::not_found, "no such call came in");
  for (const auto& move : told.moves) {
    const auto found = judged(move, **before, *working.rules);
    if (auto ok = tell(working, transaction, **id, told.by, found); !ok) return ok.error();
  }
  if (!told.recording.empty())
    if (auto ok = keep_recording(transaction, **id, told.recording); !ok) return ok.error();
  auto record = get_arrival(transaction, **id);
  if (!record) return record.error();
  if (!*record) return problem(ProblemCode::not_found, "no such call came in");
  CallView view;
  view.arrival = std::move(**record);
  if (const auto* ticket = working.state.ticket(view.arrival.ticket)) {
    view.ticket = *ticket;
    view.position = position_of(working.state, *ticket);
  }
  return view;
}

}  // namespace frontdesk
