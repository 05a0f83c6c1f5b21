#include "storage/store.h"

#include "storage/refusal.h"
#include "storage/store_parts.h"
#include "storage/transaction.h"
#include "storage/watched_iterator.h"

namespace frontdesk {

Result<std::optional<std::string>> read_result(const rocksdb::Status& status, std::string&& value) {
  if (status.ok()) return std::optional(std::move(value));
  if (status.IsNotFound()) return std::optional<std::string>{};
  return not_read(status);
}

namespace {

Result<std::optional<std::string>> told(Health& health, const rocksdb::Status& status,
                                        std::string&& value) {
  if (!status.ok() && !status.IsNotFound()) health.read_failed(status);
  return read_result(status, std::move(value));
}

// The store as it was at one moment.
class Snapshot final : public Reader {
 public:
  Snapshot(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
           Health& health)
      : db_(db), handles_(handles), health_(health), snapshot_(db.GetSnapshot()) {}
  ~Snapshot() override { db_.ReleaseSnapshot(snapshot_); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Result<std::optional<std::string>> get(Column column, std::string_view key) const override {
    std::string value;
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    const auto status = db_.Get(options, handle(column), slice(key), &value);
    return told(health_, status, std::move(value));
  }

  Cursor walk(Column column, Range range) const override {
    auto options = walk_options(column, range.prefix);
    options.snapshot = snapshot_;
    return {std::make_unique<WatchedIterator>(db_.NewIterator(options, handle(column)), health_),
            std::move(range)};
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(Column column) const {
    return handles_[static_cast<std::size_t>(column) + 1];
  }

  rocksdb::DB& db_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles_;
  Health& health_;
  const rocksdb::Snapshot* snapshot_;
};

}  // namespace

Store::Parts::~Parts() {
  if (!db) return;
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  db->Close();
}

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::~Store() = default;

Result<std::optional<std::string>> Store::get(Column column, std::string_view key) const {
  std::string value;
  const auto status = parts_->db->Get({}, parts_->handle(column), slice(key), &value);
  return told(*parts_->health, status, std::move(value));
}

Cursor Store::walk(Column column, Range range) const {
  return {std::make_unique<WatchedIterator>(
              parts_->db->NewIterator(walk_options(column, range.prefix), parts_->handle(column)), *parts_->health),
          std::move(range)};
}

std::unique_ptr<Reader> Store::snapshot() const {
  return std::make_unique<Snapshot>(*parts_->db, parts_->handles, *parts_->health);
}

Result<void> Store::write(Transaction& transaction) {
  if (transaction.failure()) return *transaction.failure();
  rocksdb::WriteOptions options;
  options.sync = true;
  auto& pending = transaction.parts_->pending;
  if (const auto made = pending.make_batch(); !made.ok())
    return problem(ProblemCode::internal, "a transaction's own writes: " + made.ToString());
  const auto status = parts_->db->Write(options, &pending.batch());
  if (status.ok()) return {};
  parts_->health->latch("the store cannot be written: " + status.ToString());
  return problem(ProblemCode::store_sick, "the store cannot be written: " + status.ToString());
}

std::optional<Problem> Store::health() const {
  return parts_->health->now();
}

StoreStrain Store::strain() const {
  return parts_->health->strain();
}

void Store::mark_sick(std::string why) const {
  parts_->health->latch(std::move(why));
}

std::optional<std::string> Store::recovered_torn_tail() const {
  return parts_->torn_tail;
}

bool Store::read_only() const {
  return parts_->read_only;
}

StoreSizes Store::sizes() const {
  StoreSizes sizes;
  for (std::size_t i = 0; i < column_names.size(); ++i) {
    auto* handle = parts_->handle(static_cast<Column>(i));
    const auto number = [&](const char* name) {
      std::uint64_t value = 0;
      parts_->db->GetIntProperty(handle, name, &value);
      return value;
    };
    sizes.sst_bytes += number("rocksdb.total-sst-files-size");
    sizes.blob_bytes += number("rocksdb.total-blob-file-size");
    sizes.memtable_bytes += number("rocksdb.cur-size-all-mem-tables");
  }
  rocksdb::VectorLogPtr logs;
  if (parts_->db->GetSortedWalFiles(logs).ok())
    for (const auto& log : logs) sizes.wal_bytes += log->SizeFileBytes();
  sizes.free_bytes = parts_->health->free_bytes();
  return sizes;
}

}  // namespace frontdesk
