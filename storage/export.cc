#include "storage/export.h"

#include "storage/chat.h"
#include "storage/decode.h"
#include "storage/erase.h"
#include "storage/records.h"

namespace frontdesk {

namespace {

constexpr std::size_t arrivals_at_once = 100;
// More than a chat can have.
constexpr std::size_t messages_at_most = 10'000;

// A ticket of another tenant is theirs, whatever was appended to it; one of no tenant is an
// admin's.
bool may_have(const PersonTraces& person, const Ticket& ticket) {
  if (ticket.msp.empty()) return person.for_admin;
  return person.msp.empty() || ticket.msp == person.msp;
}

}  // namespace

ContactExport::ContactExport(PersonTraces person, Narrow narrow)
    : person_(std::move(person)), narrow_(std::move(narrow)) {}

Result<void> ContactExport::add_contact(const Reader& reader, std::string& lines) const {
  if (!person_.known) return {};
  const auto record = get_record(reader, RecordKind::contacts, person_.contact);
  if (!record) return record.error();
  if (*record) lines += "{\"contact\":" + **record + "}\n";
  return {};
}

// {"arrival":…,"facts":…|null,"decision":…|null}, of a chat with "chat":[…] at its end.
Result<void> ContactExport::add_arrival(const Reader& reader, const std::string& id,
                                        std::string& lines) {
  auto record = get_arrival(reader, id);
  if (!record) return record.error();
  if (!*record) return {};
  auto facts = get_facts(reader, id);
  if (!facts) return facts.error();
  const auto event = get_event(reader, (*record)->decided);
  if (!event) return event.error();
  auto decision = *event ? (*event)->decision : std::nullopt;
  if ((*record)->facts_erased) (*record)->raw.clear();  // kept for another's arrival, if at all
  if (narrow_) narrow_(**record, *facts ? &**facts : nullptr, decision ? &*decision : nullptr);
  lines += "{\"arrival\":" + to_json(**record);
  lines += ",\"facts\":" + to_json(*facts);
  lines += ",\"decision\":" + to_json(decision);
  if ((*record)->chat) {
    const auto said = get_chat(reader, id, 0, messages_at_most);
    if (!said) return said.error();
    lines += ",\"chat\":" + to_json(*said);
  }
  lines += "}\n";
  if (!(*record)->ticket.empty()) tickets_.insert((*record)->ticket);
  return {};
}

Result<void> ContactExport::add_ticket(const Reader& reader, const std::string& id,
                                       std::string& lines) const {
  const auto ticket = get_ticket(reader, id);
  if (!ticket) return ticket.error();
  if (*ticket && may_have(person_, **ticket)) lines += "{\"ticket\":" + to_json(**ticket) + "}\n";
  return {};
}

Result<void> ContactExport::turn_page(const Reader& reader) {
  auto next = arrivals_of_person(reader, person_, place_, arrivals_at_once);
  if (!next) return next.error();
  place_ = std::move(next->next);
  last_page_ = place_.empty();
  for (auto id = next->arrivals.rbegin(); id != next->arrivals.rend(); ++id)
    page_.push_back(std::move(*id));
  return {};
}

// One line, or one page of ids; false where there was nothing more.
Result<bool> ContactExport::step(const Reader& reader, std::string& lines) {
  Result<void> ok;
  if (!begun_) {
    begun_ = true;
    ok = add_contact(reader, lines);
  } else if (!page_.empty()) {
    const auto id = std::move(page_.back());
    page_.pop_back();
    if (told_.insert(id).second) ok = add_arrival(reader, id, lines);
  } else if (!last_page_) {
    ok = turn_page(reader);
  } else if (!tickets_.empty()) {
    const auto id = std::move(tickets_.extract(tickets_.begin()).value());
    ok = add_ticket(reader, id, lines);
  } else {
    return false;
  }
  if (!ok) return ok.error();
  return true;
}

Result<std::string> ContactExport::next(const Reader& reader, std::size_t bytes) {
  std::string lines;
  while (lines.size() < bytes) {
    const auto more = step(reader, lines);
    if (!more) return more.error();
    if (!*more) break;
  }
  return lines;
}

}  // namespace frontdesk
