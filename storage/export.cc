#include "storage/export.h"

#include <set>

#include "storage/decode.h"
#include "storage/erase.h"
#include "storage/records.h"

namespace frontdesk {

namespace {

constexpr std::size_t arrivals_at_once = 100;

// A ticket of another tenant is theirs, whatever was appended to it; one of no tenant is an
// admin's.
bool may_have(const PersonTraces& person, const Ticket& ticket) {
  if (ticket.msp.empty()) return person.for_admin;
  return person.msp.empty() || ticket.msp == person.msp;
}

// {"arrival":…,"facts":…|null,"decision":…|null}; gives the ticket that it belongs to.
Result<std::string> export_arrival(const Reader& reader, std::string_view id,
                                   const std::function<void(std::string_view)>& line,
                                   const Narrow& narrow) {
  auto record = get_arrival(reader, id);
  if (!record) return record.error();
  if (!*record) return std::string();
  auto facts = get_facts(reader, id);
  if (!facts) return facts.error();
  const auto event = get_event(reader, (*record)->decided);
  if (!event) return event.error();
  auto decision = *event ? (*event)->decision : std::nullopt;
  if ((*record)->facts_erased) (*record)->raw.clear();  // kept for another's arrival, if at all
  if (narrow) narrow(**record, *facts ? &**facts : nullptr, decision ? &*decision : nullptr);
  std::string out = "{\"arrival\":" + to_json(**record);
  out += ",\"facts\":" + to_json(*facts);
  out += ",\"decision\":" + to_json(decision);
  line(out + '}');
  return (*record)->ticket;
}

}  // namespace

Result<void> export_contact(const Reader& reader, const PersonTraces& person,
                            const std::function<void(std::string_view)>& line,
                            const Narrow& narrow) {
  if (person.known) {
    const auto record = get_record(reader, RecordKind::contacts, person.contact);
    if (!record) return record.error();
    if (*record) line("{\"contact\":" + **record + '}');
  }
  std::set<std::string> arrivals, tickets;
  PersonPage page;
  do {
    auto next = arrivals_of_person(reader, person, page.next, arrivals_at_once);
    if (!next) return next.error();
    page = std::move(*next);
    for (auto& id : page.arrivals) {
      const auto [added, is_new] = arrivals.insert(std::move(id));
      if (!is_new) continue;
      auto ticket = export_arrival(reader, *added, line, narrow);
      if (!ticket) return ticket.error();
      if (!ticket->empty()) tickets.insert(std::move(*ticket));
    }
  } while (!page.next.empty());
  for (const auto& id : tickets) {
    const auto ticket = get_ticket(reader, id);
    if (!ticket) return ticket.error();
    if (*ticket && may_have(person, **ticket)) line("{\"ticket\":" + to_json(**ticket) + '}');
  }
  return {};
}

}  // namespace frontdesk
