#include "daemon/cli/replayer.h"

#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

std::string shown(const std::optional<std::string>& value) {
  return value ? *value : "none";
}

template <class T>
void compare(std::vector<std::string>& changes, std::string_view name, const T& then,
             const T& now) {
  if (then != now) changes.push_back(std::string(name) + ": " + then + " -> " + now);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

Context context_of(const Decision& then) {
  Context context;
  context.overflow = then.overflow;
  context.earlier = then.duplicate_of;
  const bool appended = then.outcome == Outcome::appended && then.ticket;
  if (!appended && !then.linked) return context;
  ThreadCandidate candidate;
  candidate.ticket = appended ? *then.ticket : *then.linked;
  candidate.msp = then.msp.value_or("");
  candidate.company = then.company.value_or("");
  candidate.via = "references";
  candidate.participant = appended;
  context.threads.push_back(std::move(candidate));
  return context;
}

std::vector<std::string> changes_between(const Decision& then, const Decision& now) {
  std::vector<std::string> changes;
  compare(changes, "outcome", std::string(name_of(then.outcome)),
          std::string(name_of(now.outcome)));
  compare(changes, "queue", shown(then.queue), shown(now.queue));
  compare(changes, "region", then.region ? std::string(name_of(*then.region)) : "none",
          now.region ? std::string(name_of(*now.region)) : "none");
  compare(changes, "row", shown(then.spam_row), shown(now.spam_row));
  compare(changes, "recognition", std::string(name_of(then.recognition)),
          std::string(name_of(now.recognition)));
  compare(changes, "contact", shown(then.contact), shown(now.contact));
  compare(changes, "site", shown(then.site), shown(now.site));
  compare(changes, "reasons", joined(then.reasons), joined(now.reasons));
  return changes;
}

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
  const auto context = context_of(*event.decision);
  const auto now = decide(arrival, context, directory_, rules_, event.at);
  result.changes = changes_between(*event.decision, now);
  if (!result.changes.empty()) result.result = ReplayResult::moved;
  return result;
}

}  // namespace frontdesk::cli
