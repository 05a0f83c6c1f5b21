// People without a right to be served as they are: the MSP's own staff (C28) and people that the
// directory does not know (C12).

#include <algorithm>

#include "router/case.h"

namespace frontdesk {
namespace {

using namespace std::chrono;

// The later of 4 hours and 10:00 on the MSP's next business day (C12).
std::optional<Instant> approval_expires(const Case& c) {
  const auto& objectives = c.rules.objectives;
  // What was released from quarantine begins to wait now.
  const Instant start = c.context.again ? c.now : c.arrival.at;
  const Instant soonest = start + objectives.approval_expiry;
  const auto zone = Zone::find(c.msp->time_zone);
  if (!zone) return soonest;
  const auto& calendar = c.rules.holidays.standard();
  auto day = date::floor<date::days>(zone->to_local(start));
  for (int i = 0; i < 14; ++i) {
    day += date::days{1};
    const date::weekday weekday{day};
    if (weekday == date::Saturday || weekday == date::Sunday || calendar.on(day)) continue;
    return std::max(soonest, zone->to_instant(LocalTime{day} + objectives.approval_morning));
  }
  return soonest;
}

bool has_approver(const Case& c) {
  const auto staff = c.directory.staff_of(c.msp->id);
  return std::any_of(staff.begin(), staff.end(), [&](const std::string& id) {
    const auto* person = c.directory.staff(id);
    return person && person->active && person->approver && !person->mobile.empty();
  });
}

// The site that a new contact would get: the default of the company that its mail domain suggests
// (C14 lets a domain suggest, not recognise), or of the MSP's only company.
const SiteEntry* site_for_new_contact(const Case& c) {
  const auto& address = c.arrival.from_address;
  const auto at = address.rfind('@');
  if (at != std::string::npos) {
    const SiteEntry* found = nullptr;
    for (const auto& id :
         c.directory.companies_of_domain(std::string_view(address).substr(at + 1))) {
      const auto* company = c.directory.company(id);
      if (!company || company->msp != c.msp->id) continue;
      if (found) return nullptr;  // two companies claim the domain: a person must say
      found = c.directory.default_site(id);
    }
    if (found) return found;
  }
  const auto companies = c.directory.companies_of(c.msp->id);
  return companies.size() == 1 ? c.directory.default_site(companies[0]) : nullptr;
}

bool wait_for_approval(Case& c) {
  c.decision.expires_at = approval_expires(c);
  // A suggestion and no more: the decision names no company (C14).
  if (const auto* site = site_for_new_contact(c))
    c.step(StepKind::entitle, "approval_suggests_site", {site->site.id});
  c.step(StepKind::entitle, "needs_approval", {c.msp->id});
  return c.end(Outcome::pending_approval, "approval", "unrecognised");
}

// Whether a contact may be made of what was shown without asking anybody: not where somebody has it
// already (C13), nor of an address whose own domain disowns the mail (C14).
bool may_be_added(const Case& c) {
  const bool identity = !c.arrival.from_phone.empty() || !c.arrival.from_address.empty();
  return identity && c.decision.recognition == Recognition::unknown && !c.on_file &&
         c.arrival.mail.auth.dmarc != "fail";
}

// Standing consent (R76): the contact is made where its site is plain.
bool add_contact(Case& c) {
  const auto* site = may_be_added(c) ? site_for_new_contact(c) : nullptr;
  if (!site) return wait_for_approval(c);
  c.set_site(site);
  c.decision.contact = "c" + c.arrival.id.substr(std::min<std::size_t>(1, c.arrival.id.size()));
  c.flag("contact_added");
  c.flag("default_site");
  c.step(StepKind::entitle, "contact_added", {site->site.id});
  return false;
}

// The work of a person who is gone is still their company's.
void keep_place(Case& c) {
  const auto& again = c.context.again;
  if (!again) return;
  const auto* site = c.directory.site(again->site);
  if (site && site->msp == c.msp->id) return c.set_site(site);
  const auto* company = c.directory.company(again->company);
  if (company && company->msp == c.msp->id) c.set_company(company);
}

bool unknown_person(Case& c) {
  // Someone let this person in without making a contact, or held work has lost its contact: what
  // was taken in is not refused any more, and the provider goes on with it.
  const auto& again = c.context.again;
  if (again && (again->person_settled || again->was_held)) {
    c.step(StepKind::entitle, again->person_settled ? "let_in" : "not_on_file_any_more",
           {c.msp->id});
    keep_place(c);
    return c.end(Outcome::msp, "msp", "unrecognised");
  }
  // Refused means never seen by anybody, and of this mail too little could be read for that: who
  // wrote it least of all. Whatever the policy, a person looks; nobody is made a contact by it.
  if (c.arrival.mail.unparsed) {
    c.decision.restriction = "identify";
    c.step(StepKind::entitle, "unparsed_unknown", {c.msp->id});
    return c.end(Outcome::queued, "triage", "unparsed");
  }
  auto policy = c.msp->recognition;
  if (policy == RecognitionPolicy::auto_add)
    return c.context.no_new_contact ? wait_for_approval(c) : add_contact(c);
  if (policy == RecognitionPolicy::sms_approval && !has_approver(c)) {
    c.step(StepKind::entitle, "no_approver", {c.msp->id});
    policy = RecognitionPolicy::deny;
  }
  if (policy == RecognitionPolicy::sms_approval) return wait_for_approval(c);
  c.step(StepKind::entitle, "refused_by_policy", {c.msp->id});
  return c.end(Outcome::refused, "", "unrecognised");
}

}  // namespace

bool judge_person(Case& c) {
  if (c.line && c.line->partner) {
    c.step(StepKind::entitle, "partner_line", {c.line->id});
    return c.end(Outcome::partner, "partner",
                 c.decision.recognition == Recognition::staff ? "staff" : "partner_line");
  }
  if (c.decision.recognition == Recognition::staff) {
    if (is_live(c.arrival.channel)) {
      c.step(StepKind::entitle, "staff_on_user_line", {c.line ? c.line->id : c.arrival.line});
      return c.end(Outcome::partner, "partner", "staff");
    }
    // A request by mail from the MSP's staff is work like any other (R127); a person finds the
    // site.
    const Instant start = c.context.again ? c.now : c.arrival.at;
    const auto queue = queue_for(c, Region::any);
    c.decision.region = Region::any;
    c.decision.restriction = "identify";
    c.decision.answer_by = start + c.rules.objectives.answer_within(c.arrival.channel);
    c.step(StepKind::place, "msp_request", {queue});
    return c.end(Outcome::queued, queue, "msp_request");
  }
  if (c.decision.recognition == Recognition::ambiguous) c.reason("ambiguous");
  if (c.decision.recognition == Recognition::company) c.reason("company");
  if (c.site) return false;
  switch (c.decision.recognition) {
    case Recognition::not_applicable:
      // A site that is not on file is not enabled (R79).
      keep_place(c);
      c.step(StepKind::entitle, "no_site");
      return c.end(Outcome::msp, "msp", "not_enabled");
    case Recognition::ambiguous:
    case Recognition::company:
      // The company is known, but it has no default site: its MSP must say where.
      c.step(StepKind::entitle, "no_default_site");
      return c.end(Outcome::msp, "msp", "no_default_site");
    default:
      return unknown_person(c);
  }
}

}  // namespace frontdesk
