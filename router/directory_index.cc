// What the indexes know of a record, moved from the keys that it had to those that it has. The same
// code puts in, moves and takes out, so that an index cannot keep what a record has lost.
#include <algorithm>

#include "router/sharing.h"

namespace frontdesk {
namespace {

// What is there already is replaced: it may hold what its record was.
template <class List, class T>
void enter(ShardedMap<List>& map, std::string_view key, T item) {
  if (key.empty()) return;
  auto& items = map.at(key);
  const auto place = std::lower_bound(items.begin(), items.end(), item);
  if (place == items.end() || *place != item)
    items.insert(place, std::move(item));
  else
    *place = std::move(item);
}

template <class List, class T>
void leave(ShardedMap<List>& map, std::string_view key, const T& item) {
  const auto* held = map.find(key);
  if (!held || !std::binary_search(held->begin(), held->end(), item)) return;
  if (held->size() == 1) return map.erase(key);
  auto& items = map.at(key);
  items.erase(std::lower_bound(items.begin(), items.end(), item));
}

// Only where a key is another one is a list touched: an edit of a name copies no index.
template <class List, class T>
void rekey(ShardedMap<List>& map, std::string_view from, std::string_view to, const T& item) {
  if (from == to) return;
  leave(map, from, item);
  enter(map, to, item);
}

using Keys = std::vector<std::string>;

bool has(const Keys& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// `always`: the item holds its record, so that it is another one under every key.
template <class List, class T>
void rekey(ShardedMap<List>& map, const Keys& from, const Keys& to, const T& item,
           bool always = false) {
  for (const auto& key : from)
    if (!has(to, key)) leave(map, key, item);
  for (const auto& key : to)
    if (always || !has(from, key)) enter(map, key, item);
}

// A record that is not there has no keys.
template <class T>
const T& or_none(const T* record) {
  static const T none{};
  return record ? *record : none;
}

using Person = Directory::Person;

}  // namespace

void DirectoryEditor::index(const Msp* before, const Msp* after) {
  const auto &was = or_none(before), &is = or_none(after);
  const Person person{Person::Kind::msp_main, after ? is.id : was.id};
  rekey(next_.people_by_phone_, was.main_number, is.main_number, person);
}

void DirectoryEditor::index(const Staff* before, const Staff* after) {
  const auto &was = or_none(before), &is = or_none(after);
  const Person person{Person::Kind::staff, after ? is.id : was.id};
  rekey(next_.staff_by_msp_, was.msp, is.msp, person.id.str());
  rekey(next_.people_by_phone_, reach_of(was).numbers, reach_of(is).numbers, person);
  rekey(next_.people_by_email_, was.emails, is.emails, person);
}

void DirectoryEditor::index(const Company* before, const std::shared_ptr<const Company>& after) {
  const auto &was = or_none(before), &is = or_none(after.get());
  const Person person{Person::Kind::company_main, after ? is.id : was.id};
  const auto id = person.id.str();
  rekey(next_.companies_by_msp_, was.msp, is.msp, id);
  rekey(next_.people_by_phone_, was.main_number, is.main_number, person);
  rekey(next_.company_by_domain_, was.domains, is.domains, id);
  for (const auto& site : next_.sites_of(id)) {
    const auto* held = next_.sites_.find(site);
    auto& entry = next_.sites_.at(site, *held);
    entry.owner = after;
    entry.msp = is.msp;
  }
}

void DirectoryEditor::index(const Site* before, const Site* after) {
  const auto &was = or_none(before), &is = or_none(after);
  rekey(next_.sites_by_company_, was.company, is.company, after ? is.id : was.id);
}

void DirectoryEditor::index(const Contract* before, const Contract* after) {
  const auto &was = or_none(before), &is = or_none(after);
  if (was.site == is.site) return;
  if (const auto* held = next_.sites_.find(was.site))
    std::erase(next_.sites_.at(was.site, *held).contracts, was.id);
  if (const auto* held = next_.sites_.find(is.site)) {
    auto& ids = next_.sites_.at(is.site, *held).contracts;
    ids.insert(std::lower_bound(ids.begin(), ids.end(), is.id), is.id);
  }
  settle_terms(was.site);
}

// What a site knows of its contracts; those that are not stored yet are left to whoever stores
// them.
void DirectoryEditor::settle_terms(const std::string& site) {
  const auto* held = next_.sites_.find(site);
  if (!held) return;
  auto& entry = next_.sites_.at(site, *held);
  entry.terms.clear();
  for (const auto& id : entry.contracts) {
    if (const auto* contract = next_.contract(id)) entry.terms.push_back(contract->term);
  }
}

void DirectoryEditor::index(const Contact* before, const std::shared_ptr<const Contact>& after) {
  const auto &was = or_none(before), &is = or_none(after.get());
  const Person person{Person::Kind::contact, after ? is.id : was.id, is.site, after};
  const auto id = person.id.str();
  rekey(next_.contacts_by_site_, was.site, is.site, id);
  rekey(next_.people_by_phone_, reach_of(was).numbers, reach_of(is).numbers, person, true);
  rekey(next_.people_by_email_, was.emails, is.emails, person, true);
  const auto enrolled_with = [&](const Contact& contact) {
    const bool enrolled = contact.priority_connect && contact.active;
    return enrolled ? next_.tenant_of(RecordKind::sites, contact.site) : std::string();
  };
  rekey(next_.priority_by_msp_, enrolled_with(was), enrolled_with(is), id);
}

void DirectoryEditor::index(const Endpoint* before, const Endpoint* after) {
  const auto &was = or_none(before), &is = or_none(after);
  const auto& id = after ? is.id : was.id;
  rekey(next_.endpoints_by_site_, was.site, is.site, id);
  rekey(next_.endpoints_by_contact_, was.contact, is.contact, id);
  rekey(next_.endpoint_by_token_, was.token_sha256, is.token_sha256, id);
}

}  // namespace frontdesk
