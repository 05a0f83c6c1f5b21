// Which queue, with what priority, to be answered by when (R56 to R62, C11, C23, C42).

#include "router/case.h"
#include "router/site_hours.h"

namespace frontdesk {
namespace {

// Live work counts real time: a call that is covered is covered to its end. Mail and tickets count
// covered time from the moment they could be worked on (C42).
Instant answer_by(const Case& c) {
  const auto within = c.rules.objectives.answer_within(c.arrival.channel);
  // What was held back begins to count when it is let go.
  const Instant start = c.context.again ? c.now : c.arrival.at;
  if (is_live(c.arrival.channel)) return start + within;
  if (c.hourly) {
    // Tickets are worked on at all times, unless the contract's hours bind them too (R223).
    if (!c.rules.policies.hourly_ticket_gating) return start + within;
    const Window hours("hourly", "", c.hourly->hours, false);
    return SiteHours(*c.site, hours, c.rules.holidays).after_covered(start, within);
  }
  const Window* window = c.plan ? c.rules.coverage.window_of(*c.plan) : nullptr;
  if (!window) return start + within;
  return SiteHours(*c.site, *window, c.rules.holidays).after_covered(start, within);
}

}  // namespace

std::string_view queue_for(const Case& c, Region region) {
  const auto* queue = c.rules.queues.for_work(region, c.arrival.channel);
  return queue ? std::string_view(queue->id) : "triage";  // the loader sees to it that there is one
}

void place(Case& c) {
  auto& d = c.decision;
  auto region = c.plan && !c.hourly ? c.plan->region(c.arrival.channel) : Region::any;
  if (region == Region::us && c.context.overflow) {
    region = Region::any;
    d.overflow = true;
    c.step(StepKind::place, "overflow");
  }
  d.region = region;
  const auto queue = c.arrival.wants_callback ? std::string_view("callback") : queue_for(c, region);
  // An address that its own domain disowns gets no priority (C14); nor does anyone not yet
  // identified.
  const bool trusted = c.arrival.mail.auth.dmarc != "fail" && !d.restriction;
  if (c.contact && c.contact->priority_connect && trusted) {
    d.priority = Priority::priority_connect;
    c.step(StepKind::place, "priority_connect", {c.contact->id});
  }
  d.answer_by = answer_by(c);
  c.end(Outcome::queued, queue, "coverage");
  if (d.overflow) c.reason("overflow");
  c.step(StepKind::place, "queue", {queue});
}

}  // namespace frontdesk
