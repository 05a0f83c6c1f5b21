#include "daemon/cli/replayer.h"

#include "daemon/cli/replay_changes.h"
#include "storage/records.h"

namespace frontdesk::cli {

Replayer::Replayer(const Reader& reader, const RuleSet& rules, const Directory& directory)
    : reader_(reader), rules_(rules), directory_(directory) {}

// The rows anew, from the raw bytes; from what the facts keep of the text where there are none.
Result<void> Replayer::rematch_rows(Arrival& facts) {
  if (facts.channel != Channel::email || facts.mail.hits_rules == rules_.hash) return {};
  OwnedTexts texts{facts.from_address, facts.from_address, facts.mail.subject,
                   facts.mail.text_preview};
  if (!facts.from_name.empty())
    texts.from_header = facts.from_name + " <" + facts.from_address + '>';
  if (!facts.raw.empty()) {
    const auto raw = get_raw(reader_, facts.raw);
    if (!raw) return raw.error();
    if (*raw) {
      const auto mail = parse_mail(**raw);
      texts = {mail.from_header, mail.from.address, mail.subject, body_for_rows(mail)};
    }
  }
  rematch(facts, texts, rules_, matcher_);
  return {};
}

Result<Context> Replayer::context_then(const Decision& then) const {
  Surroundings around;
  if (const auto* guard = rules_.spam.guard(LoopSign::sender_rate)) around.storm = guard->limit;
  if (then.linked) {
    auto ticket = get_ticket(reader_, *then.linked);
    if (!ticket) return ticket.error();
    around.linked = std::move(*ticket);
  }
  return context_of(then, around);
}

Result<Replayed> Replayer::replay(const Event& event) {
  Replayed result;
  result.arrival = event.arrival;
  result.ticket = event.ticket;
  auto facts = get_facts(reader_, event.arrival);
  if (!facts) return facts.error();
  if (!*facts) {
    result.at = event.decision->at;
    result.result = ReplayResult::facts_erased;
    return result;
  }
  auto& arrival = **facts;
  result.at = arrival.at;
  if (auto ok = rematch_rows(arrival); !ok) return ok.error();
  const auto context = context_then(*event.decision);
  if (!context) return context.error();
  const auto now = decide(arrival, *context, directory_, rules_, event.at);
  result.changes = changes_between(*event.decision, now);
  if (!result.changes.empty()) result.result = ReplayResult::moved;
  return result;
}

}  // namespace frontdesk::cli
