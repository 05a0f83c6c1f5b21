#include "storage/reindex.h"

#include "storage/decode.h"
#include "storage/records.h"
#include "storage/store_parts.h"
#include "storage/terms.h"

namespace frontdesk {
namespace {

constexpr std::string_view marker_key = "reindex";
constexpr std::size_t batch_records = 1000;
constexpr std::size_t batch_bytes = std::size_t{4} << 20;
constexpr int batch_ranges = 1000;
// Behind all keys of the index, each of which begins with a letter.
constexpr std::string_view index_end = "\xff";

std::string first_of(char letter) {
  return {letter, '\0'};
}
std::string behind(char letter) {
  return {letter, '\x01'};
}

// A Message-ID that no arrival brought: one of a mail of ours, which has no facts.
bool is_our_message(std::string_view key) {
  static const auto bytes = terms::message_key({}, 0, {}).size();
  return key.size() == bytes;
}

}  // namespace

Result<bool> Reindex::is_pending(const Reader& reader) {
  const auto marker = reader.get(Column::meta, marker_key);
  if (!marker) return marker.error();
  return marker->has_value();
}

void Reindex::begin(Transaction& transaction) {
  transaction.put(Column::meta, marker_key, std::string(1, static_cast<char>(Step::clear)));
}

Result<Reindex::Place> Reindex::place() const {
  const auto marker = store_.get(Column::meta, marker_key);
  if (!marker) return marker.error();
  const auto text = marker->value_or("");
  for (const auto step : {Step::clear, Step::tickets, Step::arrivals})
    if (!text.empty() && text.front() == static_cast<char>(step))
      return Place{step, text.substr(1)};
  return problem(ProblemCode::store_damaged, "how far its index was rebuilt cannot be read");
}

Result<void> Reindex::write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto status = store_.parts_->db->Write(options, &batch);
  if (status.ok()) return {};
  return problem(ProblemCode::store_sick, "the index cannot be written: " + status.ToString());
}

// Of a transaction only what it wrote to the index: the records stay as they are.
Result<void> Reindex::commit(const Transaction& transaction, const Place& place) {
  if (transaction.failure()) return *transaction.failure();
  auto* index = store_.parts_->handle(Column::index);
  rocksdb::WriteBatch batch;
  std::optional<Problem> failure;
  const auto is_there = [&](std::string_view key) {
    const auto value = store_.get(Column::index, key);
    if (!value) failure = value.error();
    return value && value->has_value();
  };
  transaction.parts_->pending.each(
      index, 0, [&](std::string_view key, std::optional<std::string_view> value) {
        // Which arrival was the first with its dedup key is known: that stays.
        if (key.starts_with(first_of('k')) && is_there(key)) return;
        if (value)
          batch.Put(index, slice(key), slice(*value));
        else
          batch.Delete(index, slice(key));
      });
  batch.Put(store_.parts_->handle(Column::meta), slice(marker_key),
            static_cast<char>(place.step) + place.after);
  if (failure) return *failure;
  return write(batch);
}

// All but the dedup keys, those of erased arrivals among them, and the mails of ours.
Result<void> Reindex::clear() {
  auto* index = store_.parts_->handle(Column::index);
  rocksdb::WriteBatch batch;
  const auto erase = [&](std::string_view from, std::string_view to) {
    if (from < to) batch.DeleteRange(index, slice(from), slice(to));
  };
  erase({}, first_of('k'));
  erase(behind('k'), first_of('m'));
  auto from = first_of('m');
  Range messages;
  messages.prefix = from;
  for (auto cursor = store_.walk(Column::index, messages);; cursor.next()) {
    if (!cursor.valid()) {
      if (auto ok = cursor.ok(); !ok) return ok;
      break;
    }
    if (!is_our_message(cursor.key())) continue;
    erase(from, cursor.key());
    from = std::string(cursor.key()) + '\0';
    if (batch.Count() < batch_ranges) continue;
    if (auto ok = write(batch); !ok) return ok;
    batch.Clear();
  }
  erase(from, index_end);
  batch.Put(store_.parts_->handle(Column::meta), slice(marker_key),
            std::string(1, static_cast<char>(Step::tickets)));
  if (auto ok = write(batch); !ok) return ok;
  // So that nothing has to step over what is gone.
  const auto status = store_.parts_->db->CompactRange({}, index, nullptr, nullptr);
  if (status.ok()) return {};
  return problem(ProblemCode::store_sick, "the index cannot be rewritten: " + status.ToString());
}

// One batch of tickets; false where there are no more.
Result<bool> Reindex::next_tickets(Place& place) {
  Transaction transaction(store_, 1);
  Range rest;
  rest.after = place.after;
  std::size_t records = 0;
  auto cursor = store_.walk(Column::tickets, rest);
  for (; cursor.valid() && records < batch_records && transaction.bytes() < batch_bytes;
       cursor.next(), ++records) {
    // Damage of one record must not take all others with it: found by nothing, and counted.
    if (const auto ticket = decode<Ticket>(cursor.value(), "ticket");
        ticket && ticket_number(ticket->id))
      put_ticket(transaction, *ticket, nullptr);
    else
      ++count_.unreadable;
    place.after = cursor.key();
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  const bool more = cursor.valid();
  if (!more) place = {Step::arrivals, {}};
  count_.records += records;
  if (auto ok = commit(transaction, place); !ok) return ok.error();
  return more;
}

// What is found by a record, and by its facts as long as they are there.
Result<void> Reindex::put_arrival_of(Transaction& transaction, std::string_view id,
                                     std::string_view text) {
  const auto record = decode<ArrivalRecord>(text, "arrival");
  const auto facts = get_facts(store_, id);
  if (!facts && facts.error().code != ProblemCode::store_damaged) return facts.error();
  // The desk goes on without what cannot be read; so does the index.
  if (!record || !facts) ++count_.unreadable;
  if (record) put_arrival(transaction, *record, nullptr);
  if (facts && *facts)
    put_facts(transaction, **facts, record ? record->ticket : std::string());
  else if (!facts && record && !record->raw.empty() && record->raw != id)
    transaction.put(Column::index, terms::raw_use_key(record->raw, id), {});
  return {};
}

Result<bool> Reindex::next_arrivals(Place& place) {
  Transaction transaction(store_, 1);
  Range rest;
  rest.after = place.after;
  std::size_t records = 0;
  auto cursor = store_.walk(Column::arrivals, rest);
  for (; cursor.valid() && records < batch_records && transaction.bytes() < batch_bytes;
       cursor.next(), ++records) {
    if (auto ok = put_arrival_of(transaction, cursor.key(), cursor.value()); !ok) return ok.error();
    place.after = cursor.key();
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  count_.records += records;
  if (auto ok = commit(transaction, place); !ok) return ok.error();
  return cursor.valid();
}

std::uint64_t Reindex::estimate() const {
  std::uint64_t all = 0;
  for (const auto column : {Column::tickets, Column::arrivals}) {
    std::uint64_t keys = 0;
    store_.parts_->db->GetIntProperty(store_.parts_->handle(column), "rocksdb.estimate-num-keys",
                                      &keys);
    all += keys;
  }
  return all;
}

Result<Reindex::Count> Reindex::finish() {
  const auto pending = is_pending(store_);
  if (!pending) return pending.error();
  if (!*pending) return count_;
  auto at = place();
  if (!at) return at.error();
  count_.of = estimate();
  const auto tell = [this] {
    if (told_) told_(count_);
  };
  tell();
  if (at->step == Step::clear) {
    if (auto ok = clear(); !ok) return ok.error();
    at = Place{Step::tickets, {}};
  }
  while (at->step == Step::tickets) {
    if (const auto more = next_tickets(*at); !more) return more.error();
    tell();
  }
  for (bool more = true; more;) {
    const auto next = next_arrivals(*at);
    if (!next) return next.error();
    more = *next;
    tell();
  }
  rocksdb::WriteBatch batch;
  batch.Delete(store_.parts_->handle(Column::meta), slice(marker_key));
  if (auto ok = write(batch); !ok) return ok.error();
  return count_;
}

}  // namespace frontdesk
