#include "storage/recover_state.h"

#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

Result<RecoveredState> recover_state(const Reader& reader) {
  RecoveredState state;
  auto last = last_position(reader);
  if (!last) return last.error();
  state.last = *last;
  Range open;
  open.prefix = terms::open_prefix;
  auto cursor = reader.walk(Column::index, open);
  for (; cursor.valid(); cursor.next()) {
    const auto number = number_of(cursor.key().substr(open.prefix.size()));
    const auto id = number ? ticket_id(*number) : std::string("?");
    auto ticket = get_ticket(reader, id);
    if (!ticket) return ticket.error();
    if (!*ticket)
      return problem(ProblemCode::store_damaged, "open ticket " + id + " has no record");
    state.desk.restore(std::move(**ticket));
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  Range newest;
  newest.reverse = true;
  const auto tickets = reader.walk(Column::tickets, newest);
  if (auto ok = tickets.ok(); !ok) return ok.error();
  if (tickets.valid())
    state.desk.set_next_ticket(number_of(tickets.key()).value_or(state.desk.next_ticket()) + 1);
  return state;
}

}  // namespace frontdesk
