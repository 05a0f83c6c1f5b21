#include "storage/erase.h"

#include <algorithm>

#include "storage/chat.h"
#include "storage/personal.h"
#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

Result<bool> any(const Reader& reader, const std::string& prefix) {
  Range range;
  range.prefix = prefix;
  const auto cursor = reader.walk(Column::index, range);
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return cursor.valid();
}

// Records looked at for one page: of an address that many share, most may be another's.
constexpr std::size_t looks_max = 1000;

struct ArrivalList {
  std::string prefix;
  bool filed = false;    // under the contact; else what came from an address or a number
  bool unowned = false;  // what is there of no MSP is the person's too
};

// Each list once, for a place says by its list how far a walk has come: two spellings of an address
// fold into one term. What was filed under the contact comes last: while the rest is erased more
// may be filed.
std::vector<ArrivalList> lists_of(const PersonTraces& person) {
  std::vector<ArrivalList> lists;
  const auto add = [&](const std::string& from, const std::string& term) {
    const bool sole = std::ranges::find(person.sole, from) != person.sole.end();
    const auto prefix = terms::arrival_list(term);
    const auto known = std::ranges::find(lists, prefix, &ArrivalList::prefix);
    if (known == lists.end())
      lists.push_back({prefix, false, sole});
    else
      known->unowned = known->unowned && sole;
  };
  for (const auto& address : person.addresses) add(address, terms::for_address(address));
  for (const auto& phone : person.phones) add(phone, terms::for_phone(phone));
  lists.push_back({terms::arrival_list(terms::term("contact", person.contact)), true, false});
  return lists;
}

bool is_theirs(const ArrivalRecord& record, const ArrivalList& list, const PersonTraces& person) {
  if (list.filed) return person.msp.empty() || record.msp == person.msp;
  if (!record.contact.empty()) return false;
  return record.msp.empty() ? list.unowned : record.msp == person.msp;
}

// Adds to the page what stands in a list behind `place` and is this person's. Sets `next` where the
// page is full or enough was looked at.
Result<void> add_from(const Reader& reader, const PersonTraces& person, const ArrivalList& list,
                      std::string_view place, std::size_t& looks, std::size_t limit,
                      PersonPage& page) {
  Range range;
  range.prefix = list.prefix;
  if (place.starts_with(list.prefix)) range.after = place;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid(); cursor.next()) {
    const auto id = cursor.key().substr(list.prefix.size());
    const auto record = get_arrival(reader, id);
    if (!record) return record.error();
    if (*record && is_theirs(**record, list, person)) page.arrivals.emplace_back(id);
    if (--looks > 0 && page.arrivals.size() < limit) continue;
    page.next = cursor.key();
    break;
  }
  return cursor.ok();
}

// Raw bytes are named for the first arrival that came with them; the others that use them are
// listed. They go with the last.
Result<void> release_raw(Transaction& transaction, const std::string& raw,
                         std::string_view arrival) {
  if (raw != arrival) transaction.erase(Column::index, terms::raw_use_key(raw, arrival));
  const auto used = raw_is_used(transaction, raw);
  if (!used) return used.error();
  if (!*used) transaction.erase(Column::raw, raw);
  return {};
}

}  // namespace

Result<bool> raw_is_used(const Reader& reader, std::string_view raw) {
  const auto first = reader.get(Column::facts, raw);
  if (!first) return first.error();
  return first->has_value() ? true : any(reader, terms::raw_use_prefix(raw));
}

Result<bool> erase_arrival(Transaction& transaction, std::string_view arrival) {
  const auto record = get_arrival(transaction, arrival);
  if (!record) return record.error();
  if (!*record || (*record)->facts_erased) return false;
  // Facts that are damaged go too; what they were found by stays until the index is made anew.
  const auto facts = get_facts(transaction, arrival);
  if (!facts && facts.error().code != ProblemCode::store_damaged) return facts.error();
  if (facts && *facts)
    for (const auto& key : personal_keys(**facts, (*record)->ticket))
      transaction.erase(Column::index, key);
  transaction.erase(Column::facts, arrival);
  if ((*record)->channel == Channel::chat) erase_chat(transaction, arrival);
  if (!(*record)->raw.empty())
    if (auto ok = release_raw(transaction, (*record)->raw, arrival); !ok) return ok.error();
  return true;
}

Result<PersonPage> arrivals_of_person(const Reader& reader, const PersonTraces& person,
                                      std::string_view place, std::size_t limit) {
  PersonPage page;
  std::size_t looks = looks_max;
  const auto lists = lists_of(person);
  auto list = std::ranges::find_if(
      lists, [&](const ArrivalList& one) { return place.starts_with(one.prefix); });
  if (list == lists.end()) list = lists.begin();  // the first page, or an address that is gone
  for (; list != lists.end() && page.next.empty(); ++list)
    if (auto ok = add_from(reader, person, *list, place, looks, limit, page); !ok)
      return ok.error();
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

Result<std::vector<std::string>> msps_with_facts(const Reader& reader) {
  Range range;
  range.prefix = terms::arrival_list(terms::term("msp", ""));
  range.prefix.pop_back();  // the term goes on
  const auto head = range.prefix.size();
  std::vector<std::string> msps;
  auto cursor = reader.walk(Column::index, range);
  while (cursor.valid()) {
    // "id+facts", "id+outcome:…": no character of an id is below the plus.
    const auto rest = cursor.key().substr(head);
    const std::string id(rest.substr(0, rest.find('+')));
    const auto facts = terms::arrival_list(terms::with_msp(id, "facts"));
    cursor.seek(facts);
    if (cursor.valid() && cursor.key().starts_with(facts)) msps.push_back(id);
    cursor.seek(range.prefix + id + static_cast<char>('+' + 1));
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return msps;
}

Result<bool> msp_is_named(const Reader& reader, std::string_view msp) {
  const auto term = terms::with_msp(msp, "");
  for (auto prefix : {terms::arrival_list(term), terms::ticket_list(term)}) {
    prefix.pop_back();  // the term goes on
    Range range;
    range.prefix = std::move(prefix);
    const auto cursor = reader.walk(Column::index, range);
    if (cursor.valid()) return true;
    if (auto ok = cursor.ok(); !ok) return ok.error();
  }
  return false;
}

}  // namespace frontdesk
