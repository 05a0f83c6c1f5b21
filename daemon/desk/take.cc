// Arrivals: context, decision, one event each.

#include "daemon/desk/working.h"
#include "rules/base/names.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

// An MSP with standing consent lets new people in (R76): the contact is made in the same commit.
Result<void> add_contact(Working& working, Transaction& transaction, const Arrival& arrival,
                         const Decision& decision) {
  Contact contact;
  contact.id = decision.contact.value_or("");
  contact.site = decision.site.value_or("");
  contact.first_name = arrival.from_name;
  if (!arrival.from_address.empty()) contact.emails = {arrival.from_address};
  if (!arrival.from_phone.empty()) contact.phones = {{"primary", arrival.from_phone, ""}};
  DirectoryEditor editor(*working.directory, *working.rules,
                         {.by = "auto_add", .now = working.clock.now()});
  if (auto ok = editor.put(std::move(contact)); !ok) return ok;
  return working.adopt(transaction, editor, "auto_add");
}

bool adds_contact(const Decision& decision) {
  for (const auto& flag : decision.flags)
    if (flag == "contact_added") return true;
  return false;
}

Result<Taken> take_one(Working& working, Transaction& transaction, Incoming& incoming,
                       std::string& raw_id) {
  auto& arrival = incoming.arrival;
  // A reload slipped in after distilling: the rows are matched again.
  if (arrival.channel == Channel::email && arrival.mail.hits_rules != working.rules->hash)
    rematch(arrival, incoming.texts, *working.rules, working.matcher);

  auto context = context_of(working, transaction, arrival);
  if (!context) return context.error();
  auto decision =
      decide(arrival, *context, *working.directory, *working.rules, working.clock.now());
  if (decision.outcome == Outcome::duplicate)
    return Taken{*decision.duplicate_of, std::move(decision)};

  name_ticket(working, decision);
  if (raw_id.empty()) raw_id = arrival.id;
  arrival.raw = raw_id;
  Event event;
  event.kind = EventKind::arrived;
  event.at = working.clock.now();
  event.by = name_of(arrival.channel);
  event.arrival = arrival.id;
  event.channel = arrival.channel;
  event.raw = raw_id;
  if (decision.outcome != Outcome::appended) event.ticket = decision.ticket.value_or("");
  event.decision = decision;
  if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  put_facts(transaction, arrival, decision.ticket.value_or(""));
  if (adds_contact(decision))
    if (auto ok = add_contact(working, transaction, arrival, decision); !ok) return ok.error();
  return Taken{arrival.id, std::move(decision)};
}

}  // namespace

Result<std::vector<Taken>> take_in(Working& working, Transaction& transaction,
                                   std::vector<Incoming>& incoming, std::string_view raw) {
  std::vector<Taken> taken;
  std::string raw_id;
  for (auto& one : incoming) {
    auto result = take_one(working, transaction, one, raw_id);
    if (!result) return result.error();
    taken.push_back(std::move(*result));
  }
  if (!raw_id.empty() && !raw.empty()) put_raw(transaction, raw_id, raw);
  return taken;
}

}  // namespace frontdesk
