// Whether the site is covered at the instant that counts, and what becomes of work that is not (C1
// to C5, C9, C29). Coverage is frozen at arrival.

#include "router/case.h"
#include "router/site_hours.h"

namespace frontdesk {
namespace {

using namespace std::chrono;

// The holiday on the site's own date, by its calendar or its extra dates (C5).
std::optional<Text> holiday_on(const Case& c, LocalDay day) {
  if (const auto* name = calendar_of(c.site->site, c.rules.holidays).on(day)) return *name;
  if (c.site->site.extra_holidays.empty()) return std::nullopt;
  const auto text = date::format("%F", day);
  for (const auto& extra : c.site->site.extra_holidays)
    if (extra.date == text) return extra.name;
  return std::nullopt;
}

bool in_contract_hours(const ContractEntry& contract, LocalTime local) {
  const auto day = date::floor<date::days>(local);
  const auto minute = date::floor<minutes>(local - LocalTime{day});
  const auto weekday = date::weekday{day}.c_encoding();
  for (const auto& span : contract.hours)
    if (span.weekday == weekday && minute >= span.start && minute < span.end) return true;
  return false;
}

const OneOff* one_off(const Case& c, Instant at) {
  for (const auto& hours : c.site->site.one_offs)
    if (hours.from <= at && at < hours.until) return &hours;
  return nullptr;
}

CoverageFinding find_coverage(const Case& c, const Window* window, Instant at) {
  CoverageFinding found;
  const auto offset = c.site->zone.offset_at(at);
  const LocalTime local{at.time_since_epoch() + offset};
  found.plan = c.hourly ? std::string_view("hourly") : std::string_view(c.plan->id);
  found.local_time = Zone::text_of(at, offset);
  found.holiday = holiday_on(c, date::floor<date::days>(local));
  found.reduced_staffing = found.holiday.has_value();
  if (window) {
    found.window = window->id();
    found.covered = window->contains(local, found.holiday.has_value());
  } else {
    found.covered = c.hourly && in_contract_hours(*c.hourly, local);
  }
  return found;
}

// A switch of the site itself, or the rule file's (C9).
OutsideChoice choice_for(const Case& c, const Window* window) {
  const auto& own = c.site->site.outside;
  const auto& policies = c.rules.policies;
  switch (c.arrival.channel) {
    case Channel::voice:
      return own.voice.value_or(policies.live);
    case Channel::chat:
      return own.chat.value_or(policies.live);
    default:
      break;
  }
  const auto by_rule = window && window->whole_day_on_holidays() ? policies.after_hours_email
                                                                 : policies.business_hours_email;
  return (c.arrival.channel == Channel::email ? own.email : own.ticket).value_or(by_rule);
}

// Forwarding to the number that the call came from, or to one of our own lines, would loop (C9,
// R226).
bool would_loop(const Case& c) {
  const auto& target = c.site->site.outside.forward_to;
  return target.empty() || target == c.arrival.from_phone || c.rules.lines.by_number(target);
}

bool outside(Case& c, const Window* window) {
  auto choice = choice_for(c, window);
  if (choice == OutsideChoice::forward && would_loop(c)) {
    c.step(StepKind::cover, "forward_would_loop", {c.site->site.id});
    choice = OutsideChoice::message;
  }
  // Nobody is kept on the line until the next morning.
  if (choice == OutsideChoice::held && is_live(c.arrival.channel)) choice = OutsideChoice::message;
  c.step(StepKind::cover, "outside_" + std::string(name_of(choice)), {c.site->site.id});
  if (choice == OutsideChoice::held && window) {
    const Instant from = c.context.again ? c.now : c.arrival.at;
    if (const auto opens = SiteHours(*c.site, *window, c.rules.holidays).next_open(from)) {
      const auto region = c.plan->region(c.arrival.channel);
      c.decision.held_until = *opens;
      c.decision.region = region;
      return c.end(Outcome::held, queue_for(c, region), "out_of_coverage");
    }
  }
  return c.end(Outcome::msp, "msp", "out_of_coverage");
}

bool judge_hourly(Case& c) {
  // Tickets are always taken, unless the switch says otherwise (R223, C29).
  const bool gated = is_live(c.arrival.channel) || c.rules.policies.hourly_ticket_gating;
  const bool covered = c.decision.coverage->covered;
  c.step(StepKind::cover,
         covered ? "contract_hours"
         : gated ? "outside_contract_hours"
                 : "ungated",
         {c.hourly->contract.id});
  if (covered || !gated) return false;
  return c.end(Outcome::msp, "msp", "hourly_out_of_hours");
}

}  // namespace

bool judge_coverage(Case& c) {
  const auto& again = c.context.again;
  const Window* window = c.plan && !c.hourly ? c.rules.coverage.window_of(*c.plan) : nullptr;
  const Instant at = again && again->was_held ? c.now : c.arrival.at;
  c.decision.coverage = find_coverage(c, window, at);
  auto& found = *c.decision.coverage;
  if (found.reduced_staffing) c.flag("reduced_staffing");
  if (const auto* special = one_off(c, at)) {
    found.covered = special->covered;
    c.step(StepKind::cover, special->covered ? "one_off_covered" : "one_off_closed",
           {c.site->site.id});
    if (special->covered) return false;
    return c.end(Outcome::msp, "msp", "out_of_coverage");
  }
  if (c.hourly) return judge_hourly(c);
  if (found.covered) {
    c.step(StepKind::cover, "covered",
           {c.site->site.id, found.window ? found.window->view() : std::string_view()});
    if (found.holiday) c.step(StepKind::cover, "holiday", {*found.holiday});
    return false;
  }
  c.step(StepKind::cover, "not_covered",
         {c.site->site.id, found.window ? found.window->view() : std::string_view()});
  return outside(c, window);
}

}  // namespace frontdesk
