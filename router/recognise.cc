// Who is asking (R71 to R86, C13 to C15, C28, C43).

#include <algorithm>

#include "router/case.h"

namespace frontdesk {
namespace {

using Person = Directory::Person;
using Kind = Person::Kind;

// Whom a number or an address may mean, within the tenant that the line has named, if it did.
struct Candidates {
  std::vector<const Contact*> active, inactive;
  std::vector<const Staff*> staff;
  std::vector<const Company*> companies;
  bool msp_main = false;
  bool other_tenant = false;  // somebody else's record was left out
};

Candidates candidates(const Case& c, std::span<const Person> people) {
  Candidates found;
  for (const auto& person : people) {
    if (person.kind == Kind::msp_main) {
      found.msp_main = true;
      continue;
    }
    const auto kind = person.kind == Kind::contact ? RecordKind::contacts
                      : person.kind == Kind::staff ? RecordKind::staff
                                                   : RecordKind::companies;
    if (c.msp && c.directory.tenant_of(kind, person.id) != c.msp->id) {
      found.other_tenant = true;
      continue;
    }
    if (person.kind == Kind::contact) {
      if (const auto* contact = c.directory.contact(person.id))
        (contact->active ? found.active : found.inactive).push_back(contact);
    } else if (person.kind == Kind::staff) {
      if (const auto* staff = c.directory.staff(person.id); staff && staff->active)
        found.staff.push_back(staff);
    } else if (const auto* company = c.directory.company(person.id)) {
      found.companies.push_back(company);
    }
  }
  return found;
}

std::vector<std::string> ids_of(const std::vector<const Contact*>& contacts) {
  std::vector<std::string> ids;
  for (const auto* contact : contacts) ids.push_back(contact->id);
  return ids;
}

const Company* company_of(const Case& c, const Contact* contact) {
  const auto* site = c.directory.site(contact->site);
  return site ? c.directory.company(site->site.company) : nullptr;
}

// True where all agree on `key`.
template <class F>
bool all_same(const std::vector<const Contact*>& contacts, F&& key) {
  return std::all_of(contacts.begin(), contacts.end(),
                     [&](const Contact* contact) { return key(contact) == key(contacts[0]); });
}

// Several active contacts share what was shown (C13).
void several(Case& c, const std::vector<const Contact*>& contacts) {
  const bool one_site = all_same(contacts, [](const Contact* p) { return p->site; });
  const bool one_company = all_same(contacts, [&](const Contact* p) { return company_of(c, p); });
  const bool one_tenant = all_same(contacts, [&](const Contact* p) {
    return c.directory.tenant_of(RecordKind::contacts, p->id);
  });
  if (one_site || one_company) {
    c.decision.recognition = Recognition::ambiguous;
    c.decision.restriction = "identify";
    c.step(StepKind::recognise, one_site ? "ambiguous_one_site" : "ambiguous_one_company",
           ids_of(contacts));
    if (one_site) return c.set_site(c.directory.site(contacts[0]->site));
    const auto* company = company_of(c, contacts[0]);
    c.set_site(company ? c.directory.default_site(company->id) : nullptr);
    if (c.site) c.flag("default_site");
    return;
  }
  c.step(StepKind::recognise, one_tenant ? "ambiguous_companies" : "ambiguous_tenants",
         ids_of(contacts));
  if (one_tenant) {
    c.decision.recognition = Recognition::unknown;
    c.msp = c.directory.msp(c.directory.tenant_of(RecordKind::contacts, contacts[0]->id));
  } else {
    c.decision.recognition = Recognition::ambiguous;
  }
}

// A company's main number names the company, never a person (C13).
void company_main(Case& c, const std::vector<const Company*>& companies) {
  c.decision.recognition = Recognition::company;
  c.decision.restriction = "identify";
  c.company = companies[0];
  c.step(StepKind::recognise, "company_main", {companies[0]->id});
  c.set_site(c.directory.default_site(companies[0]->id));
  if (c.site)
    c.flag("default_site");
  else
    c.msp = c.directory.msp(companies[0]->msp);
}

bool at_enabled_site(const Case& c, const Contact* contact) {
  const auto* site = c.directory.site(contact->site);
  return site && site->site.activated_at && site->site.plan != "none";
}

void by_candidates(Case& c, const Candidates& found, std::string_view shown) {
  const std::string code(shown);  // "phone" or "email"
  // Many MSPs enrol their own office: an active contact at an enabled site outranks staff (C28).
  const bool outranked =
      !found.staff.empty() && std::none_of(found.active.begin(), found.active.end(),
                                           [&](const auto* p) { return at_enabled_site(c, p); });
  if (outranked) {
    c.staff = found.staff[0];
    c.msp = c.directory.msp(c.staff->msp);
    c.decision.recognition = Recognition::staff;
    return c.step(StepKind::recognise, "staff", {c.staff->id});
  }
  if (found.active.size() == 1) {
    c.set_contact(found.active[0]);
    c.decision.recognition = Recognition::recognised;
    return c.step(StepKind::recognise, code + "_unique", {c.contact->id});
  }
  if (!found.active.empty()) return several(c, found.active);
  if (!found.inactive.empty()) {
    c.set_contact(found.inactive[0]);
    c.locked_out = true;
    c.decision.recognition = Recognition::recognised;
    return c.step(StepKind::recognise, "locked_out", {c.contact->id});
  }
  if (found.companies.size() == 1) return company_main(c, found.companies);
  if (found.msp_main) {
    // A forwarding telephone system shows the MSP's own number: nobody's (C15).
    c.decision.recognition = Recognition::withheld;
    return c.step(StepKind::recognise, "msp_main_number");
  }
  c.decision.recognition = Recognition::unknown;
  c.step(StepKind::recognise, found.other_tenant ? code + "_of_other_tenant" : code + "_unknown");
}

// A chat from an agent names its endpoint (R65); with an email beside it the two must agree (C43).
bool by_endpoint(Case& c) {
  if (c.arrival.endpoint_token_sha256.empty()) return false;
  const auto* endpoint = c.directory.endpoint_of_token(c.arrival.endpoint_token_sha256);
  if (!endpoint) {
    c.step(StepKind::recognise, "endpoint_unknown");
    return false;
  }
  const auto* endpoint_site = c.directory.site(endpoint->site);
  const auto tenant = c.directory.tenant_of(RecordKind::endpoints, endpoint->id);
  if (!endpoint_site || (c.msp && tenant != c.msp->id)) return false;
  c.decision.endpoint = endpoint->id;
  if (!endpoint->agent) c.flag("agent_missing");
  c.set_site(endpoint_site);

  const auto found = candidates(c, c.directory.by_email(c.arrival.from_address));
  const Contact* contact = found.active.size() == 1 ? found.active[0] : nullptr;
  const bool locked = !contact && found.active.empty() && !found.inactive.empty();
  if (!contact && !locked && !endpoint->contact.empty())
    contact = c.directory.contact(endpoint->contact);
  if (locked || (contact && !contact->active)) {
    c.set_contact(locked ? found.inactive[0] : contact);
    c.locked_out = true;
    c.decision.recognition = Recognition::recognised;
    c.step(StepKind::recognise, "locked_out", {c.contact->id});
    return true;
  }
  if (!contact) {
    c.decision.recognition = Recognition::company;
    c.decision.restriction = "identify";
    c.step(StepKind::recognise, "endpoint_only", {endpoint->id});
    return true;
  }
  if (company_of(c, contact) != c.company) {
    c.decision.recognition = Recognition::ambiguous;
    c.decision.restriction = "identify";
    c.step(StepKind::recognise, "endpoint_of_other_company", {endpoint->id, contact->id});
    return true;
  }
  if (contact->site != endpoint->site) c.flag("endpoint_other_site");
  c.set_contact(contact);
  c.decision.recognition = Recognition::recognised;
  c.flag("verified");
  c.step(StepKind::recognise, "endpoint_contact", {contact->id, endpoint->id});
  return true;
}

// PSA and RMM tickets have no person and name their site.
void by_payload(Case& c) {
  c.decision.recognition = Recognition::not_applicable;
  const auto* site = c.directory.site(c.arrival.site);
  const auto tenant =
      site ? c.directory.tenant_of(RecordKind::sites, site->site.id) : std::string();
  if (!site || (c.msp && tenant != c.msp->id)) {
    c.step(StepKind::recognise, "site_unknown", {c.arrival.site});
    return;
  }
  c.set_site(site);
  c.step(StepKind::recognise, "site_named", {c.arrival.site});
}

}  // namespace

void recognise(Case& c) {
  if (c.context.again && c.context.again->contact) {
    // An approval has made the contact; who it is has been settled by a person.
    c.set_contact(c.directory.contact(*c.context.again->contact));
    if (c.contact) {
      c.decision.recognition = Recognition::recognised;
      return c.step(StepKind::recognise, "approved", {c.contact->id});
    }
  }
  if (c.arrival.by_machine) return by_payload(c);
  if (by_endpoint(c)) return;
  if (c.arrival.withheld && c.arrival.from_address.empty()) {
    c.decision.recognition = Recognition::withheld;
    return c.step(StepKind::recognise, "withheld");
  }
  const bool by_phone = c.arrival.channel == Channel::voice;
  const auto people = by_phone ? c.directory.by_phone(c.arrival.from_phone)
                               : c.directory.by_email(c.arrival.from_address);
  by_candidates(c, candidates(c, people), by_phone ? "phone" : "email");
  if (c.arrival.mail.auth.dmarc == "fail") c.flag("auth_fail");
}

}  // namespace frontdesk
