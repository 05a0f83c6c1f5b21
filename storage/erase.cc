#include "storage/erase.h"

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

Result<std::vector<std::string>> arrivals_of_contact(const Reader& reader, std::string_view contact,
                                                     std::size_t limit) {
  Range range;
  range.prefix = terms::arrival_list(terms::term("contact", contact));
  const auto head = range.prefix.size();
  std::vector<std::string> ids;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid() && ids.size() < limit; cursor.next())
    ids.emplace_back(cursor.key().substr(head));
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return ids;
}

Result<std::size_t> erase_arrivals_of_contact(Transaction& transaction, std::string_view contact,
                                              std::size_t limit) {
  const auto ids = arrivals_of_contact(transaction, contact, limit);
  if (!ids) return ids.error();
  for (const auto& id : *ids)
    if (auto erased = erase_arrival(transaction, id); !erased) return erased.error();
  return ids->size();
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
