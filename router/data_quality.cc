// What is allowed in a directory but wants a look.
#include "router/data_quality.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "router/claims.h"
#include "router/priority_connect.h"
#include "router/record_checks.h"
#include "rules/phone.h"

namespace frontdesk {
namespace {

using Person = Directory::Person;

struct Look {
  const Directory& directory;
  const RuleSet& rules;
  std::string_view only_msp;
  const std::function<void(DirectoryNotice)>& to;
  std::unordered_set<std::string> looked_at{};  // numbers and addresses that several have

  bool sees(std::string_view msp) const { return only_msp.empty() || only_msp == msp; }
  void tell(std::string code, std::vector<std::string> refs, std::string says) {
    to({std::move(code), std::move(refs), std::move(says)});
  }
};

std::string join(const std::vector<std::string>& refs) {
  std::string text;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    if (i == 5) return text + " and " + std::to_string(refs.size() - i) + " more";
    if (i > 0) text += ", ";
    text += refs[i];
  }
  return text;
}

// The active contacts, and the company whose main number it is, that share a number or an address.
std::vector<std::string> sharers(const Look& look, std::span<const Person> people) {
  std::vector<std::string> refs;
  for (const auto& person : people) {
    const bool contact = person.kind == Person::Kind::contact;
    if (!contact && person.kind != Person::Kind::company_main) continue;
    if (contact && !look.directory.contact(person.id)->active) continue;
    const auto kind = contact ? RecordKind::contacts : RecordKind::companies;
    if (look.sees(look.directory.tenant_of(kind, person.id)))
      refs.push_back((contact ? "contacts/" : "companies/") + person.id);
  }
  return refs;
}

// C13: on lines that all share, such a number or address names nobody, since either MSP may be
// mistaken or lie; those who are locked out count like all. Told to the provider alone: it says
// whom others serve. False where it is one MSP's.
bool of_several_msps(Look& look, const std::string& value, std::span<const Person> people,
                     std::string_view kind) {
  if (!look.only_msp.empty() || people.size() < 2) return false;
  const auto msps = msps_of(look.directory, people);
  if (msps.size() < 2) return false;
  constexpr std::string_view folders[] = {"contacts/", "staff/", "companies/", "msps/"};
  std::vector<std::string> refs;
  for (const auto& person : people)
    refs.push_back(std::string(folders[static_cast<std::size_t>(person.kind)]).append(person.id));
  std::string says = value + " is on file with " + join(msps) + " (" + join(refs) + "). ";
  says += kind == "email" ? "On a line that all share it names only people of the MSP whose "
                            "company has its domain, and nobody where none has."
                          : "On a line that all share it names nobody.";
  look.tell("several_msps_" + std::string(kind), std::move(refs), std::move(says));
  return true;
}

// Told to the provider alone.
void look_at_domains(Look& look, const std::string& ref, std::string_view msp,
                     const std::vector<std::string>& emails) {
  if (!look.only_msp.empty()) return;
  for (const auto& email : emails) {
    if (may_name(look.directory, email, msp)) continue;
    std::vector<std::string> refs{ref};
    for (const auto& id :
         look.directory.companies_of_domain(std::string_view(email).substr(email.rfind('@') + 1)))
      refs.push_back("companies/" + id);
    look.tell("foreign_domain", std::move(refs),
              email + " is in a domain of another MSP's company: on a line that all share " + ref +
                  " is not recognised by it.");
  }
}

// C13: one notice for each number or address, told with the first contact who has it; a look for
// each of them would be quadratic in a number that thousands have.
void look_at_doubles(Look& look, const Contact& contact) {
  std::set<std::string> numbers;
  for (const auto& phone : contact.phones) numbers.insert(phone.number);
  for (const auto& number : numbers) {
    const auto people = look.directory.by_phone(number);
    if (people.size() < 2 || !look.looked_at.insert(number).second) continue;
    if (of_several_msps(look, spoken(number), people, "phone")) continue;
    if (const auto refs = sharers(look, people); refs.size() > 1)
      look.tell("duplicate_phone", refs,
                spoken(number) + " is on " + join(refs) + "; it recognises none of them alone.");
  }
  for (const auto& email : contact.emails) {
    const auto people = look.directory.by_email(email);
    if (people.size() < 2 || !look.looked_at.insert(email).second) continue;
    if (of_several_msps(look, email, people, "email")) continue;
    if (const auto refs = sharers(look, people); refs.size() > 1)
      look.tell("duplicate_email", refs,
                email + " is on " + join(refs) + "; it recognises none of them alone.");
  }
}

// C18: what this person writes would be filtered.
void look_at_spam(Look& look, Matcher& matcher, const Contact& contact) {
  for (const auto& email : contact.emails) {
    const auto header = contact.first_name + ' ' + contact.last_name + " <" + email + '>';
    const auto hits = matcher.match(look.rules.spam, {header, email, {}, {}});
    if (!hits.rows.empty())
      look.tell("spam_address", {"contacts/" + contact.id},
                "Mail from " + email + " would be filtered by row " + hits.rows.front() + ".");
  }
}

void look_at_contact(Look& look, Matcher& matcher, const Contact& contact) {
  const std::string ref = "contacts/" + contact.id;
  look_at_doubles(look, contact);
  if (!contact.active) return;
  look_at_domains(look, ref, look.directory.tenant_of(RecordKind::contacts, contact.id),
                  contact.emails);
  look_at_spam(look, matcher, contact);
  if (contact.phones.empty() && contact.emails.empty())
    look.tell("unreachable", {ref}, "No number and no address: nothing recognises this contact.");
  for (const auto& phone : contact.phones)
    if (const auto* line = look.rules.lines.by_number(phone.number))
      look.tell("phone_is_line", {ref},
                "A number of this contact is that of the line " + line->shown() +
                    "; calls from it count as withheld.");
  if (!contact.priority_connect) return;
  if (const auto gap = priority_gap(contact, look.directory, false))
    look.tell("priority_incomplete", {ref}, "Priority Connect may not recognise: " + *gap + '.');
}

// C36: names are kept as they are; some mail commands cannot take an ampersand (R272).
void look_at_name(Look& look, std::string ref, const std::string& name) {
  if (name.find('&') != std::string::npos)
    look.tell("ampersand", {std::move(ref)}, "The name contains an ampersand.");
}

// A number of whom contacts are not, where several MSPs have it; the rest is told with the
// contacts.
void look_at_number(Look& look, const std::string& number) {
  if (!number.empty() && !look.looked_at.contains(number) &&
      of_several_msps(look, spoken(number), look.directory.by_phone(number), "phone"))
    look.looked_at.insert(number);
}

void look_at_msp(Look& look, const Msp& msp) {
  const std::string ref = "msps/" + msp.id;
  look_at_name(look, ref, msp.name);
  look_at_number(look, msp.main_number);
  const auto enrolled = look.directory.priority_contacts_of(msp.id).size();
  if (static_cast<int>(enrolled) > msp.priority_units)
    look.tell("priority_units_exceeded", {ref},
              std::to_string(enrolled) + " Priority Connect contacts, " +
                  std::to_string(msp.priority_units) + " paid units.");
  // R77: standing consent is recorded with its wording.
  if (msp.recognition == RecognitionPolicy::auto_add && !msp.consent)
    look.tell("consent_missing", {ref},
              "Unknown people are added without approval, but nobody's consent is on record.");
  if (msp.recognition != RecognitionPolicy::sms_approval) return;
  const auto staff = look.directory.staff_of(msp.id);
  const bool reachable = std::any_of(staff.begin(), staff.end(), [&](const std::string& id) {
    const auto* one = look.directory.staff(id);
    return one->active && one->approver && !one->mobile.empty();
  });
  if (!reachable)
    look.tell("no_approver", {ref},
              "No approver has a mobile number, so unknown people are refused.");
}

void look_at_staff(Look& look, const Staff& staff) {
  look_at_domains(look, "staff/" + staff.id, staff.msp, staff.emails);
  for (const auto& email : staff.emails)
    if (!look.looked_at.contains(email) &&
        of_several_msps(look, email, look.directory.by_email(email), "email"))
      look.looked_at.insert(email);
  for (const auto& number : staff.phones) look_at_number(look, number);
  look_at_number(look, staff.mobile);
  if (staff.active && staff.approver && staff.mobile.empty())
    look.tell("approver_without_mobile", {"staff/" + staff.id},
              "An approver without a mobile number cannot approve by SMS.");
}

// Two MSPs may serve one client. Then the domain speaks for both, and against all others.
void look_at_shared_domains(Look& look, const Company& company) {
  if (!look.only_msp.empty()) return;
  for (const auto& domain : company.domains) {
    std::set<std::string> msps;
    std::vector<std::string> refs;
    for (const auto& id : look.directory.companies_of_domain(domain)) {
      msps.insert(look.directory.company(id)->msp);
      refs.push_back("companies/" + id);
    }
    if (msps.size() > 1 && look.looked_at.insert("@" + domain).second)
      look.tell("several_msps_domain", refs,
                domain + " is a domain of companies of several MSPs: " + join(refs) + ".");
  }
}

void look_at_company(Look& look, const Company& company) {
  const std::string ref = "companies/" + company.id;
  look_at_shared_domains(look, company);
  look_at_number(look, company.main_number);
  look_at_name(look, ref, company.name);
  const auto sites = look.directory.sites_of(company.id).size();
  if (sites > 1 && !look.directory.default_site(company.id))
    look.tell("no_default_site", {ref},
              std::to_string(sites) +
                  " sites and none is the default: calls from the company's "
                  "main number have no site.");
}

void look_at_site(Look& look, const Site& site) {
  const std::string ref = "sites/" + site.id;
  look_at_name(look, ref, site.name);
  if (site.plan == "none") return;
  if (!site.site_policy)
    look.tell("site_policy_missing", {ref},
              "The site has a plan but no site policy, which the service needs.");
  if (!site.agent_deployed)
    look.tell("agent_not_deployed", {ref},
              "The site has a plan but no agent deployed, which the service needs.");
}

void look_at_contract(Look& look, const Contract& contract) {
  const std::string ref = "contracts/" + contract.id;
  if (contract.kind == ContractKind::hourly && contract.hours.empty())
    look.tell("hourly_without_hours", {ref},
              "An hourly contract without hours: no call or chat is ever inside them.");
  const auto start = parse_day(contract.service_start), end = parse_day(contract.end);
  if (contract.kind != ContractKind::recurring || !start || !end) return;
  // R258, C37: from the first of the month, 18 months less a day.
  const date::year_month_day began{*start};
  const auto usual =
      LocalDay{(began.year() / began.month() + date::months{18}) / 1} - date::days{1};
  if (*end < usual - date::days{31} || *end > usual + date::days{31})
    look.tell("contract_end", {ref},
              "The contract's end is more than a month away from 18 months after its start.");
}

// The records of one MSP, or of all, each kind in the order of ids. Where they are: copies would be
// as large as the directory.
struct Records {
  std::vector<const Msp*> msps;
  std::vector<const Staff*> staff;
  std::vector<const Company*> companies;
  std::vector<const Site*> sites;
  std::vector<const Contract*> contracts;
  std::vector<const Contact*> contacts;
};

void add_site(Records& records, const Directory& directory, const SiteEntry& entry) {
  records.sites.push_back(&entry.site);
  for (const auto& id : entry.contracts)
    records.contracts.push_back(&directory.contract(id)->contract);
  for (const auto& id : directory.contacts_of(entry.site.id))
    records.contacts.push_back(directory.contact(id));
}

void add_msp(Records& records, const Directory& directory, const Msp& msp) {
  records.msps.push_back(&msp);
  for (const auto& id : directory.staff_of(msp.id)) records.staff.push_back(directory.staff(id));
  for (const auto& id : directory.companies_of(msp.id)) {
    records.companies.push_back(directory.company(id));
    for (const auto& site : directory.sites_of(id))
      add_site(records, directory, *directory.site(site));
  }
}

template <class T>
const std::vector<const T*>& by_id(std::vector<const T*>& records) {
  std::sort(records.begin(), records.end(), [](const T* a, const T* b) { return a->id < b->id; });
  return records;
}

}  // namespace

void tell_data_quality(const Directory& directory, const RuleSet& rules, std::string_view only_msp,
                       const std::function<void(DirectoryNotice)>& tell) {
  Records records;
  const auto add = [&](const Msp& msp) { add_msp(records, directory, msp); };
  if (only_msp.empty())
    directory.each_msp(add);
  else if (const auto* own = directory.msp(only_msp))
    add(*own);
  Look look{directory, rules, only_msp, tell};
  Matcher matcher;
  for (const auto* msp : by_id(records.msps)) look_at_msp(look, *msp);
  for (const auto* staff : by_id(records.staff)) look_at_staff(look, *staff);
  for (const auto* company : by_id(records.companies)) look_at_company(look, *company);
  for (const auto* site : by_id(records.sites)) look_at_site(look, *site);
  for (const auto* contract : by_id(records.contracts)) look_at_contract(look, *contract);
  for (const auto* contact : by_id(records.contacts)) look_at_contact(look, matcher, *contact);
}

std::vector<DirectoryNotice> data_quality(const Directory& directory, const RuleSet& rules,
                                          std::string_view only_msp) {
  std::vector<DirectoryNotice> notices;
  tell_data_quality(directory, rules, only_msp,
                    [&](DirectoryNotice notice) { notices.push_back(std::move(notice)); });
  return notices;
}

}  // namespace frontdesk
