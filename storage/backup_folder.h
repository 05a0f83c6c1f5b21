// The folder that backups stand in: what may become one, what is one, and what is wrong with it in
// one line. For storage/ only.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>

#include <filesystem>
#include <memory>

#include "storage/backup.h"

namespace frontdesk {

// Makes the folder ready for backups of this store, or says why it cannot be. Whoever has the
// answer is alone with it until it goes.
class BackupFolder {
 public:
  static Result<BackupFolder> take(rocksdb::Env& env, const std::filesystem::path& folder,
                                   const std::filesystem::path& store);
  BackupFolder(BackupFolder&& other) noexcept;
  BackupFolder& operator=(BackupFolder&&) = delete;
  ~BackupFolder();

 private:
  BackupFolder(rocksdb::Env& env, rocksdb::FileLock* lock) : env_(&env), lock_(lock) {}
  rocksdb::Env* env_;
  rocksdb::FileLock* lock_;
};

// A folder of backups to read from.
Result<std::unique_ptr<rocksdb::BackupEngineReadOnly>> open_backups(
    const std::filesystem::path& folder);
// The backup with this id, or the newest for 0, with what RocksDB knows of its files.
Result<rocksdb::BackupInfo> find_backup(const rocksdb::BackupEngineReadOnlyBase& engine,
                                        const std::filesystem::path& folder, std::uint32_t id);
Result<KeptBackup> kept(const rocksdb::BackupInfo& info);

// What RocksDB says of a copy that failed.
Problem copy_problem(const rocksdb::Status& status, const std::filesystem::path& folder);

}  // namespace frontdesk
