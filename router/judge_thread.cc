// Whether a mail is part of a ticket (C18a): never across tenants, and strangers get a ticket of
// their own beside it.

#include <algorithm>

#include "router/case.h"

namespace frontdesk {
namespace {

// A report on a message of ours comes from a mail system that no ticket knows.
bool is_our_bounce(const Case& c, const ThreadCandidate& ticket) {
  return c.arrival.mail.delivery_report && ticket.via == "token";
}

bool connected(const Case& c, const ThreadCandidate& ticket) {
  if (is_our_bounce(c, ticket)) return true;
  // A sender whose domain disowns the mail proves nothing, unless our own signed token vouches.
  if (c.arrival.mail.auth.dmarc == "fail" && ticket.via != "token") return false;
  if (c.locked_out) return false;
  // A number may be many people's; the same person's redial is meant.
  if (ticket.via == "redial") return c.contact && c.contact->id == ticket.contact;
  if (ticket.participant) return true;
  if (c.staff && c.staff->msp == ticket.msp) return true;
  return c.company && c.company->id == ticket.company;
}

// A ticket of another tenant is no candidate. One that has no tenant (triage) is its participants'.
bool same_tenant(const Case& c, const ThreadCandidate& ticket) {
  if (ticket.msp.empty()) return ticket.participant;
  if (!c.tenant.empty()) return c.tenant == ticket.msp;
  return !c.msp || c.msp->id == ticket.msp;
}

// A storm of replies to all joins too, but wakes nobody (X4). But a ticket that is closed opens for
// a person: the storm may be forged, and an open one wakes nobody a second time.
bool is_storm(const Case& c, const ThreadCandidate& ticket) {
  const auto* guard = c.rules.spam.guard(LoopSign::sender_rate);
  const bool many = guard && guard->limit > 0 && c.context.sender_count >= guard->limit;
  return many && !(ticket.closed && writes_as_person(c));
}

bool join(Case& c, const ThreadCandidate& ticket) {
  if (!c.msp) c.msp = c.directory.msp(ticket.msp);
  c.decision.ticket = ticket.ticket;
  c.decision.silent = (is_automatic(c.arrival) && !is_our_bounce(c, ticket)) || is_storm(c, ticket);
  if (is_our_bounce(c, ticket)) c.flag("bounce");
  c.step(StepKind::thread, "via_" + ticket.via, {ticket.ticket});
  if (!c.arrival.mail.hits.rows.empty()) {
    c.decision.spam_row = c.arrival.mail.hits.rows.front();
    c.step(StepKind::screen, "row_noted", {*c.decision.spam_row});
  }
  if (c.arrival.mail.unparsed) c.flag("unparsed");
  return c.end(Outcome::appended, "", "thread");
}

}  // namespace

bool judge_thread(Case& c) {
  if (c.arrival.mail.token_bad) c.step(StepKind::thread, "token_bad");
  const ThreadCandidate* stranger_to = nullptr;
  for (const auto& ticket : c.context.threads) {
    if (!same_tenant(c, ticket)) continue;
    if (connected(c, ticket)) return join(c, ticket);
    if (!stranger_to) stranger_to = &ticket;
  }
  if (stranger_to) {
    c.decision.linked = stranger_to->ticket;
    c.step(StepKind::thread, "stranger", {stranger_to->ticket});
    c.reason("thread_stranger");
  }
  return false;
}

}  // namespace frontdesk
