#include "storage/transaction.h"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "rules/base/json.h"
#include "storage/store_parts.h"

namespace frontdesk {
namespace {

// Puts what a batch says into one that is sorted.
class Sorter final : public rocksdb::WriteBatch::Handler {
 public:
  Sorter(std::span<rocksdb::ColumnFamilyHandle* const> handles,
         rocksdb::WriteBatchWithIndex& sorted)
      : handles_(handles), sorted_(sorted) {}
  rocksdb::Status PutCF(std::uint32_t id, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    return sorted_.Put(handle(id), key, value);
  }
  rocksdb::Status DeleteCF(std::uint32_t id, const rocksdb::Slice& key) override {
    return sorted_.Delete(handle(id), key);
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(std::uint32_t id) const {
    return *std::find_if(handles_.begin(), handles_.end(),
                         [&](const auto* one) { return one->GetID() == id; });
  }

  std::span<rocksdb::ColumnFamilyHandle* const> handles_;
  rocksdb::WriteBatchWithIndex& sorted_;
};

}  // namespace

rocksdb::WriteBatchWithIndex& Transaction::Parts::sorted() {
  if (!index || indexed != pending.batch().Count()) {
    index.emplace(rocksdb::BytewiseComparator(), 0, /*overwrite_key=*/true);
    Sorter sorter(store.handles, *index);
    const auto status = pending.batch().Iterate(&sorter);
    if (!status.ok()) throw std::logic_error("a transaction's own batch: " + status.ToString());
    indexed = pending.batch().Count();
  }
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

// Walks are rare here: the order of what was written is made when one is asked for.
Cursor Transaction::walk(Column column, Range range) const {
  auto* handle = parts_->store.handle(column);
  auto* base = parts_->store.db->NewIterator({}, handle);
  if (empty()) return {std::unique_ptr<rocksdb::Iterator>(base), std::move(range)};
  return {std::unique_ptr<rocksdb::Iterator>(parts_->sorted().NewIteratorWithBase(handle, base)),
          std::move(range)};
}

void Transaction::put(Column column, std::string_view key, std::string_view value) {
  const auto status = parts_->pending.put(parts_->store.handle(column), key, value);
  if (!status.ok() && !failure_) failure_ = problem(ProblemCode::internal, status.ToString());
}

void Transaction::erase(Column column, std::string_view key) {
  const auto status = parts_->pending.erase(parts_->store.handle(column), key);
  if (!status.ok() && !failure_) failure_ = problem(ProblemCode::internal, status.ToString());
}

Position Transaction::append(Event& event) {
  event.position = next_++;
  put(Column::journal, key_of(event.position), to_json(event));
  return event.position;
}

bool Transaction::empty() const {
  return parts_->pending.batch().Count() == 0;
}

std::size_t Transaction::bytes() const {
  return parts_->pending.batch().GetDataSize();
}

}  // namespace frontdesk
