#include "storage/records.h"

#include <algorithm>

#include "storage/decode.h"
#include "storage/encode.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

// Writes the terms that only the new record has, erases those that only the old one had.
template <class Record, class Entry>
void move_terms(Transaction& transaction, const Record* old, const Record& record, Entry entry) {
  const auto after = terms::of(record);
  const auto before = old ? terms::of(*old) : std::vector<std::string>{};
  const auto has = [](const std::vector<std::string>& terms, const std::string& term) {
    return std::find(terms.begin(), terms.end(), term) != terms.end();
  };
  for (const auto& term : before)
    if (!has(after, term)) transaction.erase(Column::index, entry(term));
  for (const auto& term : after)
    if (!has(before, term)) transaction.put(Column::index, entry(term), {});
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
  put_json(transaction, Column::tickets, key_of(number), ticket);
  move_terms(transaction, old, ticket,
             [&](const std::string& term) { return terms::ticket_entry(term, number); });
}

void put_arrival(Transaction& transaction, const ArrivalRecord& arrival, const ArrivalRecord* old) {
  put_json(transaction, Column::arrivals, arrival.id, arrival);
  move_terms(transaction, old, arrival,
             [&](const std::string& term) { return terms::arrival_entry(term, arrival.id); });
}

}  // namespace frontdesk
