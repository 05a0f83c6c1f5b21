#include "storage/records.h"

#include <algorithm>

#include "storage/decode.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

// Writes what only the new list has, erases what only the old one had.
template <class Entry>
void move_terms(Transaction& transaction, std::vector<std::string> before,
                std::vector<std::string> after, Entry entry) {
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  for (const auto& term : before)
    if (!std::binary_search(after.begin(), after.end(), term))
      transaction.erase(Column::index, entry(term));
  for (const auto& term : after)
    if (!std::binary_search(before.begin(), before.end(), term))
      transaction.put(Column::index, entry(term), {});
}

}  // namespace

Result<std::optional<Ticket>> get_ticket(const Reader& reader, std::string_view id) {
  const auto number = ticket_number(id);
  if (!number) return std::optional<Ticket>{};
  return decode<Ticket>(reader.get(Column::tickets, key_of(*number)), "ticket");
}

Result<std::optional<ArrivalRecord>> get_arrival(const Reader& reader, std::string_view id) {
  return decode<ArrivalRecord>(reader.get(Column::arrivals, id), "arrival");
}

Result<std::optional<Event>> get_event(const Reader& reader, Position position) {
  return decode<Event>(reader.get(Column::journal, key_of(position)), "journal line");
}

Result<std::vector<Event>> get_events(const Reader& reader, Position first, std::size_t limit) {
  std::vector<Event> events;
  Range range;
  range.from = key_of(first);
  auto cursor = reader.walk(Column::journal, range);
  for (; cursor.valid() && events.size() < limit; cursor.next()) {
    auto event = decode<Event>(cursor.value(), "journal line");
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return events;
}

Result<Position> last_position(const Reader& reader) {
  Range range;
  range.reverse = true;
  const auto cursor = reader.walk(Column::journal, range);
  if (auto ok = cursor.ok(); !ok) return ok.error();
  if (!cursor.valid()) return Position{0};
  const auto position = number_of(cursor.key());
  if (!position) return problem(ProblemCode::store_damaged, "the journal has a key that is none");
  return *position;
}

void put_ticket(Transaction& transaction, const Ticket& ticket, const Ticket* old) {
  const auto number = ticket_number(ticket.id).value();
  transaction.put(Column::tickets, key_of(number), to_json(ticket));
  move_terms(transaction, old ? terms::of(*old) : std::vector<std::string>{}, terms::of(ticket),
             [&](const std::string& term) { return terms::ticket_entry(term, number); });
}

void put_arrival(Transaction& transaction, const ArrivalRecord& arrival, const ArrivalRecord* old) {
  transaction.put(Column::arrivals, arrival.id, to_json(arrival));
  move_terms(transaction, old ? terms::of(*old) : std::vector<std::string>{}, terms::of(arrival),
             [&](const std::string& term) { return terms::arrival_entry(term, arrival.id); });
}

}  // namespace frontdesk
