#include "router/decide.h"

#include "router/case.h"

namespace frontdesk {
namespace {

// The judgements that may end a decision, in the order of the design's table.
using Judgement = bool (*)(Case&);
constexpr Judgement judgements[] = {judge_thread, screen,  judge_tenant,
                                    judge_person, entitle, judge_coverage};

}  // namespace

Decision decide(const Arrival& arrival, const Context& context, const Directory& directory,
                const RuleSet& rules, Instant now) {
  Case c{arrival, context, directory, rules, now};
  c.decision.at = arrival.at;
  c.decision.line = arrival.line;
  c.decision.rules = rules.hash;
  c.decision.versions = rules.versions;
  c.decision.steps.reserve(8);

  if (judge_duplicate(c)) return std::move(c.decision);
  judge_line(c);
  recognise(c);
  c.name_parties();
  bool ended = false;
  for (const auto judgement : judgements) {
    ended = judgement(c);
    if (ended) break;
  }
  if (!ended) place(c);
  c.name_parties();
  return std::move(c.decision);
}

bool is_automatic(const Arrival& arrival) {
  if (arrival.channel != Channel::email) return false;
  const auto& mail = arrival.mail;
  if (mail.null_return_path || mail.delivery_report) return true;
  if (!mail.auto_submitted.empty() && mail.auto_submitted != "no") return true;
  for (const auto& row : mail.hits.rows)
    for (const std::string_view machine : {"S01", "S08", "S11", "S20", "S21"})
      if (row == machine) return true;
  return false;
}

bool judge_duplicate(Case& c) {
  if (!c.context.earlier) return false;
  c.decision.duplicate_of = *c.context.earlier;
  c.decision.recognition = Recognition::not_applicable;
  c.step(StepKind::line, "seen_before", {*c.context.earlier});
  return c.end(Outcome::duplicate, "", "duplicate");
}

}  // namespace frontdesk
