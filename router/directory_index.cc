// What the indexes know of a record: taken out as it was, put in as it is. The same code does both,
// so that an index cannot keep what a record has lost.
#include <algorithm>

#include "router/directory.h"

namespace frontdesk {
namespace {

template <class T>
void enter(ShardedMap<std::vector<T>>& map, std::string_view key, T item) {
  if (key.empty()) return;
  auto& items = map.at(key);
  const auto place = std::lower_bound(items.begin(), items.end(), item);
  if (place == items.end() || *place != item) items.insert(place, std::move(item));
}

template <class T>
void leave(ShardedMap<std::vector<T>>& map, std::string_view key, const T& item) {
  const auto* held = map.find(key);
  if (!held || !std::binary_search(held->begin(), held->end(), item)) return;
  if (held->size() == 1) return map.erase(key);
  auto& items = map.at(key);
  items.erase(std::lower_bound(items.begin(), items.end(), item));
}

template <class T, class Change>
void keep(ShardedMap<std::vector<T>>& map, std::string_view key, T item, Change change) {
  if (change == Change::in)
    enter(map, key, std::move(item));
  else
    leave(map, key, item);
}

using Person = Directory::Person;

}  // namespace

void DirectoryEditor::index(const Msp& record, Change change) {
  keep(next_.people_by_phone_, record.main_number, Person{Person::Kind::msp_main, record.id},
       change);
}

void DirectoryEditor::index(const Staff& record, Change change) {
  const Person person{Person::Kind::staff, record.id};
  keep(next_.staff_by_msp_, record.msp, record.id, change);
  for (const auto& phone : record.phones) keep(next_.people_by_phone_, phone, person, change);
  keep(next_.people_by_phone_, record.mobile, person, change);
  for (const auto& email : record.emails) keep(next_.people_by_email_, email, person, change);
}

void DirectoryEditor::index(const Company& record, Change change) {
  keep(next_.companies_by_msp_, record.msp, record.id, change);
  keep(next_.people_by_phone_, record.main_number, Person{Person::Kind::company_main, record.id},
       change);
  for (const auto& domain : record.domains)
    keep(next_.company_by_domain_, domain, record.id, change);
}

void DirectoryEditor::index(const Site& record, Change change) {
  keep(next_.sites_by_company_, record.company, record.id, change);
}

void DirectoryEditor::index(const Contract& record, Change change) {
  const auto* held = next_.sites_.find(record.site);
  const bool listed = held && std::find(held->contracts.begin(), held->contracts.end(),
                                        record.id) != held->contracts.end();
  if (!held || listed == (change == Change::in)) return;
  auto& ids = next_.sites_.at(record.site, *held).contracts;
  if (change == Change::in)
    ids.insert(std::lower_bound(ids.begin(), ids.end(), record.id), record.id);
  else
    ids.erase(std::find(ids.begin(), ids.end(), record.id));
}

void DirectoryEditor::index(const Contact& record, Change change) {
  const Person person{Person::Kind::contact, record.id};
  keep(next_.contacts_by_site_, record.site, record.id, change);
  for (const auto& phone : record.phones)
    keep(next_.people_by_phone_, phone.number, person, change);
  for (const auto& email : record.emails) keep(next_.people_by_email_, email, person, change);
  if (record.priority_connect && record.active)
    keep(next_.priority_by_msp_, next_.tenant_of(RecordKind::sites, record.site), record.id,
         change);
}

void DirectoryEditor::index(const Endpoint& record, Change change) {
  keep(next_.endpoints_by_site_, record.site, record.id, change);
  keep(next_.endpoints_by_contact_, record.contact, record.id, change);
  keep(next_.endpoint_by_token_, record.token_sha256, record.id, change);
}

}  // namespace frontdesk
