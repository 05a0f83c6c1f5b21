#include "router/decide.h"

#include "router/case.h"

namespace frontdesk {
namespace {

// The judgements that may end a decision, in the order of the design's table.
using Judgement = bool (*)(Case&);
constexpr Judgement judgements[] = {judge_thread, screen,  judge_tenant,
                                    judge_person, entitle, judge_coverage};

// Whoever shows a number or an address is far away in memory: he comes while the decision is begun
// and the line is judged.
bool shows_phone(const Arrival& arrival) {
  return arrival.channel == Channel::voice && !arrival.from_phone.empty();
}
void expect_place(const Arrival& arrival, const Directory& directory) {
  if (shows_phone(arrival)) return directory.expect_phone(arrival.from_phone);
  if (!arrival.from_address.empty()) directory.expect_email(arrival.from_address);
}
void expect_person(const Arrival& arrival, const Directory& directory) {
  if (shows_phone(arrival)) return directory.expect_who_has_phone(arrival.from_phone);
  if (!arrival.from_address.empty()) directory.expect_who_has_email(arrival.from_address);
}

}  // namespace

Decision decide(const Arrival& arrival, const Context& context, const Directory& directory,
                const RuleSet& rules, Instant now) {
  expect_place(arrival, directory);
  Decision decision;
  Case c{arrival, context, directory, rules, now, decision};
  c.decision.at = arrival.at;
  c.decision.line = arrival.line;
  c.decision.rules = rules.hash;
  c.decision.versions = rules.versions;
  if (judge_duplicate(c)) return decision;
  expect_person(arrival, directory);
  judge_line(c);
  recognise(c);
  bool ended = false;
  for (const auto judgement : judgements) {
    ended = judgement(c);
    if (ended) break;
  }
  if (!ended) place(c);
  c.name_parties();
  return decision;
}

Step& Case::begin_step(StepKind kind, std::initializer_list<std::string_view> refs) {
  auto& made = decision.steps.emplace_back();
  made.step = kind;
  for (const auto ref : refs) made.refs.emplace_back(ref);
  return made;
}

bool writes_as_person(const Case& c) {
  return c.contact && !c.locked_out && !is_automatic(c.arrival);
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
