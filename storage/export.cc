#include "storage/export.h"

#include <set>

#include "storage/decode.h"
#include "storage/erase.h"
#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

// {"arrival":…,"facts":…|null,"decision":…|null}; gives the ticket that it belongs to.
Result<std::string> export_arrival(const Reader& reader, std::string_view id,
                                   const std::function<void(std::string_view)>& line) {
  const auto record = get_arrival(reader, id);
  if (!record) return record.error();
  if (!*record) return std::string();
  const auto facts = reader.get(Column::facts, id);
  if (!facts) return facts.error();
  const auto event = get_event(reader, (*record)->decided);
  if (!event) return event.error();
  std::string out = "{\"arrival\":" + to_json(**record);
  out += ",\"facts\":" + facts->value_or("null");
  out += ",\"decision\":";
  out += *event && (*event)->decision ? to_json(*(*event)->decision) : "null";
  line(out + '}');
  return (*record)->ticket;
}

}  // namespace

Result<void> export_contact(const Reader& reader, std::string_view contact,
                            const std::function<void(std::string_view)>& line) {
  const auto record = get_record(reader, RecordKind::contacts, contact);
  if (!record) return record.error();
  if (*record) line("{\"contact\":" + **record + '}');
  Range range;
  range.prefix = terms::arrival_list(terms::term("contact", contact));
  const auto head = range.prefix.size();
  std::set<std::string> tickets;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid(); cursor.next()) {
    auto ticket = export_arrival(reader, cursor.key().substr(head), line);
    if (!ticket) return ticket.error();
    if (!ticket->empty()) tickets.insert(std::move(*ticket));
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  for (const auto& id : tickets) {
    const auto ticket = get_ticket(reader, id);
    if (!ticket) return ticket.error();
    if (*ticket) line("{\"ticket\":" + to_json(**ticket) + '}');
  }
  return {};
}

}  // namespace frontdesk
