#include "storage/chat.h"

#include <algorithm>
#include <string>

#include "storage/decode.h"
#include "storage/encode.h"

namespace frontdesk {
namespace {

// Behind an arrival's id and a zero, which no id has: 's' the secret, 'n' and a number a message,
// 'i' and a writer's letter and id the number of a message.
std::string rows_of(std::string_view arrival) {
  return std::string(arrival) + '\0';
}

std::string entry_key(std::string_view arrival, std::uint64_t number) {
  return rows_of(arrival) + 'n' + key_of(number);
}

std::string id_key(std::string_view arrival, ChatFrom from, std::string_view id) {
  const char writer = from == ChatFrom::visitor ? 'v' : from == ChatFrom::technician ? 't' : 's';
  return (rows_of(arrival) + 'i' + writer).append(id);
}

}  // namespace

void put_chat_secret(Transaction& transaction, std::string_view arrival, const Sha256& digest) {
  transaction.put(Column::facts, rows_of(arrival) + 's', to_hex(digest));
}

Result<std::optional<Sha256>> get_chat_secret(const Reader& reader, std::string_view arrival) {
  const auto text = reader.get(Column::facts, rows_of(arrival) + 's');
  if (!text) return text.error();
  if (!*text) return std::optional<Sha256>{};
  Sha256 digest{};
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  if ((*text)->size() != 2 * digest.size())
    return problem(ProblemCode::store_damaged, "the secret of a chat cannot be read");
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(value((**text)[2 * i]) * 16 + value((**text)[2 * i + 1]));
  return std::optional(digest);
}

void put_chat_entry(Transaction& transaction, std::string_view arrival, const ChatEntry& entry) {
  put_json(transaction, Column::facts, entry_key(arrival, entry.number), entry);
  if (!entry.id.empty())
    transaction.put(Column::facts, id_key(arrival, entry.from, entry.id), key_of(entry.number));
}

Result<std::optional<ChatEntry>> find_chat_entry(const Reader& reader, std::string_view arrival,
                                                 ChatFrom from, std::string_view id) {
  if (id.empty()) return std::optional<ChatEntry>{};
  const auto key = reader.get(Column::facts, id_key(arrival, from, id));
  if (!key) return key.error();
  const auto number = *key ? number_of(**key) : std::nullopt;
  if (!number) return std::optional<ChatEntry>{};
  return decode<ChatEntry>(reader.get(Column::facts, entry_key(arrival, *number)), "chat message");
}

Result<std::vector<ChatEntry>> get_chat(const Reader& reader, std::string_view arrival,
                                        std::uint64_t number, std::size_t limit) {
  std::vector<ChatEntry> entries;
  Range range;
  range.prefix = rows_of(arrival) + 'n';
  range.after = entry_key(arrival, number);
  auto cursor = reader.walk(Column::facts, range);
  for (; cursor.valid() && entries.size() < limit; cursor.next()) {
    auto entry = decode<ChatEntry>(cursor.value(), "chat message");
    if (!entry) return entry.error();
    entries.push_back(std::move(*entry));
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return entries;
}

void erase_chat(Transaction& transaction, std::string_view arrival) {
  std::vector<std::string> keys;
  {
    Range range;
    range.prefix = rows_of(arrival);
    auto cursor = transaction.walk(Column::facts, range);
    for (; cursor.valid(); cursor.next()) keys.emplace_back(cursor.key());
  }
  for (const auto& key : keys) transaction.erase(Column::facts, key);
}

}  // namespace frontdesk
