// What a Store is made of; for storage/ only.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/utilities/write_batch_with_index.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>

#include "storage/asked_keys.h"
#include "storage/health.h"
#include "storage/live_log.h"
#include "storage/pending.h"
#include "storage/store.h"
#include "storage/transaction.h"

namespace frontdesk {

inline rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

// For a walk over keys that begin with `prefix`. The filters of the index answer only where it is
// the very part of a key that stands in them.
inline rocksdb::ReadOptions walk_options(Column column, std::string_view prefix) {
  rocksdb::ReadOptions options;
  options.total_order_seek =
      column != Column::index || prefix.empty() || asked_part(prefix) != prefix;
  return options;
}

Result<std::optional<std::string>> read_result(const rocksdb::Status& status, std::string&& value);

// The memory of the last transaction, for the next one.
class SparePending {
 public:
  std::unique_ptr<Pending> take() {
    const std::lock_guard lock(mutex_);
    return spare_ ? std::move(spare_) : std::make_unique<Pending>();
  }
  void give_back(std::unique_ptr<Pending> pending) {
    pending->clear();
    const std::lock_guard lock(mutex_);
    spare_ = std::move(pending);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Pending> spare_;
};

struct Store::Parts {
  rocksdb::Env* env = nullptr;
  std::unique_ptr<rocksdb::Env> files_ahead;  // over `env` (log_ahead.h)
  MarkedLogs marked;                          // over `files_ahead`, for RocksDB (live_log.h)
  std::string path;
  bool read_only = false;
  std::uint64_t watermark_bytes = 0;
  std::shared_ptr<Health> health;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // RocksDB's default, then ours
  std::optional<std::string> torn_tail;
  // Held by a purge and by a backup: files that a backup reads stay on the disk.
  std::mutex files;
  mutable SparePending spare;

  ~Parts();
  rocksdb::ColumnFamilyHandle* handle(Column column) const {
    return handles[static_cast<std::size_t>(column) + 1];
  }
};

struct Transaction::Parts {
  explicit Parts(const Store::Parts& of) : store(of), held(of.spare.take()), pending(*held) {}
  ~Parts() { store.spare.give_back(std::move(held)); }
  rocksdb::WriteBatchWithIndex& sorted(Column column);

  const Store::Parts& store;
  std::unique_ptr<Pending> held;
  Pending& pending;
  // What walks need, made as far as they were asked for: most transactions need none. By column,
  // how many writes are in it.
  std::optional<rocksdb::WriteBatchWithIndex> index;
  std::array<std::size_t, column_names.size()> sorted_in{};
};

}  // namespace frontdesk
