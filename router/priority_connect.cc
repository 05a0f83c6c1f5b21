#include "router/priority_connect.h"

#include <algorithm>

#include "router/claims.h"

namespace frontdesk {
namespace {

// Whether somebody else of the same MSP has it.
bool shared(const Directory& directory, std::span<const Directory::Person> people,
            const std::string& contact, std::string_view msp) {
  return std::any_of(people.begin(), people.end(), [&](const Directory::Person& person) {
    if (person.kind == Directory::Person::Kind::contact && person.id == contact) return false;
    return tenant_of(directory, person) == msp;
  });
}

const ContactPhone* phone_of_kind(const Contact& contact, std::string_view kind) {
  for (const auto& phone : contact.phones)
    if (phone.kind == kind) return &phone;
  return nullptr;
}

bool has_company_and_site_name(const Contact& contact, const Directory& directory) {
  const auto* site = directory.site(contact.site);
  const auto* company = site ? directory.company(site->site.company) : nullptr;
  return company && !company->name.empty() && !site->site.name.empty();
}

}  // namespace

std::optional<std::string> priority_gap(const Contact& contact, const Directory& directory,
                                        bool other_optional) {
  if (!has_company_and_site_name(contact, directory))
    return "the names of company and site are needed";
  if (contact.first_name.empty() || contact.last_name.empty())
    return "first and last name are needed";
  const auto msp = directory.tenant_of(RecordKind::sites, contact.site);
  for (const std::string kind : {"primary", "other", "mobile"}) {
    const auto* phone = phone_of_kind(contact, kind);
    if (!phone) {
      if (kind == "other" && other_optional) continue;
      return "the " + kind + " number is missing";
    }
    const auto same = std::count_if(contact.phones.begin(), contact.phones.end(),
                                    [&](const auto& one) { return one.number == phone->number; });
    if (same > 1 || shared(directory, directory.by_phone(phone->number), contact.id, msp))
      return "the " + kind + " number is not unique";
  }
  if (contact.emails.empty()) return "an email address is missing";
  for (const auto& email : contact.emails)
    if (shared(directory, directory.by_email(email), contact.id, msp))
      return "the email address is not unique";
  return {};
}

}  // namespace frontdesk
