// What was said in chats: rows of their own beside the facts of the chat's arrival, gone with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "router/chat.h"
#include "rules/base/digest.h"
#include "storage/transaction.h"

namespace frontdesk {

// The digest of what whoever comes back to the chat must know; the newest counts.
void put_chat_secret(Transaction& transaction, std::string_view arrival, const Sha256& digest);
Result<std::optional<Sha256>> get_chat_secret(const Reader& reader, std::string_view arrival);

// The message under its number and, where its writer gave it one, under its id.
void put_chat_entry(Transaction& transaction, std::string_view arrival, const ChatEntry& entry);
// What this side wrote under this id before.
Result<std::optional<ChatEntry>> find_chat_entry(const Reader& reader, std::string_view arrival,
                                                 ChatFrom from, std::string_view id);
// Those behind `number`, oldest first.
Result<std::vector<ChatEntry>> get_chat(const Reader& reader, std::string_view arrival,
                                        std::uint64_t number, std::size_t limit);

void erase_chat(Transaction& transaction, std::string_view arrival);

}  // namespace frontdesk
