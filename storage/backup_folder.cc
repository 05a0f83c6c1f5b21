#include "storage/backup_folder.h"

#include <unistd.h>

#include <algorithm>

#include "storage/decode.h"
#include "storage/private_files.h"

namespace frontdesk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view marker_name = "FRONTDESK-BACKUPS";
constexpr std::string_view marker_text =
    "Backups of a Frontdesk store: all mail and all personal data that it held. Keep them as safe "
    "as the store.\nTo list, check and restore: frontdesk restore --help. Change nothing by "
    "hand.\n";

// Links resolved, no slash at the end.
fs::path place(const fs::path& path) {
  std::error_code ignored;
  const auto whole = fs::weakly_canonical(path, ignored);
  return whole.has_filename() ? whole : whole.parent_path();
}

bool is_inside(const fs::path& inner, const fs::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

Problem unusable(const fs::path& folder, const std::string& why) {
  return problem(ProblemCode::invalid, folder.string() + " cannot hold backups: " + why);
}

// What a system call refused, in words that say what to do.
Problem refused(const fs::path& folder, const std::error_code& error) {
  if (error == std::errc::read_only_file_system)
    return problem(ProblemCode::forbidden,
                   "the daemon may not write to " + folder.string() +
                       ": under systemd only where StateDirectory or ReadWritePaths of its unit "
                       "let it, such as /var/lib/frontdesk-backup");
  if (error == std::errc::permission_denied || error == std::errc::operation_not_permitted)
    return problem(ProblemCode::forbidden, "may not write to " + folder.string() +
                                               ": let the daemon's user own the folder");
  if (error == std::errc::no_space_on_device)
    return problem(ProblemCode::store_full, "the disk of " + folder.string() + " is full");
  return problem(ProblemCode::io, "cannot use " + folder.string() + ": " + error.message());
}

// Our marker is the first thing that is written into a folder.
Result<void> claim(rocksdb::Env& env, const fs::path& folder) {
  std::error_code error;
  const auto kind = fs::status(folder, error).type();
  if (kind == fs::file_type::not_found) {
    if (!fs::create_directory(folder, error) || error) return refused(folder, error);
  } else if (error) {
    return refused(folder, error);
  } else if (kind != fs::file_type::directory) {
    return unusable(folder, "it is not a folder");
  }
  if (fs::exists(folder / marker_name, error)) return {};
  const bool empty = fs::is_empty(folder, error);
  if (error) return refused(folder, error);
  if (!empty) return unusable(folder, "it holds something else; name a new or an empty folder");
  fs::permissions(folder, fs::perms(0700), error);
  if (error) return refused(folder, error);
  if (::access(folder.c_str(), W_OK) != 0) return refused(folder, {errno, std::system_category()});
  const rocksdb::Slice text(marker_text.data(), marker_text.size());
  const auto written =
      rocksdb::WriteStringToFile(&env, text, (folder / marker_name).string(), /*should_sync=*/true);
  return written.ok() ? Result<void>() : copy_problem(written, folder);
}

}  // namespace

Problem copy_problem(const rocksdb::Status& status, const fs::path& folder) {
  if (status.IsNoSpace())
    return refused(folder, std::make_error_code(std::errc::no_space_on_device));
  if (status.IsCorruption())
    return problem(ProblemCode::store_damaged,
                   "the backup in " + folder.string() + " is damaged: " + status.ToString());
  return problem(ProblemCode::io, "cannot copy into " + folder.string() + ": " + status.ToString());
}

BackupFolder::BackupFolder(BackupFolder&& other) noexcept
    : env_(other.env_), lock_(std::exchange(other.lock_, nullptr)) {}

BackupFolder::~BackupFolder() {
  if (lock_) env_->UnlockFile(lock_);
}

Result<BackupFolder> BackupFolder::take(rocksdb::Env& env, const fs::path& folder,
                                        const fs::path& store) {
  if (!folder.is_absolute())
    return unusable(folder, "name it from the root on, such as /var/lib/frontdesk-backup");
  const auto here = place(folder), there = place(store);
  if (is_inside(here, there)) return unusable(folder, "it is inside the store's own folder");
  if (is_inside(there, here)) return unusable(folder, "the store is inside it");
  if (auto ok = claim(env, folder); !ok) return ok.error();
  rocksdb::FileLock* lock = nullptr;
  if (const auto status = env.LockFile((folder / "LOCK").string(), &lock); !status.ok())
    return problem(ProblemCode::store_locked, "another process writes backups into " +
                                                  folder.string() + " (" + status.ToString() + ")");
  return BackupFolder(env, lock);
}

Result<std::unique_ptr<rocksdb::BackupEngineReadOnly>> open_backups(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return problem(ProblemCode::not_found, "there is no folder " + folder.string());
  if (!fs::exists(folder / marker_name, error)) {
    if (error) return refused(folder, error);
    return problem(ProblemCode::invalid,
                   folder.string() + " is no folder of backups that frontdesk made");
  }
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  const rocksdb::BackupEngineOptions options(folder.string());
  const auto status =
      rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), options, &engine);
  std::unique_ptr<rocksdb::BackupEngineReadOnly> owned(engine);
  if (status.ok()) return owned;
  if (fs::exists(folder / "meta", error)) return copy_problem(status, folder);
  return problem(ProblemCode::not_found,
                 "there is no whole backup in " + folder.string() + ": one was begun and cut off");
}

Result<KeptBackup> kept(const rocksdb::BackupInfo& info) {
  KeptBackup backup;
  backup.id = info.backup_id;
  backup.bytes = info.size;
  backup.files = info.number_files;
  auto mark = decode<BackupMark>(std::string_view(info.app_metadata),
                                 "mark of backup " + std::to_string(backup.id));
  if (!mark) return mark.error();
  backup.mark = std::move(*mark);
  return backup;
}

Result<rocksdb::BackupInfo> find_backup(const rocksdb::BackupEngineReadOnlyBase& engine,
                                        const fs::path& folder, std::uint32_t id) {
  rocksdb::BackupInfo info;
  const auto status =
      id == 0 ? engine.GetLatestBackupInfo(&info, true) : engine.GetBackupInfo(id, &info, true);
  if (status.ok()) return info;
  if (status.IsCorruption())
    return problem(ProblemCode::store_damaged,
                   "backup " + std::to_string(id) + " in " + folder.string() +
                       " is damaged or not whole: " + status.ToString());
  std::vector<rocksdb::BackupID> corrupt;
  engine.GetCorruptedBackups(&corrupt);
  if (id == 0 && !corrupt.empty())
    return problem(ProblemCode::store_damaged,
                   "no backup in " + folder.string() + " is whole: each lacks files");
  if (id == 0)
    return problem(ProblemCode::not_found, "there is no whole backup in " + folder.string() +
                                               ": one was begun and cut off");
  return problem(ProblemCode::not_found, "there is no backup " + std::to_string(id) + " in " +
                                             folder.string() + "; --list shows which there are");
}

}  // namespace frontdesk
