// Which line it came in by, and so, where the line is one MSP's, whose it is.

#include "router/case.h"

namespace frontdesk {
namespace {

void judge_way_in(Case& c) {
  c.line = c.rules.lines.by_id(c.arrival.line);
  if (c.arrival.line.empty() && c.arrival.channel == Channel::ticket)
    return c.step(StepKind::line, "line_none");
  if (!c.line) {
    c.step(StepKind::line, "line_unknown", {c.arrival.line});
    return;
  }
  if (c.line->msp.empty()) {
    c.step(StepKind::line, c.line->partner ? "line_partner" : "line_shared", {c.line->id});
    return;
  }
  // A line of an MSP that the directory has not: then nobody else's either.
  c.tenant = c.line->msp;
  c.msp = c.directory.msp(c.line->msp);
  c.step(StepKind::line, c.msp ? "line_of_msp" : "line_of_unknown_msp", {c.line->id, c.line->msp});
}

// A ticket from elsewhere is of the tenant of whoever brought it, whatever it names.
void judge_bringer(Case& c) {
  if (c.arrival.msp.empty() || c.tenant == c.arrival.msp) return;
  c.tenant = c.arrival.msp;
  c.msp = c.directory.msp(c.tenant);
  c.step(StepKind::line, c.msp ? "brought_by" : "brought_by_unknown_msp", {c.tenant});
}

}  // namespace

void judge_line(Case& c) {
  judge_way_in(c);
  judge_bringer(c);
  const auto& again = c.context.again;
  if (!again || again->msp.empty() || c.tenant == again->msp) return;
  // As a line of that MSP would: nobody else's people are asked.
  c.tenant = again->msp;
  c.msp = c.directory.msp(again->msp);
  c.step(StepKind::line, "tenant_kept", {again->msp});
}

bool judge_tenant(Case& c) {
  if (c.msp) return false;
  // A partner line is the MSPs' staff's own, whoever calls there (R111).
  if (c.line && c.line->partner) return false;
  c.step(StepKind::entitle, "no_tenant");
  return c.end(Outcome::queued, "triage", "unattributed");
}

}  // namespace frontdesk
