#include "router/claims.h"

#include <algorithm>

namespace frontdesk {
namespace {

using Kind = Directory::Person::Kind;

RecordKind kind_of(Kind kind) {
  switch (kind) {
    case Kind::contact:
      return RecordKind::contacts;
    case Kind::staff:
      return RecordKind::staff;
    case Kind::company_main:
      return RecordKind::companies;
    case Kind::msp_main:
      break;
  }
  return RecordKind::msps;
}

bool has_other(const Directory& directory, std::span<const Directory::Person> people,
               std::string_view msp) {
  return std::any_of(people.begin(), people.end(), [&](const Directory::Person& person) {
    return directory.tenant_of(kind_of(person.kind), person.id) != msp;
  });
}

}  // namespace

bool may_name(const Directory& directory, std::string_view address, std::string_view msp) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return true;
  const auto companies = directory.companies_of_domain(address.substr(at + 1));
  return companies.empty() ||
         std::any_of(companies.begin(), companies.end(), [&](const std::string& id) {
           const auto* company = directory.company(id);
           return company && company->msp == msp;
         });
}

std::vector<std::string> msps_of(const Directory& directory,
                                 std::span<const Directory::Person> people) {
  std::vector<std::string> msps;
  for (const auto& person : people) {
    auto msp = directory.tenant_of(kind_of(person.kind), person.id);
    const auto place = std::lower_bound(msps.begin(), msps.end(), msp);
    if (place == msps.end() || *place != msp) msps.insert(place, std::move(msp));
  }
  return msps;
}

bool claims_anothers(const Directory& directory, RecordKind kind, std::string_view id) {
  const auto msp = directory.tenant_of(kind, id);
  const auto number = [&](const std::string& e164) {
    return has_other(directory, directory.by_phone(e164), msp);
  };
  const auto address = [&](const std::string& email) {
    return has_other(directory, directory.by_email(email), msp) || !may_name(directory, email, msp);
  };
  if (const auto* contact = kind == RecordKind::contacts ? directory.contact(id) : nullptr)
    return std::any_of(contact->emails.begin(), contact->emails.end(), address) ||
           std::any_of(contact->phones.begin(), contact->phones.end(),
                       [&](const ContactPhone& phone) { return number(phone.number); });
  if (const auto* staff = kind == RecordKind::staff ? directory.staff(id) : nullptr)
    return std::any_of(staff->emails.begin(), staff->emails.end(), address) ||
           std::any_of(staff->phones.begin(), staff->phones.end(), number) ||
           (!staff->mobile.empty() && number(staff->mobile));
  return false;
}

}  // namespace frontdesk
