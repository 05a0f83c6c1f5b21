// Erasure by contact, and what retention wants gone. A page at a time.

#include "daemon/desk/working.h"
#include "storage/erase.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

constexpr std::size_t page = 100;

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
  if (count > 0)
    if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  return count;
}

}  // namespace

namespace {

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

}  // namespace

Result<Erased> forget_contact(Working& working, Transaction& transaction,
                              const std::string& contact, const std::string& by) {
  const auto arrivals = arrivals_of_contact(transaction, contact, page);
  if (!arrivals) return arrivals.error();
  // A contact whose record was removed before still has what they sent.
  if (arrivals->empty() && !working.directory->contact(contact))
    return problem(ProblemCode::not_found, "there is no contact " + contact);
  DirectoryEditor editor(*working.directory, *working.rules,
                         {.by = by, .now = working.clock.now()});
  if (auto ok = remove_contact(editor, *working.directory, contact); !ok) return ok.error();
  const auto erased = erase_all(working, transaction, *arrivals, by);
  if (!erased) return erased.error();
  if (arrivals->size() == page) return Erased{*erased, true};
  if (auto ok = working.adopt(transaction, editor, by); !ok) return ok.error();
  return Erased{*erased, false};
}

Result<Erased> forget_expired(Working& working, Transaction& transaction) {
  const auto now = working.clock.now();
  for (const auto& msp : working.directory->all().msps) {
    if (msp.retention_days <= 0) continue;
    const auto before = now - std::chrono::days{msp.retention_days};
    const auto arrivals = arrivals_before(transaction, msp.id, before, page);
    if (!arrivals) return arrivals.error();
    if (arrivals->empty()) continue;
    const auto erased = erase_all(working, transaction, *arrivals, "retention");
    if (!erased) return erased.error();
    return Erased{*erased, true};
  }
  return Erased{};
}

}  // namespace frontdesk
