// The facts of an arrival and all that is found by them.
#include <algorithm>

#include "storage/decode.h"
#include "storage/personal.h"
#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

// Index keys that tell something of a person.
std::vector<std::string> personal_keys(const Arrival& arrival,
                                       std::optional<std::uint64_t> ticket) {
  std::vector<std::string> keys;
  const auto sender = terms::of_sender(arrival);
  for (const auto& term : sender) keys.push_back(terms::arrival_entry(term, arrival.id));
  if (!ticket) return keys;
  for (const auto& term : sender) keys.push_back(terms::ticket_entry(term, *ticket, arrival.id));
  for (const auto& term : terms::of_words(arrival.mail.subject))
    keys.push_back(terms::ticket_entry(term, *ticket, arrival.id));
  const auto takes_part = [&](const std::string& address) {
    if (!address.empty() && address != arrival.recipient)
      keys.push_back(terms::participant_key(*ticket, address, arrival.id));
  };
  takes_part(arrival.from_address);
  for (const auto& address : arrival.mail.to) takes_part(address);
  for (const auto& address : arrival.mail.cc) takes_part(address);
  if (!arrival.mail.message_id.empty())
    keys.push_back(terms::message_key(arrival.mail.message_id, *ticket, arrival.id));
  return keys;
}

}  // namespace

std::string pack_keys(const std::vector<std::string>& keys) {
  std::string packed;
  for (const auto& key : keys) {
    packed += static_cast<char>(key.size() >> 8 & 0xff);
    packed += static_cast<char>(key.size() & 0xff);
    packed += key;
  }
  return packed;
}

std::vector<std::string> unpack_keys(std::string_view packed) {
  std::vector<std::string> keys;
  while (packed.size() >= 2) {
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(packed[0])) << 8 |
                        static_cast<unsigned char>(packed[1]);
    packed.remove_prefix(2);
    if (packed.size() < length) break;
    keys.emplace_back(packed.substr(0, length));
    packed.remove_prefix(length);
  }
  return keys;
}

Result<std::optional<Arrival>> get_facts(const Reader& reader, std::string_view arrival) {
  return decode<Arrival>(reader.get(Column::facts, arrival), "facts");
}

Result<std::optional<std::string>> get_raw(const Reader& reader, std::string_view id) {
  return reader.get(Column::raw, id);
}

Result<std::optional<std::string>> find_by_key(const Reader& reader, std::string_view key) {
  return reader.get(Column::index, terms::dedup_key(key));
}

Result<std::vector<std::string>> tickets_of_message(const Reader& reader,
                                                    std::string_view message_id) {
  Range range;
  range.prefix = terms::message_prefix(message_id);
  const auto head = range.prefix.size();
  std::vector<std::string> tickets;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid(); cursor.next()) {
    const auto number = number_of(cursor.key().substr(head).substr(0, 8));
    if (!number) continue;
    auto id = ticket_id(*number);
    if (tickets.empty() || tickets.back() != id) tickets.push_back(std::move(id));
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return tickets;
}

Result<bool> is_participant(const Reader& reader, std::string_view ticket,
                            std::string_view address) {
  const auto number = ticket_number(ticket);
  if (!number) return false;
  Range range;
  range.prefix = terms::participant_prefix(*number, address);
  const auto cursor = reader.walk(Column::index, range);
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return cursor.valid();
}

void put_facts(Transaction& transaction, const Arrival& arrival, std::string_view ticket) {
  transaction.put(Column::facts, arrival.id, to_json(arrival));
  if (!arrival.key.empty()) {
    // The first arrival with a key stays the one that later ones are duplicates of.
    const auto earlier = find_by_key(transaction, arrival.key);
    if (earlier && !*earlier)
      transaction.put(Column::index, terms::dedup_key(arrival.key), arrival.id);
  }
  if (!arrival.raw.empty())
    transaction.put(Column::index, terms::raw_use_key(arrival.raw, arrival.id), {});
  auto keys = personal_keys(arrival, ticket_number(ticket));
  for (const auto& key : keys) transaction.put(Column::index, key, {});
  const auto list = terms::personal_key(arrival.id);
  if (const auto before = transaction.get(Column::index, list); before && *before)
    for (auto& key : unpack_keys(**before)) keys.push_back(std::move(key));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  transaction.put(Column::index, list, pack_keys(keys));
}

void put_raw(Transaction& transaction, std::string_view id, std::string_view bytes) {
  transaction.put(Column::raw, id, bytes);
}

void put_message(Transaction& transaction, std::string_view message_id, std::string_view ticket) {
  if (const auto number = ticket_number(ticket))
    transaction.put(Column::index, terms::message_key(message_id, *number, {}), {});
}

}  // namespace frontdesk
