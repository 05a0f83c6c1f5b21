#include "storage/recover_state.h"

#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {
namespace {

std::vector<TicketStatus> open_statuses() {
  std::vector<TicketStatus> open;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<TicketStatus>>([&](auto each) {
    if (is_open(each.value)) open.push_back(each.value);
  });
  return open;
}

Result<void> recover_tickets(const Reader& reader, TicketStatus status, DeskState& desk) {
  Range open;
  open.prefix = terms::ticket_list(terms::for_status(status));
  auto cursor = reader.walk(Column::index, open);
  for (; cursor.valid(); cursor.next()) {
    const auto number = number_of(cursor.key().substr(open.prefix.size()));
    const auto id = number ? ticket_id(*number) : std::string("?");
    auto ticket = get_ticket(reader, id);
    if (!ticket) return ticket.error();
    if (!*ticket)
      return problem(ProblemCode::store_damaged, "open ticket " + id + " has no record");
    desk.restore(std::move(**ticket));
  }
  return cursor.ok();
}

// So that the deadline of a look survives a stop (C18).
Result<void> recover_watched(const Reader& reader, DeskState& desk) {
  Range watched;
  watched.prefix = terms::arrival_list(terms::for_outcome(Outcome::watched));
  auto cursor = reader.walk(Column::index, watched);
  for (; cursor.valid(); cursor.next()) {
    const std::string id(cursor.key().substr(watched.prefix.size()));
    const auto record = get_arrival(reader, id);
    if (!record) return record.error();
    if (!*record)
      return problem(ProblemCode::store_damaged, "watched arrival " + id + " has no record");
    desk.restore(**record);
  }
  return cursor.ok();
}

}  // namespace

Result<RecoveredState> recover_state(const Reader& reader) {
  RecoveredState state;
  auto last = last_position(reader);
  if (!last) return last.error();
  state.last = *last;
  for (const auto status : open_statuses())
    if (auto ok = recover_tickets(reader, status, state.desk); !ok) return ok.error();
  if (auto ok = recover_watched(reader, state.desk); !ok) return ok.error();
  Range newest;
  newest.reverse = true;
  const auto tickets = reader.walk(Column::tickets, newest);
  if (auto ok = tickets.ok(); !ok) return ok.error();
  if (tickets.valid())
    state.desk.set_next_ticket(number_of(tickets.key()).value_or(state.desk.next_ticket()) + 1);
  return state;
}

}  // namespace frontdesk
