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

// Each arrival has a line of its own, which marks its record.
Result<std::size_t> erase_all(Working& working, Transaction& transaction,
                              const std::vector<std::string>& arrivals, const std::string& by) {
  std::size_t count = 0;
  for (const auto& id : arrivals) {
    const auto erased = erase_arrival(transaction, id);
    if (!erased) return erased.error();
    if (!*erased) continue;
    if (count++ == 0) note_erased(transaction);
    Event event;
    event.kind = EventKind::facts_erased;
    event.at = working.clock.now();
    event.by = by;
    event.arrival = id;
    if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  }
  return count;
}

// The raw bytes of erased arrivals that stay, since others came with them (one mail to the lines of
// two MSPs).
Result<std::vector<std::string>> raw_still_used(const Transaction& transaction,
                                                const std::vector<std::string>& erased) {
  std::vector<std::string> raws;
  for (const auto& id : erased) {
    const auto record = get_arrival(transaction, id);
    if (!record) return record.error();
    if (!*record || (*record)->raw.empty()) continue;
    const auto used = raw_is_used(transaction, (*record)->raw);
    if (!used) return used.error();
    if (*used) raws.push_back((*record)->raw);
  }
  return raws;
}

// The contact's record, and its name on endpoints. Refused where something else needs it.
Result<void> remove_contact(DirectoryEditor& editor, const Directory& directory,
                            const std::string& contact) {
  const auto endpoints = directory.endpoints_of_contact(contact);
  for (const std::string& id : std::vector<std::string>(endpoints.begin(), endpoints.end())) {
    Endpoint endpoint = *directory.endpoint(id);
    endpoint.contact.clear();
    if (auto ok = editor.put(std::move(endpoint)); !ok) return ok;
  }
  return editor.remove(RecordKind::contacts, contact);
}

// A page of what is older than an instant; nothing where there is nothing.
Result<std::size_t> erase_before(Working& working, Transaction& transaction, const std::string& msp,
                                 Instant before) {
  const auto arrivals = arrivals_before(transaction, msp, before, page);
  if (!arrivals) return arrivals.error();
  return erase_all(working, transaction, *arrivals, "retention");
}

}  // namespace

Result<Erased> forget_contact(Working& working, Transaction& transaction, const ErasureWish& wish) {
  const auto person = traces_of(*working.directory, wish.contact, wish.only_msp);
  const auto found = arrivals_of_person(transaction, person, wish.place, page);
  if (!found) return found.error();
  // A contact whose record was removed before still has what they sent.
  if (wish.place.empty() && found->next.empty() && found->arrivals.empty() && !person.known)
    return problem(ProblemCode::not_found, "there is no contact " + wish.contact);
  DirectoryEditor editor(*working.directory, *working.rules,
                         {.by = wish.by, .now = working.clock.now(), .only_msp = wish.only_msp});
  if (person.known)
    if (auto ok = remove_contact(editor, *working.directory, wish.contact); !ok) return ok.error();
  const auto erased = erase_all(working, transaction, found->arrivals, wish.by);
  if (!erased) return erased.error();
  auto raws = raw_still_used(transaction, found->arrivals);
  if (!raws) return raws.error();
  if (!found->next.empty())
    return Erased{*erased, true, found->next, person.known, std::move(*raws)};
  if (!editor.touched().empty()) note_erased(transaction);
  if (auto ok = working.adopt(transaction, editor, wish.by); !ok) return ok.error();
  return Erased{*erased, false, {}, person.known, std::move(*raws)};
}

Result<Erased> forget_expired(Working& working, Transaction& transaction,
                              std::chrono::days unowned) {
  const auto now = working.clock.now();
  std::vector<std::pair<std::string, std::chrono::days>> kept_for;
  working.directory->each_msp([&](const Msp& msp) {
    if (msp.retention_days > 0) kept_for.emplace_back(msp.id, msp.retention_days);
  });
  if (unowned.count() > 0) {
    // What an MSP left behind when it went is nobody's any more.
    auto msps = msps_with_facts(transaction);
    if (!msps) return msps.error();
    for (auto& msp : *msps)
      if (!working.directory->msp(msp)) kept_for.emplace_back(std::move(msp), unowned);
  }
  for (const auto& [msp, days] : kept_for) {
    const auto erased = erase_before(working, transaction, msp, now - days);
    if (!erased) return erased.error();
    if (*erased > 0) return Erased{*erased, true, {}, true, {}};
  }
  return Erased{};
}

}  // namespace frontdesk
