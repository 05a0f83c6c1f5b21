// The facts of an arrival and all that is found by them.
#include "storage/decode.h"
#include "storage/encode.h"
#include "storage/personal.h"
#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

// Longer ones would be cut, and two of them could look like one participant.
bool can_take_part(const std::string& address) {
  return !address.empty() && address.size() <= terms::term_bytes_max;
}

}  // namespace

std::vector<std::string> personal_keys(const Arrival& arrival, std::string_view ticket_name) {
  std::vector<std::string> keys;
  const auto sender = terms::of_sender(arrival);
  for (const auto& term : sender) keys.push_back(terms::arrival_entry(term, arrival.id));
  const auto ticket = ticket_number(ticket_name);
  if (!ticket) return keys;
  const auto add = [&](const std::string& term) {
    keys.push_back(terms::ticket_entry(term, *ticket, arrival.id));
  };
  for (const auto& term : sender) add(term);
  for (const auto& term : terms::of_words(arrival.mail.subject)) add(term);
  for (const auto* copied : {&arrival.mail.to, &arrival.mail.cc})
    for (const auto& address : *copied)
      if (can_take_part(address) && address != arrival.recipient && address != arrival.from_address)
        add(terms::for_address(address));
  if (!arrival.mail.message_id.empty())
    keys.push_back(terms::message_key(arrival.mail.message_id, *ticket, arrival.id));
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
  if (!number || !can_take_part(std::string(address))) return false;
  Range range;
  range.prefix = terms::ticket_entry(terms::for_address(address), *number);
  const auto cursor = reader.walk(Column::index, range);
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return cursor.valid();
}

void put_facts(Transaction& transaction, const Arrival& arrival, std::string_view ticket) {
  put_json(transaction, Column::facts, arrival.id, arrival);
  if (!arrival.key.empty())
    transaction.put(Column::index, terms::dedup_key(arrival.key), arrival.id);
  if (!arrival.raw.empty() && arrival.raw != arrival.id)
    transaction.put(Column::index, terms::raw_use_key(arrival.raw, arrival.id), {});
  for (const auto& key : personal_keys(arrival, ticket)) transaction.put(Column::index, key, {});
}

void put_raw(Transaction& transaction, std::string_view id, std::string_view bytes) {
  transaction.put(Column::raw, id, bytes);
}

void put_message(Transaction& transaction, std::string_view message_id, std::string_view ticket) {
  if (const auto number = ticket_number(ticket))
    transaction.put(Column::index, terms::message_key(message_id, *number, {}), {});
}

}  // namespace frontdesk
