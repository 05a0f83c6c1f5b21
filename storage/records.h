// The records by their types. Reads take any Reader; writes take a Transaction and keep the index
// in step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/arrival.h"
#include "router/event.h"
#include "router/records.h"
#include "router/ticket.h"
#include "rules/base/json.h"
#include "storage/transaction.h"

namespace frontdesk {

// ---- reading; nothing where there is none
// --------------------------------------------------------
Result<std::optional<Ticket>> get_ticket(const Reader& reader, std::string_view id);
Result<std::optional<ArrivalRecord>> get_arrival(const Reader& reader, std::string_view id);
// Nothing also where the facts were erased: the ArrivalRecord tells which.
Result<std::optional<Arrival>> get_facts(const Reader& reader, std::string_view arrival);
Result<std::optional<std::string>> get_raw(const Reader& reader, std::string_view id);
Result<std::optional<Event>> get_event(const Reader& reader, Position position);
// From `first` on, at most `limit`.
Result<std::vector<Event>> get_events(const Reader& reader, Position first, std::size_t limit);
// 0 where the journal is empty.
Result<Position> last_position(const Reader& reader);

// The arrival that came with this key before (Arrival::key).
Result<std::optional<std::string>> find_by_key(const Reader& reader, std::string_view key);
// The tickets that a Message-ID belongs to: of a mail that came in, or of one of ours.
Result<std::vector<std::string>> tickets_of_message(const Reader& reader,
                                                    std::string_view message_id);
// Whether someone with this address wrote in the ticket or was copied on it.
Result<bool> is_participant(const Reader& reader, std::string_view ticket,
                            std::string_view address);

// Rule set texts by content hash, and the hash in force ("" before the first).
Result<std::optional<std::string>> get_rule_set(const Reader& reader, std::string_view hash);
Result<std::string> active_rules(const Reader& reader);
// Small things of the daemon's own (token digests, keys), by name.
Result<std::optional<std::string>> get_setting(const Reader& reader, std::string_view name);
// Every setting whose name begins so, as name and value.
Result<std::vector<std::pair<std::string, std::string>>> get_settings(const Reader& reader,
                                                                      std::string_view prefix);

// A directory record's JSON, and all of them as structs.
Result<std::optional<std::string>> get_record(const Reader& reader, RecordKind kind,
                                              std::string_view id);
Result<DirectoryData> all_records(const Reader& reader);

// ---- writing
// ------------------------------------------------------------------------------------- `old` is
// the record as it stands in the store, null for a new one: its index terms go, the new one's come.
void put_ticket(Transaction& transaction, const Ticket& ticket, const Ticket* old);
void put_arrival(Transaction& transaction, const ArrivalRecord& arrival, const ArrivalRecord* old);
// The facts with what is found by them: the key, the Message-ID, the participants of `ticket` (""
// where it has none) and the words to search by. No other arrival has the key: it would have been a
// duplicate. May be called again when a ticket comes later.
void put_facts(Transaction& transaction, const Arrival& arrival, std::string_view ticket);
void put_raw(Transaction& transaction, std::string_view id, std::string_view bytes);
// A mail of ours: answers to it belong to the ticket.
void put_message(Transaction& transaction, std::string_view message_id, std::string_view ticket);
void put_rule_set(Transaction& transaction, std::string_view hash, std::string_view text);
void set_active_rules(Transaction& transaction, std::string_view hash);
void put_setting(Transaction& transaction, std::string_view name, std::string_view value);
void erase_setting(Transaction& transaction, std::string_view name);

void put_record_text(Transaction& transaction, RecordKind kind, std::string_view id,
                     std::string_view json);
void erase_record(Transaction& transaction, RecordKind kind, std::string_view id);

template <class Record>
void put_record(Transaction& transaction, RecordKind kind, const Record& record) {
  put_record_text(transaction, kind, record.id, to_json(record));
}

}  // namespace frontdesk
