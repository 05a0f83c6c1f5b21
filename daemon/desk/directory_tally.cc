#include "daemon/desk/directory_tally.h"

#include <algorithm>

#include "router/any_record.h"
#include "router/each_kind.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

// Measured with glibc on 64 bits, and rounded up: the entry of a map with its place in the table,
// the record's id in a list of its owner's; and likewise for each address, number and domain.
constexpr std::uint64_t bytes_of_place = 220, bytes_of_index = 260, bytes_of_site = 200,
                        bytes_of_allocation = 24;

template <class T>
std::uint64_t heap_of(const T& value);

template <class T>
std::uint64_t heap_of_list(const std::vector<T>& list) {
  std::uint64_t bytes = list.empty() ? 0 : list.size() * sizeof(T) + bytes_of_allocation;
  for (const auto& item : list) bytes += heap_of(item);
  return bytes;
}

// What a value has on the heap by what it says, so that the same record counts the same whenever it
// is looked at; the directory keeps no spare capacity (router/spare_capacity.h).
template <class T>
std::uint64_t heap_of(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value.size() > 15 ? value.size() + bytes_of_allocation : 0;
  } else if constexpr (json_detail::is_vector<T>::value) {
    return heap_of_list(value);
  } else if constexpr (json_detail::is_optional<T>::value) {
    return value ? heap_of(*value) : 0;
  } else if constexpr (json_detail::Described<T> && !std::is_enum_v<T>) {
    std::uint64_t bytes = 0;
    boost::mp11::mp_for_each<json_detail::members_of<T>>(
        [&](auto member) { bytes += heap_of(value.*member.pointer); });
    return bytes;
  } else {
    return 0;
  }
}

// An entry of an index has the text once more.
std::uint64_t indexed(const std::string& text) {
  return text.empty() ? 0 : bytes_of_index + heap_of(text);
}
std::uint64_t indexed(const ContactPhone& phone) {
  return indexed(phone.number);
}
template <class T>
std::uint64_t indexed(const std::vector<T>& list) {
  std::uint64_t bytes = 0;
  for (const auto& item : list) bytes += indexed(item);
  return bytes;
}

std::uint64_t index_of(const Msp& msp) {
  return indexed(msp.main_number);
}
std::uint64_t index_of(const Staff& staff) {
  return indexed(staff.emails) + indexed(staff.phones) + indexed(staff.mobile);
}
std::uint64_t index_of(const Company& company) {
  return indexed(company.domains) + indexed(company.main_number);
}
std::uint64_t index_of(const Site&) {
  return bytes_of_site;
}
std::uint64_t index_of(const Contract& contract) {
  return bytes_of_index + contract.hours.size() * 7 * sizeof(DaySpan);
}
std::uint64_t index_of(const Contact& contact) {
  return indexed(contact.emails) + indexed(contact.phones);
}
std::uint64_t index_of(const Endpoint& endpoint) {
  return indexed(endpoint.token_sha256) + indexed(endpoint.contact);
}
std::uint64_t index_of(const Technician&) {
  return 0;
}

template <class Record>
std::uint64_t bytes_of(const Record& record) {
  return sizeof(Record) + bytes_of_place + heap_of(record) + 2 * heap_of(record.id) +
         index_of(record);
}

void step(std::uint64_t& count, std::uint64_t by, bool up) {
  count = up ? count + by : count - std::min(count, by);
}

void add(Tally& to, RecordKind kind, std::uint64_t bytes, bool there) {
  step(kind == RecordKind::contacts ? to.contacts : to.others, 1, there);
  step(to.bytes, bytes, there);
}

struct LimitRow {
  std::uint64_t Tally::*counted;
  std::uint64_t DirectoryLimits::*of_msp, DirectoryLimits::*of_all;
  std::string_view what, key_of_msp, key_of_all;
};
constexpr LimitRow rows[] = {
    {&Tally::contacts, &DirectoryLimits::contacts_per_msp, &DirectoryLimits::contacts, "contacts",
     "contacts_per_msp", "contacts"},
    {&Tally::others, &DirectoryLimits::others_per_msp, &DirectoryLimits::others,
     "staff, companies, sites, contracts and endpoints", "others_per_msp", "others"},
    {&Tally::bytes, &DirectoryLimits::bytes_per_msp, &DirectoryLimits::bytes,
     "bytes of records in memory", "bytes_per_msp", "bytes"},
};

bool grows_past(const Tally& before, const Tally& after, std::uint64_t Tally::*counted,
                std::uint64_t limit) {
  return after.*counted > limit && after.*counted > before.*counted;
}

Problem too_much(const std::string& who, const LimitRow& row, std::uint64_t limit,
                 std::string_view key) {
  return problem(ProblemCode::too_large,
                 who + " would have more than " + std::to_string(limit) + ' ' +
                     std::string(row.what) + ": remove what is not needed any more, or ask the " +
                     "help desk to raise " + std::string(key) + " in [directory]");
}

}  // namespace

DirectoryTally::DirectoryTally(const Directory& directory) {
  for (const auto kind : record_kinds)
    each_id(directory, kind, [&](const std::string& id) { count(directory, kind, id, true); });
}

DirectoryTally DirectoryTally::changed(const Directory& before, const Directory& after,
                                       const Records& records) const {
  DirectoryTally next = *this;
  for (const auto& [kind, id] : records) {
    next.count(before, kind, id, false);
    next.count(after, kind, id, true);
  }
  return next;
}

void DirectoryTally::count(const Directory& directory, RecordKind kind, std::string_view id,
                           bool there) {
  with_record(directory, kind, id, [&](const auto* record) {
    if (!record) return;
    const auto bytes = bytes_of(*record);
    add(total_, kind, bytes, there);
    if (const auto msp = directory.tenant_of(kind, id); !msp.empty())
      add(by_msp_.at(msp), kind, bytes, there);
  });
}

Tally DirectoryTally::of_msp(std::string_view msp) const {
  const auto* found = by_msp_.find(msp);
  return found ? *found : Tally{};
}

Result<void> check_growth(const DirectoryLimits& limits, const DirectoryTally& before,
                          const DirectoryTally& after, const std::set<std::string>& msps) {
  for (const auto& row : rows) {
    for (const auto& msp : msps)
      if (grows_past(before.of_msp(msp), after.of_msp(msp), row.counted, limits.*row.of_msp))
        return too_much(msp, row, limits.*row.of_msp, row.key_of_msp);
    if (grows_past(before.total(), after.total(), row.counted, limits.*row.of_all))
      return too_much("all MSPs together", row, limits.*row.of_all, row.key_of_all);
  }
  return {};
}

std::set<std::string> tenants_of(const Directory& before, const Directory& after,
                                 const DirectoryTally::Records& records) {
  std::set<std::string> msps;
  for (const auto& [kind, id] : records)
    for (const auto* directory : {&before, &after})
      if (auto msp = directory->tenant_of(kind, id); !msp.empty()) msps.insert(std::move(msp));
  return msps;
}

}  // namespace frontdesk
