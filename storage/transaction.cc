#include "storage/transaction.h"

#include "rules/base/json.h"
#include "storage/store_parts.h"

namespace frontdesk {

Transaction::Transaction(const Store& store, Position next)
    : parts_(std::make_unique<Parts>(*store.parts_)), next_(next) {}
Transaction::~Transaction() = default;

Result<std::optional<std::string>> Transaction::get(Column column, std::string_view key) const {
  std::string value;
  const auto& store = parts_->store;
  const auto status =
      parts_->batch.GetFromBatchAndDB(store.db.get(), {}, store.handle(column), slice(key), &value);
  auto result = read_result(status, std::move(value));
  if (!result && !failure_) failure_ = result.error();
  return result;
}

Cursor Transaction::walk(Column column, Range range) const {
  const auto& store = parts_->store;
  auto* handle = store.handle(column);
  auto* base = store.db->NewIterator({}, handle);
  return {std::unique_ptr<rocksdb::Iterator>(parts_->batch.NewIteratorWithBase(handle, base)),
          std::move(range)};
}

void Transaction::put(Column column, std::string_view key, std::string_view value) {
  const auto status = parts_->batch.Put(parts_->store.handle(column), slice(key), slice(value));
  if (!status.ok() && !failure_) failure_ = problem(ProblemCode::internal, status.ToString());
}

void Transaction::erase(Column column, std::string_view key) {
  const auto status = parts_->batch.Delete(parts_->store.handle(column), slice(key));
  if (!status.ok() && !failure_) failure_ = problem(ProblemCode::internal, status.ToString());
}

Position Transaction::append(Event& event) {
  event.position = next_++;
  put(Column::journal, key_of(event.position), to_json(event));
  return event.position;
}

bool Transaction::empty() const {
  return parts_->batch.GetWriteBatch()->Count() == 0;
}

std::size_t Transaction::bytes() const {
  return parts_->batch.GetWriteBatch()->GetDataSize();
}

}  // namespace frontdesk
