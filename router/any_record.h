// The records of a directory by their kind, for what is done alike with each of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "router/directory.h"

namespace frontdesk {

// visit(const Record*), null where there is none; what it gives, which is of one type for all.
template <class Visit>
auto with_record(const Directory& directory, RecordKind kind, std::string_view id,
                 const Visit& visit) {
  switch (kind) {
    case RecordKind::msps:
      return visit(directory.msp(id));
    case RecordKind::staff:
      return visit(directory.staff(id));
    case RecordKind::companies:
      return visit(directory.company(id));
    case RecordKind::sites: {
      const auto* entry = directory.site(id);
      return visit(entry ? &entry->site : nullptr);
    }
    case RecordKind::contracts: {
      const auto* entry = directory.contract(id);
      return visit(entry ? &entry->contract : nullptr);
    }
    case RecordKind::contacts:
      return visit(directory.contact(id));
    case RecordKind::endpoints:
      return visit(directory.endpoint(id));
    case RecordKind::technicians:
      break;
  }
  return visit(directory.technician(id));
}

// visit(const std::string& id) of every record of a kind, in no order. Ids are where they are.
template <class Visit>
void each_id(const Directory& directory, RecordKind kind, const Visit& visit) {
  const auto all = [&](std::span<const std::string> ids) {
    for (const auto& id : ids) visit(id);
  };
  if (kind == RecordKind::technicians)
    return directory.each_technician([&](const Technician& one) { visit(one.id); });
  if (kind == RecordKind::msps || kind == RecordKind::staff || kind == RecordKind::companies)
    return directory.each_msp([&](const Msp& msp) {
      if (kind == RecordKind::msps) visit(msp.id);
      if (kind == RecordKind::staff) all(directory.staff_of(msp.id));
      if (kind == RecordKind::companies) all(directory.companies_of(msp.id));
    });
  directory.each_site([&](const Site& site) {
    if (kind == RecordKind::sites) visit(site.id);
    if (kind == RecordKind::contracts) all(directory.site(site.id)->contracts);
    if (kind == RecordKind::contacts) all(directory.contacts_of(site.id));
    if (kind == RecordKind::endpoints) all(directory.endpoints_of_site(site.id));
  });
}

}  // namespace frontdesk
