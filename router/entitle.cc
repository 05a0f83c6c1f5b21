// Whether the site may be served at all at that instant (R79, R215 to R223, R231, R275, C8, C10,
// C29).

#include <algorithm>

#include "router/case.h"

namespace frontdesk {
namespace {

bool to_msp(Case& c, std::string_view reason) {
  c.step(StepKind::entitle, reason, {c.site->site.id});
  return c.end(Outcome::msp, "msp", reason);
}

struct Contracts {
  const ContractEntry* hourly = nullptr;  // running
  bool any = false, running = false, future = false, future_hourly = false, help_desk = false;
};

Contracts contracts_of(const Case& c, Instant at) {
  Contracts found;
  const auto& terms = c.site->terms;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const auto& term = terms[i];
    found.any = true;
    if (term.end <= at) continue;
    if (term.begin > at) {
      found.future = true;
      found.future_hourly = found.future_hourly || term.hourly;
      continue;
    }
    if (term.hourly && term.help_desk) {
      found.hourly = c.directory.contract(c.site->contracts[i]);
      continue;
    }
    found.running = true;
    found.help_desk = found.help_desk || term.help_desk;
  }
  return found;
}

}  // namespace

bool entitle(Case& c) {
  const auto& again = c.context.again;
  const Instant at = again && again->was_held ? c.now : c.arrival.at;
  const auto& site = c.site->site;
  if (c.locked_out) {
    c.step(StepKind::entitle, "disabled_contact", {c.contact->id});
    return c.end(Outcome::msp, "msp", "disabled_contact");
  }
  // R84; a computer that is known speaks for itself.
  if (!site.agent_deployed && !c.decision.endpoint) c.flag("agent_missing");
  c.plan = c.rules.coverage.plan(c.site->plan);
  const auto contracts = contracts_of(c, at);
  if ((!c.plan || c.plan->covers_nothing()) && contracts.hourly) {
    c.hourly = contracts.hourly;
    c.step(StepKind::entitle, "hourly_contract", {contracts.hourly->contract.id});
    return false;
  }
  if (!c.plan || c.plan->covers_nothing())
    return to_msp(c, contracts.future_hourly ? "not_started" : "no_plan");
  if (!site.activated_at) return to_msp(c, "not_enabled");
  // The effective start is the latest of desired start, activation and go-live (C8).
  if (*site.activated_at > at || (c.site->start && *c.site->start > at))
    return to_msp(c, "not_started");
  if (contracts.any && !contracts.running && !contracts.hourly) {
    if (contracts.future) return to_msp(c, "not_started");
    // All that it had are over: it is enabled no longer.
    c.step(StepKind::entitle, "contract_ended", {site.id});
    return c.end(Outcome::msp, "msp", "not_enabled");
  }
  if (site.agreement == "rmm_only" || (contracts.running && !contracts.help_desk))
    return to_msp(c, "rmm_only");
  c.step(StepKind::entitle, "entitled", {site.id, c.plan->id});
  return false;
}

}  // namespace frontdesk
