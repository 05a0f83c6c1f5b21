// Opening: the lock, the logs' judgement, the schema.

#include <algorithm>

#include "storage/live_log.h"
#include "storage/log_ahead.h"
#include "storage/refusal.h"
#include "storage/store_parts.h"
#include "storage/tuning.h"
#include "storage/upgrade.h"
#include "storage/wal_check.h"

namespace frontdesk {

namespace {

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
  return locked_store(path);
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

// The folder of a new store. Its name must outlast a power loss as well: nothing would tell an
// empty store from one that lost its mails.
rocksdb::Status make_folder(rocksdb::Env& env, const std::filesystem::path& folder) {
  const auto sync = [&env](const std::filesystem::path& path) {
    std::unique_ptr<rocksdb::Directory> opened;
    auto status = env.NewDirectory(path.string(), &opened);
    return status.ok() ? opened->Fsync() : status;
  };
  std::vector<std::filesystem::path> missing;
  auto at = std::filesystem::absolute(folder).lexically_normal();
  for (; !env.FileExists(at.string()).ok() && at.has_relative_path(); at = at.parent_path())
    missing.push_back(at);
  // An Env need not keep its folders in the file system: what stands there is not ours then.
  std::error_code ignored, error;
  const bool makes_it = !std::filesystem::exists(folder, ignored);
  // One that was made before may not be on the disk; its parent need not be ours to open.
  if (missing.empty()) sync(at.parent_path()).PermitUncheckedError();
  for (; !missing.empty(); missing.pop_back()) {
    auto status = env.CreateDirIfMissing(missing.back().string());
    if (status.ok()) status = sync(missing.back().parent_path());
    if (!status.ok()) return status;
  }
  // Mails, names and numbers are its owner's alone, whatever the umask.
  if (makes_it && std::filesystem::exists(folder, ignored))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return error ? rocksdb::Status::IOError(folder.string(), error.message()) : rocksdb::Status::OK();
}

// A file that only a store has which was opened once. A first start that was cut off leaves the
// first manifest and no CURRENT.
bool is_of_a_used_store(const std::string& name) {
  return name.ends_with(".log") || name.ends_with(".sst") || name.ends_with(".blob") ||
         name.starts_with("OPTIONS-") || name == live_log_name ||
         (name.starts_with("MANIFEST-") && name != "MANIFEST-000001");
}

// A folder with a store in it, or one for a new store.
Result<void> find_or_make(rocksdb::Env& env, const std::filesystem::path& folder,
                          const StoreOptions& options) {
  const auto path = folder.string();
  std::vector<std::string> names;
  const auto listed = env.GetChildren(path, &names);
  if (!listed.ok() && !listed.IsNotFound() && !listed.IsPathNotFound())
    return not_opened(path, listed);
  if (std::find(names.begin(), names.end(), "CURRENT") != names.end()) return {};
  const auto left = std::find_if(names.begin(), names.end(), is_of_a_used_store);
  if (left != names.end())
    return damaged_store(path, "its file CURRENT is gone, and " + *left + " is there");
  if (!options.create || options.read_only)
    return problem(ProblemCode::not_found, "there is no store in " + path);
  if (const auto made = make_folder(env, folder); !made.ok())
    return problem(ProblemCode::io, "cannot create " + path + ": " + made.ToString());
  return {};
}

// The logs and the mark of the live one, as they are before anything is changed.
Result<WalVerdict> judge_logs(rocksdb::Env& env, const std::string& path,
                              std::optional<std::uint64_t> marked) {
  auto logs = check_wals(env, path);
  if (!logs) return logs;
  if (auto there = check_marked_log(marked, logs->logs); !there) return there.error();
  return logs;
}

// What a part of the opening found wrong, as the refusal of the store.
Problem refusal(const std::string& path, const Problem& found) {
  return found.code == ProblemCode::store_damaged ? damaged_store(path, found.says) : found;
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
  if (auto found = find_or_make(env, folder, options); !found) return found.error();
  if (auto free = check_lock(env, path, options.read_only); !free) return free.error();
  const auto marked = marked_log(env, path);
  if (!marked) return refusal(path, marked.error());
  parts->files_ahead = logs_laid_out(env, log_step(options));
  parts->marked = logs_marked(*parts->files_ahead, path, *marked);
  auto db = db_options(options, *parts->marked.env, parts->health);
  if (auto known = check_columns(db, path); !known) return known.error();
  const auto logs = judge_logs(env, path, *marked);
  if (!logs) return refusal(path, logs.error());
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
  if (!status.ok()) return not_opened(path, status);
  begin_to_mark(*parts->marked.live);
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
