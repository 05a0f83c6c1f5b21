#include "daemon/cli/decision_text.h"

#include "daemon/cli/table.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

void line(std::string& out, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  out += "  ";
  out += label;
  out.append(label.size() < 12 ? 12 - label.size() : 1, ' ');
  out += printable(value);
  out += '\n';
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::string headline(const Decision& d) {
  const auto reasons = d.reasons.empty() ? std::string() : " (" + joined(d.reasons) + ")";
  // The provider's queue is named after it: "msp in msp" tells nobody anything.
  if (d.outcome == Outcome::msp)
    return "to the provider" + reasons + (d.queue ? ", queue " + *d.queue : "");
  std::string out(name_of(d.outcome));
  if (d.duplicate_of) out += " of " + *d.duplicate_of;
  if (d.outcome == Outcome::appended && d.ticket) out += " to " + *d.ticket;
  if (d.queue) out += " in " + *d.queue;
  if (d.spam_row) out += " by " + *d.spam_row;
  if (d.held_until) out += " until " + to_text(*d.held_until);
  return out + reasons;
}

std::string coverage_words(const CoverageFinding& c) {
  std::string out = c.covered ? "covered" : "not covered";
  out += " by " + c.plan;
  if (c.window) out += ", window " + *c.window;
  if (c.holiday) out += ", " + *c.holiday;
  if (c.reduced_staffing) out += ", reduced staffing";
  return out;
}

std::string who(const Decision& d) {
  std::string out(name_of(d.recognition));
  for (const auto* id : {&d.contact, &d.site, &d.company, &d.msp})
    if (*id) out += (out.size() == name_of(d.recognition).size() ? ": " : ", ") + **id;
  return out;
}

}  // namespace

std::string decision_text(const Decision& d) {
  std::string out = printable(headline(d)) + '\n';
  line(out, "ticket", d.ticket.value_or(""));
  line(out, "line", d.line);
  line(out, "at", to_text(d.at) + (d.coverage ? ", at the site " + d.coverage->local_time : ""));
  line(out, "who", who(d));
  line(out, "endpoint", d.endpoint.value_or(""));
  if (d.coverage) line(out, "coverage", coverage_words(*d.coverage));
  if (d.region) line(out, "region", name_of(*d.region));
  if (d.overflow) line(out, "overflow", "yes");
  line(out, "priority", name_of(d.priority));
  line(out, "restriction", d.restriction.value_or(""));
  if (d.answer_by) line(out, "answer by", to_text(*d.answer_by));
  if (d.expires_at) line(out, "expires", to_text(*d.expires_at));
  line(out, "flags", joined(d.flags));
  line(out, "linked", d.linked.value_or(""));
  if (d.silent) line(out, "silent", "no change of status, no alert");
  line(out, "rules", d.rules);
  line(out, "versions", d.versions);
  if (!d.steps.empty()) out += "Steps\n";
  for (const auto& step : d.steps)
    line(out, name_of(step.step), step.says.empty() ? step.code.str() : step.says);
  return out;
}

}  // namespace frontdesk::cli
