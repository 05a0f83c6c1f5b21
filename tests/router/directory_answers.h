// What a directory answers, as text to compare.
#pragma once

#include <span>
#include <string>

#include "router/directory.h"
#include "rules/base/json.h"

namespace frontdesk::sample {

// "contact:ann company_main:acme"
inline std::string who(std::span<const Directory::Person> people) {
  std::string text;
  for (const auto& person : people) {
    if (!text.empty()) text += ' ';
    text += person.kind == Directory::Person::Kind::contact        ? "contact:"
            : person.kind == Directory::Person::Kind::staff        ? "staff:"
            : person.kind == Directory::Person::Kind::company_main ? "company_main:"
                                                                   : "msp_main:";
    text += person.id;
  }
  return text;
}

// The contacts as the index of numbers and addresses holds them: their own site and all.
inline std::string held(std::span<const Directory::Person> people) {
  std::string text;
  for (const auto& person : people)
    if (person.kind == Directory::Person::Kind::contact)
      text += ' ' + to_json(*person.contact) + " at " + person.site.str();
  return text;
}

// What a site holds of its company and its contracts.
inline std::string held(const SiteEntry& site) {
  auto text = to_json(*site.owner) + ' ' + site.plan.str();
  for (const auto& term : site.terms)
    text += ' ' + std::to_string(term.begin.time_since_epoch().count()) + '-' +
            std::to_string(term.end.time_since_epoch().count()) + (term.hourly ? " hourly" : "") +
            (term.help_desk ? " help desk" : "");
  return text;
}

inline std::string ids(std::span<const std::string> list) {
  std::string text;
  for (const auto& id : list) text += text.empty() ? id : ' ' + id;
  return text;
}

// All that the indexes answer, for comparing two directories with the same records.
inline std::string answers(const Directory& directory) {
  const auto data = directory.all();
  std::string text;
  const auto phone = [&](const std::string& number) {
    const auto people = directory.by_phone(number);
    text += number + "=" + who(people) + held(people) + "\n";
  };
  const auto email = [&](const std::string& address) {
    const auto people = directory.by_email(address);
    text += address + "=" + who(people) + held(people) + "\n";
  };
  for (int last = 100; last < 200; ++last) phone("+12125550" + std::to_string(last));
  for (const std::string name : {"ann", "bob", "cy", "old", "nora"})
    for (const std::string domain : {"@acme.example", "@northwind.example"}) email(name + domain);
  for (const std::string domain : {"acme.example", "acme.test"})
    text += domain + "=" + ids(directory.companies_of_domain(domain)) + "\n";
  for (const auto& msp : data.msps)
    text += msp.id + ": " + ids(directory.companies_of(msp.id)) + " / " +
            ids(directory.staff_of(msp.id)) + " / " + ids(directory.priority_contacts_of(msp.id)) +
            "\n";
  for (const auto& company : data.companies)
    text += company.id + ": " + ids(directory.sites_of(company.id)) + "\n";
  for (const auto& site : data.sites)
    text += site.id + ": " + ids(directory.contacts_of(site.id)) + " / " +
            ids(directory.endpoints_of_site(site.id)) + " / " +
            ids(directory.site(site.id)->contracts) + " / " + held(*directory.site(site.id)) + "\n";
  for (const auto& contact : data.contacts)
    text += contact.id + ": " + ids(directory.endpoints_of_contact(contact.id)) + "\n";
  for (const char digit : {'a', 'b'}) {
    const auto* endpoint = directory.endpoint_of_token(std::string(64, digit));
    text += std::string(1, digit) + "=" + (endpoint ? endpoint->id : "") + "\n";
  }
  return text;
}

}  // namespace frontdesk::sample
