// The store: RocksDB with the column families of FORMAT.md. Opens or says in one line why not;
// reads from any thread; writes only through the committer.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "storage/reader.h"
#include "storage/strain.h"

namespace rocksdb {
class Env;
}

namespace frontdesk {

class Transaction;
struct BackupWish;
struct KeptBackup;

// Of an upgrade's rebuilding of the index; `of` is an estimate.
struct UpgradeProgress {
  std::uint32_t from = 0, to = 0;  // schema versions
  std::uint64_t records = 0, of = 0;
  std::uint64_t unreadable = 0;  // records that cannot be read: what is in them is found by nothing
  bool done = false;
};

struct StoreOptions {
  bool read_only = false;  // for the command line while no daemon has the store; writes nothing
  bool create = true;
  // False: a store of an older schema stays as it is. Then only copy it; its index is another one.
  bool upgrade = true;
  std::function<void(const UpgradeProgress&)> upgrading;  // called often, and once at the end
  rocksdb::Env* env = nullptr;  // for tests with a faulty file system; null: the system's
  std::uint64_t write_buffer_bytes = std::uint64_t{64} << 20;  // of all columns together
  std::uint64_t wal_bytes = std::uint64_t{128} << 20;
  std::uint64_t block_cache_bytes = std::uint64_t{8} << 20;
  std::uint64_t blob_bytes = 1024;  // raw values from this size go to blob files
  // Below this much free space, nothing new is accepted. Zero: never.
  std::uint64_t free_watermark_bytes = std::uint64_t{256} << 20;
  std::chrono::milliseconds free_space_every{100};
};

struct StoreSizes {
  std::uint64_t wal_bytes = 0, sst_bytes = 0, blob_bytes = 0, memtable_bytes = 0;
  std::uint64_t free_bytes = 0;
};

class Store final : public Reader {
 public:
  // Brings a store of an older schema up to date first (upgrade.h). Problems: store_locked,
  // store_newer, store_damaged, not_found (`create` is false), io; unavailable where `read_only`
  // meets an older schema.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& path,
                                             const StoreOptions& options = {});
  ~Store() override;

  Result<std::optional<std::string>> get(Column column, std::string_view key) const override;
  Cursor walk(Column column, Range range) const override;

  // A view that stays as it is now, whatever is written. Must not outlive the store.
  std::unique_ptr<Reader> snapshot() const;

  // Writes a transaction's records at once and returns when they are durable.
  Result<void> write(Transaction& transaction);

  // Rewrites what holds personal data, so that what was erased before leaves the disk too. Takes
  // long; not on the committer's thread, and one at a time. Ends early once `cancelled` is set.
  // Problems: cancelled; store_full where there is no room to rewrite; timeout where a snapshot
  // from before stays open; io. Nothing is lost by any of them.
  Result<void> purge(std::atomic<bool>* cancelled = nullptr);

  // Adds a backup of the store as it is now to a folder of backups, while others write (backup.h).
  // Takes long; not on the committer's thread. Waits for a purge, and a purge for it.
  Result<KeptBackup> backup(const BackupWish& wish);

  // Why nothing new may be accepted: store_full or store_sick (latched). Cheap, from any thread.
  std::optional<Problem> health() const;
  StoreStrain strain() const;
  // Latches store_sick: for whoever saw the store fail.
  void mark_sick(std::string why) const;

  // A torn, never acknowledged batch at the log's end was dropped when opening; `what` for the log.
  std::optional<std::string> recovered_torn_tail() const;
  bool read_only() const;
  StoreSizes sizes() const;

 private:
  friend class Transaction;
  friend class Reindex;
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace frontdesk
