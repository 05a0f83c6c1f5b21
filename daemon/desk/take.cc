// Arrivals: context, decision, one event each.

#include <algorithm>
#include <iterator>

#include "daemon/desk/new_contact.h"
#include "daemon/desk/working.h"
#include "rules/base/names.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

// Decides, and makes the contact that the decision lets in; where that is refused, decides without.
// `editor` is there only where it was needed: hardly any arrival edits the directory, and it is
// large.
Decision decide_with_contact(Working& working, const Arrival& arrival, Context& context,
                             std::unique_ptr<DirectoryEditor>& editor) {
  const auto now = working.clock.now();
  auto decision = decide(arrival, context, *working.directory, *working.rules, now);
  if (!adds_contact(decision)) return decision;
  editor = std::make_unique<DirectoryEditor>(*working.directory, *working.rules,
                                             EditOptions{.by = "auto_add", .now = now});
  if (put_new_contact(working, *editor, arrival, decision)) return decision;
  editor.reset();
  context.no_new_contact = true;
  return decide(arrival, context, *working.directory, *working.rules, now);
}

Result<Taken> take_one(Working& working, Transaction& transaction, Incoming& incoming,
                       std::string& raw_id) {
  auto& arrival = incoming.arrival;
  // A reload slipped in after distilling: the rows are matched again.
  if (arrival.channel == Channel::email && arrival.mail.hits_rules != working.rules->hash)
    rematch(arrival, incoming.texts, *working.rules, working.matcher);

  auto context = context_of(working, transaction, arrival);
  if (!context) return context.error();
  std::unique_ptr<DirectoryEditor> editor;
  auto decision = decide_with_contact(working, arrival, *context, editor);
  if (decision.outcome == Outcome::duplicate) {
    working.duplicates.emplace_back(arrival.channel, *decision.duplicate_of);
    return Taken{*decision.duplicate_of, std::move(decision)};
  }

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
  if (editor)
    if (auto ok = working.adopt(transaction, *editor, "auto_add"); !ok) return ok.error();
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

Result<std::vector<Taken>> take_in_all(Working& working, Transaction& transaction,
                                       std::vector<Brought>& brought,
                                       const std::vector<SettingValue>& settings) {
  std::vector<Taken> all;
  for (auto& one : brought) {
    auto taken = take_in(working, transaction, one.incoming, one.raw);
    if (!taken) return taken.error();
    std::move(taken->begin(), taken->end(), std::back_inserter(all));
  }
  for (const auto& [name, value] : settings) put_setting(transaction, name, value);
  return all;
}

}  // namespace frontdesk
