#include "storage/transaction.h"

#include <stdexcept>

#include "storage/encode.h"
#include "storage/store_parts.h"

namespace frontdesk {

// The writes of a column in order of their keys. Each is sorted in once, when the next walk comes.
rocksdb::WriteBatchWithIndex& Transaction::Parts::sorted(Column column) {
  if (!index) index.emplace(rocksdb::BytewiseComparator(), 0, /*overwrite_key=*/true);
  auto* handle = store.handle(column);
  auto& done = sorted_in[static_cast<std::size_t>(column)];
  pending.each(handle, done, [&](std::string_view key, std::optional<std::string_view> value) {
    const auto status =
        value ? index->Put(handle, slice(key), slice(*value)) : index->Delete(handle, slice(key));
    if (!status.ok()) throw std::logic_error("a transaction's own writes: " + status.ToString());
  });
  done = pending.writes(handle);
  return *index;
}

Transaction::Transaction(const Store& store, Position next)
    : parts_(std::make_unique<Parts>(*store.parts_)), next_(next) {}
Transaction::~Transaction() = default;

Result<std::optional<std::string>> Transaction::get(Column column, std::string_view key) const {
  const auto& store = parts_->store;
  if (const auto mine = parts_->pending.find(store.handle(column), key)) {
    if (!*mine) return std::optional<std::string>{};
    return std::optional<std::string>(**mine);
  }
  std::string value;
  const auto status = store.db->Get({}, store.handle(column), slice(key), &value);
  auto result = read_result(status, std::move(value));
  if (!result && !failure_) failure_ = result.error();
  return result;
}

Cursor Transaction::walk(Column column, Range range) const {
  auto* handle = parts_->store.handle(column);
  auto* base = parts_->store.db->NewIterator(walk_options(column, range.prefix), handle);
  if (parts_->pending.writes(handle) == 0)
    return {std::unique_ptr<rocksdb::Iterator>(base), std::move(range)};
  auto& mine = parts_->sorted(column);
  return {std::unique_ptr<rocksdb::Iterator>(mine.NewIteratorWithBase(handle, base)),
          std::move(range)};
}

void Transaction::put(Column column, std::string_view key, std::string_view value) {
  parts_->pending.put(parts_->store.handle(column), key, value);
}

void Transaction::erase(Column column, std::string_view key) {
  parts_->pending.erase(parts_->store.handle(column), key);
}

std::string& Transaction::begin_put(Column column, std::string_view key) {
  return parts_->pending.begin(parts_->store.handle(column), key);
}

void Transaction::end_put() {
  parts_->pending.end();
}

Position Transaction::append(Event& event) {
  event.position = next_++;
  put_json(*this, Column::journal, key_of(event.position), event);
  return event.position;
}

bool Transaction::empty() const {
  return parts_->pending.empty();
}

std::size_t Transaction::bytes() const {
  return parts_->pending.bytes();
}

}  // namespace frontdesk
