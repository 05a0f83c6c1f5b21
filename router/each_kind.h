// A walk over the kinds of the directory's records, in the order in which each may name only those
// before it.
#pragma once

#include <array>

#include "router/records.h"

namespace frontdesk {

inline constexpr std::array record_kinds{
    RecordKind::msps,      RecordKind::staff,    RecordKind::companies, RecordKind::sites,
    RecordKind::contracts, RecordKind::contacts, RecordKind::endpoints, RecordKind::technicians};

// visit(RecordKind, list of its records). Lists: DirectoryData, ImportBatch.
template <class Lists, class Visit>
void each_kind(Lists& lists, const Visit& visit) {
  visit(RecordKind::msps, lists.msps);
  visit(RecordKind::staff, lists.staff);
  visit(RecordKind::companies, lists.companies);
  visit(RecordKind::sites, lists.sites);
  visit(RecordKind::contracts, lists.contracts);
  visit(RecordKind::contacts, lists.contacts);
  visit(RecordKind::endpoints, lists.endpoints);
  visit(RecordKind::technicians, lists.technicians);
}

}  // namespace frontdesk
