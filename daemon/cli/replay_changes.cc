#include "daemon/cli/replay_changes.h"

#include "rules/base/json.h"

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

}  // namespace frontdesk::cli
