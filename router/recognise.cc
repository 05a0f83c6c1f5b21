// Who is asking (R71 to R86, C13 to C15, C28, C43).

#include <algorithm>

#include "router/candidates.h"

namespace frontdesk {
namespace {

using Kind = Directory::Person::Kind;

TextList ids_of(std::span<const Contact* const> contacts) {
  TextList ids;
  for (const auto* contact : contacts) ids.push_back(contact->id);
  return ids;
}

// True where all agree on `key`.
template <class F>
bool all_same(std::span<const Contact* const> contacts, F&& key) {
  return std::all_of(contacts.begin(), contacts.end(),
                     [&](const Contact* contact) { return key(contact) == key(contacts[0]); });
}

bool is_enabled(const SiteEntry* entry) {
  return entry && entry->site.activated_at && entry->site.plan != "none";
}

// The number or address is on file with several MSPs, and nothing says which is meant (C13). Those
// who are locked out count like all: else who puts one of them on file gets what they write.
bool of_several_tenants(const Case& c, const Candidates& found) {
  if (found.active.size() + found.inactive.size() + found.staff.size() +
          found.inactive_staff.size() + found.companies.size() <
      2)
    return false;
  std::string_view first;
  bool several = false;
  const auto see = [&](std::string_view msp) {
    several = several || (!first.empty() && msp != first);
    first = msp;
  };
  const auto see_contacts = [&](std::span<const Contact* const> contacts) {
    for (const auto* contact : contacts)
      if (const auto* site = c.site_of(*contact)) see(site->msp);
  };
  const auto see_staff = [&](std::span<const Staff* const> staff) {
    for (const auto* one : staff) see(one->msp);
  };
  see_contacts(found.active);
  see_contacts(found.inactive);
  see_staff(found.staff);
  see_staff(found.inactive_staff);
  for (const auto* company : found.companies) see(company->msp);
  return several;
}

void name_nobody(Case& c, std::string_view msp) {
  c.decision.recognition = Recognition::unknown;
  c.on_file = true;
  c.msp = c.directory.msp(msp);
}

// Several active contacts share what was shown (C13).
void several(Case& c, std::span<const Contact* const> contacts) {
  const auto* company = company_of(c, *contacts[0]);
  const bool one_site = all_same(contacts, [](const Contact* p) { return p->site; });
  if (!one_site && !all_same(contacts, [&](const Contact* p) { return company_of(c, *p); })) {
    c.step(StepKind::recognise, "ambiguous_companies", ids_of(contacts));
    return name_nobody(c, company ? std::string_view(company->msp) : "");
  }
  c.decision.recognition = Recognition::ambiguous;
  c.decision.restriction = "identify";
  c.step(StepKind::recognise, one_site ? "ambiguous_one_site" : "ambiguous_one_company",
         ids_of(contacts));
  if (one_site) return c.set_site(c.site_of(*contacts[0]));
  c.set_company(company);
  c.set_site(c.directory.default_site(company->id));
  if (c.site) c.flag("default_site");
}

// A company's main number names the company, never a person, whoever else has it (C13).
void company_main(Case& c, const Candidates& found) {
  const auto& companies = found.companies;
  if (companies.size() > 1) {
    TextList ids;
    for (const auto* company : companies) ids.push_back(company->id);
    c.step(StepKind::recognise, "main_of_companies", std::move(ids));
    return name_nobody(c, companies[0]->msp);
  }
  c.decision.recognition = Recognition::company;
  c.decision.restriction = "identify";
  c.step(StepKind::recognise, "company_main", {companies[0]->id});
  c.set_company(companies[0]);
  // The people who have the number may tell which of the sites it is.
  const bool told = !found.active.empty() && company_of(c, *found.active[0]) == companies[0] &&
                    all_same(found.active, [](const Contact* p) { return p->site; });
  if (told) return c.set_site(c.site_of(*found.active[0]));
  c.set_site(c.directory.default_site(companies[0]->id));
  if (c.site) c.flag("default_site");
}

// A mail that the MSP's staff passed on is its writer's (users-want 19). Only an active contact of
// that MSP: anybody else is the staff's own request.
bool forwarded(Case& c, const Candidates& found) {
  const auto& writer = c.arrival.mail.forwarded_from;
  if (writer.empty() || found.staff.empty() || c.arrival.mail.auth.dmarc == "fail") return false;
  const auto& staff = *found.staff[0];
  if (!c.tenant.empty() && c.tenant != staff.msp) return false;
  const Contact* contact = nullptr;
  for (const auto& person : c.directory.by_email(writer)) {
    if (person.kind != Kind::contact || !person.contact->active) continue;
    const auto* site = c.site_of(*person.contact);
    if (!site || site->msp != staff.msp) continue;
    if (contact) return false;  // of several nobody is meant (C13)
    contact = person.contact.get();
  }
  if (!contact) return false;
  c.staff = &staff;
  c.set_contact(contact);
  c.decision.recognition = Recognition::recognised;
  c.flag("forwarded");
  c.step(StepKind::recognise, "forwarded_by_staff", {staff.id, contact->id});
  return true;
}

void by_candidates(Case& c, const Candidates& found, bool by_phone) {
  if (found.msp_main) {
    // A forwarding telephone system shows the MSP's own number: nobody's, nor the staff's (C15).
    c.decision.recognition = Recognition::withheld;
    return c.step(StepKind::recognise, "msp_main_number");
  }
  if (of_several_tenants(c, found)) {
    c.decision.recognition = Recognition::ambiguous;
    return c.step(StepKind::recognise, "ambiguous_tenants", ids_of(found.active));
  }
  if (!by_phone && forwarded(c, found)) return;
  if (means_staff(c, found)) return settle_staff(c, found);
  if (!found.staff.empty()) c.staff = found.staff[0];
  if (!found.companies.empty()) return company_main(c, found);
  if (found.active.size() == 1) {
    c.set_contact(found.active[0]);
    c.decision.recognition = Recognition::recognised;
    return c.step(StepKind::recognise, by_phone ? "phone_unique" : "email_unique", {c.contact->id});
  }
  if (!found.active.empty()) return several(c, found.active);
  if (!found.inactive.empty()) return settle_locked_out(c, *found.inactive[0]);
  c.decision.recognition = Recognition::unknown;
  // The same where another tenant has it: whoever reads the steps may not know of that (users-want
  // 5).
  c.step(StepKind::recognise, by_phone ? "phone_unknown" : "email_unknown");
}

// An approval has made or named the contact: a person has settled who it is.
bool approved(Case& c) {
  if (!c.context.again || !c.context.again->contact) return false;
  const auto* contact = c.directory.contact(*c.context.again->contact);
  if (!contact) return false;
  const auto* company = company_of(c, *contact);
  if (!company || (!c.tenant.empty() && company->msp != c.tenant)) return false;
  if (!contact->active) {
    settle_locked_out(c, *contact);
    return true;
  }
  c.set_contact(contact);
  c.decision.recognition = Recognition::recognised;
  c.step(StepKind::recognise, "approved", {contact->id});
  return true;
}

// A ticket's payload picks the tenant as a line does; so does what is left of an arrival whose
// facts were erased.
void tenant_of_payload(Case& c) {
  const bool names_site = c.arrival.channel == Channel::ticket || c.arrival.by_machine;
  if (!names_site || !c.tenant.empty()) return;
  c.tenant = c.directory.tenant_of(RecordKind::sites, c.arrival.site);
  if (!c.tenant.empty()) c.msp = c.directory.msp(c.tenant);
}

}  // namespace

const Company* company_of(const Case& c, const Contact& contact) {
  const auto* site = c.site_of(contact);
  return site ? site->owner.get() : nullptr;
}

Candidates candidates(const Case& c, std::span<const Directory::Person> people) {
  Candidates found;
  const auto ours = [&](std::string_view msp) { return c.tenant.empty() || msp == c.tenant; };
  for (const auto& person : people)
    if (person.kind == Kind::contact) c.directory.expect_contact(person);
  for (const auto& person : people) {
    if (person.kind == Kind::contact) {
      const auto* contact = person.contact.get();
      const auto* site = c.site_of(*contact);
      if (site && ours(site->msp))
        (contact->active ? found.active : found.inactive).push_back(contact);
    } else if (person.kind == Kind::staff) {
      const auto* staff = c.directory.staff(person.id);
      if (staff && ours(staff->msp))
        (staff->active ? found.staff : found.inactive_staff).push_back(staff);
    } else if (person.kind == Kind::company_main) {
      const auto* company = c.directory.company(person.id);
      if (company && ours(company->msp)) found.companies.push_back(company);
    } else {
      found.msp_main = true;
    }
  }
  return found;
}

bool means_staff(const Case& c, const Candidates& found) {
  if (found.staff.empty()) return false;
  for (const auto* contact : found.active)
    if (is_enabled(c.site_of(*contact))) return false;
  for (const auto* company : found.companies)
    if (is_enabled(c.directory.default_site(company->id))) return false;
  return true;
}

void settle_staff(Case& c, const Candidates& found) {
  c.staff = found.staff[0];
  c.msp = c.directory.msp(c.staff->msp);
  c.decision.recognition = Recognition::staff;
  c.step(StepKind::recognise, "staff", {c.staff->id});
}

void settle_locked_out(Case& c, const Contact& contact) {
  c.set_contact(&contact);
  c.locked_out = true;
  c.decision.recognition = Recognition::recognised;
  c.step(StepKind::recognise, "locked_out", {contact.id});
}

void recognise(Case& c) {
  const auto& arrival = c.arrival;
  if (arrival.mail.auth.dmarc == "fail") c.flag("auth_fail");
  tenant_of_payload(c);
  if (approved(c)) return;
  if (arrival.by_machine) return recognise_payload(c);
  if (recognise_endpoint(c)) return;
  const bool by_phone = arrival.channel == Channel::voice ||
                        (arrival.channel == Channel::ticket && arrival.from_address.empty());
  if (by_phone && (arrival.withheld || arrival.from_phone.empty())) {
    c.decision.recognition = Recognition::withheld;
    return c.step(StepKind::recognise, "withheld");
  }
  if (!by_phone && arrival.from_address.empty()) {
    c.decision.recognition = arrival.withheld ? Recognition::withheld : Recognition::unknown;
    return c.step(StepKind::recognise, arrival.withheld ? "withheld" : "no_address");
  }
  const auto people = by_phone ? c.directory.by_phone(arrival.from_phone)
                               : c.directory.by_email(arrival.from_address);
  auto found = candidates(c, people);
  if (!by_phone) heed_domain(c, found);
  by_candidates(c, found, by_phone);
}

}  // namespace frontdesk
