#include "daemon/cli/replay_changes.h"

#include "rules/base/json.h"
#include "rules/base/names.h"

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

const Step* step_of(const Decision& then, StepKind kind, std::string_view code_begins) {
  for (const auto& step : then.steps)
    if (step.step == kind && step.code.view().starts_with(code_begins)) return &step;
  return nullptr;
}

// The guard's step names its sign, since a rule set may number its guards as it likes.
bool was_storm(const Decision& then) {
  const auto* guard = step_of(then, StepKind::screen, "guard");
  return guard && guard->refs.size() > 1 && guard->refs[1] == name_of(LoopSign::sender_rate);
}

// "token" where the decision says "via_token".
std::string way_in(const Decision& then) {
  constexpr std::string_view begin = "via_";
  const auto* step = step_of(then, StepKind::thread, begin);
  return step ? step->code.str().substr(begin.size()) : "references";
}

}  // namespace

Context context_of(const Decision& then, const Surroundings& around) {
  Context context;
  context.overflow = then.overflow;
  context.earlier = then.duplicate_of;
  if (was_storm(then)) context.sender_count = around.storm;
  const bool appended = then.outcome == Outcome::appended && then.ticket;
  if (!appended && !then.linked) return context;
  ThreadCandidate candidate;
  candidate.ticket = appended ? *then.ticket : *then.linked;
  candidate.msp = then.msp.value_or("");
  candidate.company = then.company.value_or("");
  if (!appended && around.linked) {
    // The sender's own are not the ticket's: that is what made them a stranger.
    candidate.msp = around.linked->msp;
    candidate.company = around.linked->company;
  }
  candidate.via = way_in(then);
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
