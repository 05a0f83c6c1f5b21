#include "storage/erase.h"

#include <algorithm>

#include "storage/personal.h"
#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

bool any(const Reader& reader, const std::string& prefix) {
  Range range;
  range.prefix = prefix;
  return reader.walk(Column::index, range).valid();
}

// Records looked at for one page: of an address that many share, most may be another's.
constexpr std::size_t looks_max = 1000;

// The lists of what came from a person's addresses and numbers, sorted.
std::vector<std::string> personal_lists(const PersonTraces& person) {
  std::vector<std::string> lists;
  for (const auto& address : person.addresses)
    lists.push_back(terms::arrival_list(terms::for_address(address)));
  for (const auto& phone : person.phones)
    lists.push_back(terms::arrival_list(terms::for_phone(phone)));
  std::sort(lists.begin(), lists.end());
  lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
  return lists;
}

// Adds to the page what stands in a list behind `place` and is this person's or nobody's. Sets
// `next` where the page is full or enough was looked at.
Result<void> add_unfiled(const Reader& reader, const PersonTraces& person, const std::string& list,
                         std::string_view place, std::size_t& looks, std::size_t limit,
                         PersonPage& page) {
  Range range;
  range.prefix = list;
  if (place.starts_with(list)) range.after = place;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid(); cursor.next()) {
    const auto id = cursor.key().substr(list.size());
    const auto record = get_arrival(reader, id);
    if (!record) return record.error();
    if (*record && ((*record)->msp.empty() || (*record)->msp == person.msp) &&
        ((*record)->contact.empty() || (*record)->contact == person.contact))
      page.arrivals.emplace_back(id);
    if (--looks > 0 && page.arrivals.size() < limit) continue;
    page.next = cursor.key();
    break;
  }
  return cursor.ok();
}

void release_raw(Transaction& transaction, const std::string& raw, std::string_view arrival) {
  transaction.erase(Column::index, terms::raw_use_key(raw, arrival));
  if (!any(transaction, terms::raw_use_prefix(raw))) transaction.erase(Column::raw, raw);
}

}  // namespace

Result<bool> erase_arrival(Transaction& transaction, std::string_view arrival) {
  const auto record = get_arrival(transaction, arrival);
  if (!record) return record.error();
  if (!*record || (*record)->facts_erased) return false;
  const auto list = terms::personal_key(arrival);
  const auto packed = transaction.get(Column::index, list);
  if (!packed) return packed.error();
  for (const auto& key : unpack_keys(packed->value_or(""))) transaction.erase(Column::index, key);
  transaction.erase(Column::index, list);
  transaction.erase(Column::facts, arrival);
  if (!(*record)->raw.empty()) release_raw(transaction, (*record)->raw, arrival);
  auto erased = **record;
  erased.facts_erased = true;
  put_arrival(transaction, erased, &**record);
  return true;
}

Result<PersonPage> arrivals_of_person(const Reader& reader, const PersonTraces& person,
                                      std::string_view place, std::size_t limit) {
  PersonPage page;
  const auto filed = terms::arrival_list(terms::term("contact", person.contact));
  std::size_t looks = looks_max;
  if (!place.starts_with(filed))
    for (const auto& list : personal_lists(person)) {
      if (place > list && !place.starts_with(list)) continue;  // it is done
      if (auto ok = add_unfiled(reader, person, list, place, looks, limit, page); !ok)
        return ok.error();
      if (!page.next.empty()) return page;
    }
  // Last, and always from its start: what is erased leaves this list, so that its end is the end
  // also where more came in meanwhile.
  Range range;
  range.prefix = filed;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid() && page.arrivals.size() < limit; cursor.next())
    page.arrivals.emplace_back(cursor.key().substr(filed.size()));
  if (auto ok = cursor.ok(); !ok) return ok.error();
  if (cursor.valid()) page.next = filed;
  return page;
}

Result<std::vector<std::string>> arrivals_before(const Reader& reader, std::string_view msp,
                                                 Instant before, std::size_t limit) {
  Range range;
  range.prefix = terms::arrival_list(terms::with_msp(msp, "facts"));
  const auto head = range.prefix.size();
  std::vector<std::string> ids;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid() && ids.size() < limit; cursor.next()) {
    const auto id = cursor.key().substr(head);
    const auto record = get_arrival(reader, id);
    if (!record) return record.error();
    // Ids sort by time: from here on all are younger.
    if (*record && (*record)->at >= before) break;
    if (*record) ids.emplace_back(id);
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return ids;
}

}  // namespace frontdesk
