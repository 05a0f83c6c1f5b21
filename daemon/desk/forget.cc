// Erasure by contact, and what retention wants gone. A page at a time.

#include <algorithm>

#include "daemon/desk/purger.h"
#include "daemon/desk/working.h"
#include "storage/erase.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

constexpr std::size_t page = 100;

// Something was erased by the line that the journal gets next: the purger has work.
void note_erased(Transaction& transaction) {
  put_setting(transaction, erased_setting, std::to_string(transaction.next_position()));
}

Result<std::size_t> erase_all(Working& working, Transaction& transaction,
                              const std::vector<std::string>& arrivals, const std::string& by) {
  Event event;
  event.kind = EventKind::facts_erased;
  event.at = working.clock.now();
  event.by = by;
  for (const auto& id : arrivals) {
    const auto erased = erase_arrival(transaction, id);
    if (!erased) return erased.error();
    if (*erased) event.refs.push_back("arrivals/" + id);
  }
  const auto count = event.refs.size();
  if (count == 0) return count;
  note_erased(transaction);
  if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  return count;
}

// The contact's record, and its name on endpoints. Refused where something else needs it.
Result<void> remove_contact(DirectoryEditor& editor, const Directory& directory,
                            const std::string& contact) {
  if (!directory.contact(contact)) return {};
  const auto endpoints = directory.endpoints_of_contact(contact);
  for (const std::string& id : std::vector<std::string>(endpoints.begin(), endpoints.end())) {
    Endpoint endpoint = *directory.endpoint(id);
    endpoint.contact.clear();
    if (auto ok = editor.put(std::move(endpoint)); !ok) return ok;
  }
  return editor.remove(RecordKind::contacts, contact);
}

// What is known of a contact: of one whose record was removed, the id alone.
PersonTraces traces_of(const Directory& directory, const std::string& id) {
  PersonTraces traces;
  traces.contact = id;
  const auto* contact = directory.contact(id);
  if (!contact) return traces;
  traces.msp = directory.tenant_of(RecordKind::contacts, id);
  traces.addresses = contact->emails;
  for (const auto& phone : contact->phones) traces.phones.push_back(phone.number);
  return traces;
}

// A page of what is older than an instant; nothing where there is nothing.
Result<std::size_t> erase_before(Working& working, Transaction& transaction, const std::string& msp,
                                 Instant before) {
  const auto arrivals = arrivals_before(transaction, msp, before, page);
  if (!arrivals) return arrivals.error();
  return erase_all(working, transaction, *arrivals, "retention");
}

}  // namespace

Result<Erased> forget_contact(Working& working, Transaction& transaction,
                              const std::string& contact, const std::string& by,
                              std::string_view place) {
  const auto found =
      arrivals_of_person(transaction, traces_of(*working.directory, contact), place, page);
  if (!found) return found.error();
  // A contact whose record was removed before still has what they sent.
  if (place.empty() && found->next.empty() && found->arrivals.empty() &&
      !working.directory->contact(contact))
    return problem(ProblemCode::not_found, "there is no contact " + contact);
  DirectoryEditor editor(*working.directory, *working.rules,
                         {.by = by, .now = working.clock.now()});
  if (auto ok = remove_contact(editor, *working.directory, contact); !ok) return ok.error();
  const auto erased = erase_all(working, transaction, found->arrivals, by);
  if (!erased) return erased.error();
  if (!found->next.empty()) return Erased{*erased, true, found->next};
  if (!editor.touched().empty()) note_erased(transaction);
  if (auto ok = working.adopt(transaction, editor, by); !ok) return ok.error();
  return Erased{*erased, false, {}};
}

Result<Erased> forget_expired(Working& working, Transaction& transaction,
                              std::chrono::days unowned) {
  const auto now = working.clock.now();
  std::vector<std::pair<std::string, std::chrono::days>> kept_for;
  if (unowned.count() > 0) kept_for.emplace_back("", unowned);
  working.directory->each_msp([&](const Msp& msp) {
    if (msp.retention_days > 0) kept_for.emplace_back(msp.id, msp.retention_days);
  });
  for (const auto& [msp, days] : kept_for) {
    const auto erased = erase_before(working, transaction, msp, now - days);
    if (!erased) return erased.error();
    if (*erased > 0) return Erased{*erased, true, {}};
  }
  return Erased{};
}

}  // namespace frontdesk
