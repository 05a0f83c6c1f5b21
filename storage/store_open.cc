// Opening: the lock, the logs' judgement, the schema.

#include <algorithm>

#include "storage/log_ahead.h"
#include "storage/store_parts.h"
#include "storage/tuning.h"
#include "storage/upgrade.h"
#include "storage/wal_check.h"

namespace frontdesk {

namespace {

Problem locked(const std::string& path) {
  return problem(ProblemCode::store_locked,
                 "the store in " + path + " is in use by another process; stop that one first");
}

// While another process writes, its log's end looks torn: nobody may judge it then.
Result<void> check_lock(rocksdb::Env& env, const std::string& path, bool read_only) {
  const auto name = path + "/LOCK";
  if (!env.FileExists(name).ok()) return {};
  rocksdb::FileLock* lock = nullptr;
  const auto status = env.LockFile(name, &lock);
  if (status.ok()) {
    env.UnlockFile(lock);
    return {};
  }
  // A reader may not be allowed to open the lock file for writing; then the logs must do.
  if (read_only && status.ToString().find("While open") != std::string::npos) return {};
  return locked(path);
}

// Columns that we do not know: another program's database, or a later version's.
Result<void> check_columns(const rocksdb::DBOptions& options, const std::string& path) {
  std::vector<std::string> present;
  if (!rocksdb::DB::ListColumnFamilies(options, path, &present).ok()) return {};  // open tells more
  for (const auto& name : present) {
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    if (std::find(column_names.begin(), column_names.end(), name) == column_names.end())
      return newer_store(path, "it has a column \"" + name + '"');
  }
  return {};
}

rocksdb::Status open_db(const rocksdb::DBOptions& options, const std::string& path, bool read_only,
                        const std::vector<rocksdb::ColumnFamilyDescriptor>& columns,
                        std::vector<rocksdb::ColumnFamilyHandle*>& handles,
                        std::unique_ptr<rocksdb::DB>& db) {
  rocksdb::DB* opened = nullptr;
  const auto status = read_only
                          ? rocksdb::DB::OpenForReadOnly(options, path, columns, &handles, &opened)
                          : rocksdb::DB::Open(options, path, columns, &handles, &opened);
  db.reset(opened);
  return status;
}

Problem open_problem(const rocksdb::Status& status, const std::string& path) {
  const auto text = status.ToString();
  if (text.find("lock") != std::string::npos && status.IsIOError()) return locked(path);
  if (status.IsCorruption() || status.IsInvalidArgument()) return damaged_store(path, text);
  return problem(ProblemCode::io, "cannot open the store in " + path + ": " + text);
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder,
                                           const StoreOptions& options) {
  const auto path = folder.string();
  auto parts = std::make_unique<Parts>();
  parts->env = options.env ? options.env : rocksdb::Env::Default();
  parts->path = path;
  parts->read_only = options.read_only;
  auto& env = *parts->env;
  parts->watermark_bytes = options.free_watermark_bytes;
  parts->health =
      std::make_shared<Health>(env, path, options.free_watermark_bytes, options.free_space_every);
  if (!env.FileExists(path + "/CURRENT").ok()) {
    if (!options.create || options.read_only)
      return problem(ProblemCode::not_found, "there is no store in " + path);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (const auto made = env.CreateDirIfMissing(path); !made.ok())
      return problem(ProblemCode::io, "cannot create " + path + ": " + made.ToString());
  }
  parts->files_ahead = logs_laid_out(env, log_step(options));
  auto db = db_options(options, *parts->files_ahead, parts->health);
  if (auto free = check_lock(env, path, options.read_only); !free) return free.error();
  if (auto known = check_columns(db, path); !known) return known.error();
  const auto logs = check_wals(env, path);
  if (!logs && logs.error().code == ProblemCode::store_damaged)
    return damaged_store(path, logs.error().says);
  if (!logs) return logs.error();
  if (!options.read_only)
    if (auto settled = settle_wals(env, path, *logs); !settled) return settled.error();
  const auto& torn = logs->torn;

  const auto columns = column_options(options);
  auto status = open_db(db, path, options.read_only, columns, parts->handles, parts->db);
  if (!status.ok() && torn && status.IsCorruption()) {
    // The judgement says: only the last batch, never acknowledged, is broken.
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    status = open_db(db, path, options.read_only, columns, parts->handles, parts->db);
  }
  if (!status.ok()) return open_problem(status, path);
  parts->health->ask_for_stalls([&db = *parts->db] { return stall_of(db); });
  if (torn && !options.read_only)
    if (auto cut = cut_tail(env, path, *torn); !cut) return cut.error();
  if (torn)
    parts->torn_tail = "log " + std::to_string(torn->number) + " was torn after byte " +
                       std::to_string(torn->whole_bytes) + " of " + std::to_string(torn->bytes) +
                       "; what was being written there was never acknowledged and is dropped";
  std::unique_ptr<Store> store(new Store(std::move(parts)));
  if (auto readable = check_schema(*store, path, options); !readable) return readable.error();
  return store;
}

}  // namespace frontdesk
