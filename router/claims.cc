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

// A contact's site stands beside it in the index.
std::string tenant_of(const Directory& directory, const Directory::Person& person) {
  if (person.kind != Kind::contact) return directory.tenant_of(kind_of(person.kind), person.id);
  return directory.tenant_of(RecordKind::sites, person.site);
}

std::vector<std::string> msps_of(const Directory& directory,
                                 std::span<const Directory::Person> people) {
  std::vector<std::string> msps;
  for (const auto& person : people) {
    auto msp = tenant_of(directory, person);
    const auto place = std::lower_bound(msps.begin(), msps.end(), msp);
    if (place == msps.end() || *place != msp) msps.insert(place, std::move(msp));
  }
  return msps;
}

bool Claims::several(const std::string& value, std::span<const Directory::Person> people) {
  if (people.size() < 2) return false;
  const auto [known, fresh] = of_several_.try_emplace(value, false);
  if (fresh) known->second = msps_of(directory_, people).size() > 1;
  return known->second;
}

bool Claims::number(const std::string& e164) {
  return !e164.empty() && several(e164, directory_.by_phone(e164));
}

bool Claims::address(const std::string& email, std::string_view msp) {
  return several(email, directory_.by_email(email)) || !may_name(directory_, email, msp);
}

bool Claims::anothers(RecordKind kind, std::string_view id) {
  const auto msp = directory_.tenant_of(kind, id);
  const auto is_number = [&](const std::string& e164) { return number(e164); };
  const auto is_address = [&](const std::string& email) { return address(email, msp); };
  if (const auto* contact = kind == RecordKind::contacts ? directory_.contact(id) : nullptr)
    return std::any_of(contact->emails.begin(), contact->emails.end(), is_address) ||
           std::any_of(contact->phones.begin(), contact->phones.end(),
                       [&](const ContactPhone& phone) { return number(phone.number); });
  if (const auto* staff = kind == RecordKind::staff ? directory_.staff(id) : nullptr)
    return std::any_of(staff->emails.begin(), staff->emails.end(), is_address) ||
           std::any_of(staff->phones.begin(), staff->phones.end(), is_number) ||
           number(staff->mobile);
  if (const auto* company = kind == RecordKind::companies ? directory_.company(id) : nullptr)
    return number(company->main_number);
  const auto* owner = kind == RecordKind::msps ? directory_.msp(id) : nullptr;
  return owner && number(owner->main_number);
}

}  // namespace frontdesk
