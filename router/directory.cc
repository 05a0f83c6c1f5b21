#include "router/directory.h"

#include <algorithm>

namespace frontdesk {
namespace {

template <class List>
std::span<const typename List::value_type> list(const ShardedMap<List>& map, std::string_view key) {
  const auto* found = map.find(key);
  if (!found) return {};
  return {found->data(), found->size()};
}

template <class T, class Out, class Get>
void collect(const ShardedMap<T>& from, std::vector<Out>& to, Get get) {
  to.reserve(from.size());
  from.for_each([&](std::string_view, const T& value) { to.push_back(get(value)); });
  std::sort(to.begin(), to.end(), [](const Out& a, const Out& b) { return a.id < b.id; });
}

}  // namespace

const Msp* Directory::msp(std::string_view id) const {
  return msps_.find(id);
}
const Staff* Directory::staff(std::string_view id) const {
  return staff_.find(id);
}
const Company* Directory::company(std::string_view id) const {
  const auto* found = companies_.find(id);
  return found ? found->get() : nullptr;
}
const SiteEntry* Directory::site(std::string_view id) const {
  return sites_.find(id);
}
const ContractEntry* Directory::contract(std::string_view id) const {
  return contracts_.find(id);
}
const Contact* Directory::contact(std::string_view id) const {
  const auto* found = contacts_.find(id);
  return found ? found->get() : nullptr;
}
const Endpoint* Directory::endpoint(std::string_view id) const {
  return endpoints_.find(id);
}
const Technician* Directory::technician(std::string_view id) const {
  return technicians_.find(id);
}

std::span<const Directory::Person> Directory::by_phone(std::string_view e164) const {
  return list(people_by_phone_, e164);
}
std::span<const Directory::Person> Directory::by_email(std::string_view address) const {
  return list(people_by_email_, address);
}
std::span<const std::string> Directory::companies_of_domain(std::string_view domain) const {
  return list(company_by_domain_, domain);
}
std::span<const std::string> Directory::sites_of(std::string_view company) const {
  return list(sites_by_company_, company);
}
std::span<const std::string> Directory::companies_of(std::string_view msp) const {
  return list(companies_by_msp_, msp);
}
std::span<const std::string> Directory::contacts_of(std::string_view site) const {
  return list(contacts_by_site_, site);
}
std::span<const std::string> Directory::staff_of(std::string_view msp) const {
  return list(staff_by_msp_, msp);
}
std::span<const std::string> Directory::endpoints_of_site(std::string_view site) const {
  return list(endpoints_by_site_, site);
}
std::span<const std::string> Directory::endpoints_of_contact(std::string_view contact) const {
  return list(endpoints_by_contact_, contact);
}
std::span<const std::string> Directory::priority_contacts_of(std::string_view msp) const {
  return list(priority_by_msp_, msp);
}

const Endpoint* Directory::endpoint_of_token(std::string_view token_sha256) const {
  if (token_sha256.empty()) return nullptr;
  const auto ids = list(endpoint_by_token_, token_sha256);
  return ids.size() == 1 ? endpoint(ids.front()) : nullptr;
}

const SiteEntry* Directory::default_site(std::string_view company) const {
  const auto ids = sites_of(company);
  for (const auto& id : ids)
    if (const auto* entry = site(id); entry && entry->site.default_) return entry;
  return ids.size() == 1 ? site(ids.front()) : nullptr;
}

std::string Directory::tenant_of(RecordKind kind, std::string_view id) const {
  const auto of_company = [&](std::string_view key) {
    const auto* found = company(key);
    return found ? found->msp : std::string();
  };
  const auto of_site = [&](std::string_view key) {
    const auto* found = site(key);
    return found ? found->msp.str() : std::string();
  };
  switch (kind) {
    case RecordKind::msps:
      return msp(id) ? std::string(id) : std::string();
    case RecordKind::staff:
      return staff(id) ? staff(id)->msp : std::string();
    case RecordKind::companies:
      return of_company(id);
    case RecordKind::sites:
      return of_site(id);
    case RecordKind::contracts:
      return contract(id) ? of_site(contract(id)->contract.site) : std::string();
    case RecordKind::contacts:
      return contact(id) ? of_site(contact(id)->site) : std::string();
    case RecordKind::endpoints:
      return endpoint(id) ? of_site(endpoint(id)->site) : std::string();
    case RecordKind::technicians:
      break;
  }
  return {};
}

DirectoryData Directory::all() const {
  const auto itself = [](const auto& record) { return record; };
  const auto pointed = [](const auto& record) { return *record; };
  DirectoryData data;
  collect(msps_, data.msps, itself);
  collect(staff_, data.staff, itself);
  collect(companies_, data.companies, pointed);
  collect(sites_, data.sites, [](const SiteEntry& entry) { return entry.site; });
  collect(contracts_, data.contracts, [](const ContractEntry& entry) { return entry.contract; });
  collect(contacts_, data.contacts, pointed);
  collect(endpoints_, data.endpoints, itself);
  collect(technicians_, data.technicians, itself);
  return data;
}

std::size_t Directory::count(RecordKind kind) const {
  switch (kind) {
    case RecordKind::msps:
      return msps_.size();
    case RecordKind::staff:
      return staff_.size();
    case RecordKind::companies:
      return companies_.size();
    case RecordKind::sites:
      return sites_.size();
    case RecordKind::contracts:
      return contracts_.size();
    case RecordKind::contacts:
      return contacts_.size();
    case RecordKind::endpoints:
      return endpoints_.size();
    case RecordKind::technicians:
      return technicians_.size();
  }
  return 0;
}

}  // namespace frontdesk
