#include "storage/traces.h"

#include <algorithm>

namespace frontdesk {

namespace {

std::string tenant_of(const Directory& directory, const Directory::Person& person) {
  switch (person.kind) {
    case Directory::Person::Kind::contact:
      return directory.tenant_of(RecordKind::contacts, person.id);
    case Directory::Person::Kind::staff:
      return directory.tenant_of(RecordKind::staff, person.id);
    case Directory::Person::Kind::company_main:
      return directory.tenant_of(RecordKind::companies, person.id);
    case Directory::Person::Kind::msp_main:
      return directory.tenant_of(RecordKind::msps, person.id);
  }
  return {};
}

}  // namespace

PersonTraces traces_of(const Directory& directory, std::string_view contact,
                       std::string_view only_msp) {
  PersonTraces traces;
  traces.contact = contact;
  traces.msp = only_msp;
  traces.for_admin = only_msp.empty();
  const auto* found = directory.contact(contact);
  const auto tenant = directory.tenant_of(RecordKind::contacts, contact);
  traces.known = found && (only_msp.empty() || only_msp == tenant);
  if (!traces.known) return traces;
  traces.msp = tenant;
  traces.addresses = found->emails;
  for (const auto& phone : found->phones) traces.phones.push_back(phone.number);
  if (!only_msp.empty()) return traces;
  const auto of_tenant = [&](const Directory::Person& person) {
    return tenant_of(directory, person) == tenant;
  };
  for (const auto& address : traces.addresses)
    if (std::ranges::all_of(directory.by_email(address), of_tenant)) traces.sole.push_back(address);
  for (const auto& phone : traces.phones)
    if (std::ranges::all_of(directory.by_phone(phone), of_tenant)) traces.sole.push_back(phone);
  return traces;
}

}  // namespace frontdesk
