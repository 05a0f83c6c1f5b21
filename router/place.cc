// Which queue, with what priority, to be answered by when (R56 to R62, C11, C23, C42).

#include "router/case.h"

namespace frontdesk {
namespace {

constexpr std::string_view queue_of(Channel channel, Region region) {
  switch (channel) {
    case Channel::voice:
      return region == Region::us ? "us.voice" : "any.voice";
    case Channel::chat:
      return region == Region::us ? "us.chat" : "any.chat";
    default:
      return "any.ticket";
  }
}

// Live work counts real time: a call that is covered is covered to its end. Mail and tickets count
// covered time from the moment they could be worked on (C42).
Instant answer_by(const Case& c) {
  const auto within = c.rules.objectives.answer_within(c.arrival.channel);
  // What was held back begins to count when it is let go.
  const Instant start = c.context.again ? c.now : c.arrival.at;
  const Window* window = c.plan && !c.hourly ? c.rules.coverage.window(c.plan->window) : nullptr;
  if (is_live(c.arrival.channel) || !window) return start + within;
  const auto* own = c.rules.holidays.calendar(c.site->site.holidays);
  return window->after_covered(start, within, c.site->zone,
                               own ? *own : c.rules.holidays.standard());
}

}  // namespace

void place(Case& c) {
  auto& d = c.decision;
  auto region = c.plan && !c.hourly ? c.plan->region(c.arrival.channel) : Region::any;
  if (region == Region::us && c.context.overflow) {
    region = Region::any;
    d.overflow = true;
    c.reason("overflow");
    c.step(StepKind::place, "overflow");
  }
  d.region = region;
  const auto queue = queue_of(c.arrival.channel, region);
  // An address that its own domain disowns gets no priority (C14); nor does anyone not yet
  // identified.
  const bool trusted = c.arrival.mail.auth.dmarc != "fail" && !d.restriction;
  if (c.contact && c.contact->priority_connect && trusted) {
    d.priority = Priority::priority_connect;
    c.step(StepKind::place, "priority_connect", {c.contact->id});
  }
  d.answer_by = answer_by(c);
  c.step(StepKind::place, "queue", {std::string(queue)});
  if (d.recognition == Recognition::ambiguous) c.reason("ambiguous");
  if (d.recognition == Recognition::company) c.reason("company");
  c.end(Outcome::queued, queue, "coverage");
}

}  // namespace frontdesk
