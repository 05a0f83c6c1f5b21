#include "storage/restore.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/backup_folder.h"
#include "storage/ownership.h"
#include "storage/private_files.h"
#include "storage/records.h"
#include "storage/store.h"

namespace frontdesk {
namespace {

namespace fs = std::filesystem;

Problem failed(const std::string& what, const std::error_code& error) {
  const bool forbidden =
      error == std::errc::permission_denied || error == std::errc::operation_not_permitted;
  return problem(forbidden ? ProblemCode::forbidden : ProblemCode::io,
                 what + ": " + error.message());
}

Problem failed(const std::string& what) {
  return failed(what, {errno, std::system_category()});
}

// A store that is there, kept from being opened as long as this lives.
class Occupied {
 public:
  explicit Occupied(std::string name) : name_(std::move(name)) {}
  Occupied(const Occupied&) = delete;
  Occupied& operator=(const Occupied&) = delete;
  ~Occupied() {
    if (lock_) rocksdb::Env::Default()->UnlockFile(lock_);
  }
  bool take() { return rocksdb::Env::Default()->LockFile(name_, &lock_).ok(); }

 private:
  const std::string name_;
  rocksdb::FileLock* lock_ = nullptr;
};

// The folder beside; goes where it did not become the store.
class Beside {
 public:
  explicit Beside(const fs::path& store)
      : path_(store.parent_path() / ('.' + store.filename().string() + ".restoring")) {}
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    std::error_code ignored;
    if (mine_) fs::remove_all(path_, ignored);
  }
  Result<void> make() {
    if (::mkdir(path_.c_str(), 0700) == 0) {
      mine_ = true;
      return {};
    }
    if (errno == EEXIST)
      return problem(ProblemCode::in_use, "there is " + path_.string() +
                                              ": another restore is under way or was cut off; if "
                                              "none is, remove that folder and try again");
    return failed("cannot make " + path_.string());
  }
  void leave() { mine_ = false; }
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
  bool mine_ = false;
};

Result<void> sync_one(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed("cannot open " + path.string());
  const bool good = ::fsync(fd) == 0;
  ::close(fd);
  return good ? Result<void>() : failed("cannot sync " + path.string());
}

// All files and the folder are on the disk and belong to whoever owns the place, when root restores
// for a daemon that is not root.
Result<void> settle(const fs::path& folder, const fs::path& like) {
  std::vector<fs::path> all{folder};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) all.push_back(entry.path());
  if (error) return failed("cannot read " + folder.string(), error);
  for (const auto& path : all) {
    fs::permissions(path, path == folder ? fs::perms(0700) : fs::perms(0600), error);
    if (error) return failed("cannot restrict " + path.string(), error);
    if (auto ok = sync_one(path); !ok) return ok;
  }
  return own_like(folder, like);
}

// Opens what was copied as the store that it is: mends the log's end, where the copy caught the
// daemon in the middle of a write that it had not acknowledged, and counts the journal.
Result<Position> read_through(const fs::path& path, const KeptBackup& backup,
                              const RestoreWish& wish) {
  StoreOptions options;
  options.create = false;
  options.upgrade = false;
  options.free_watermark_bytes = 0;
  const auto store = Store::open(path, options);
  if (!store) return store.error();
  Position expected = 1;
  auto lines = (*store)->walk(Column::journal, {});
  for (; lines.valid(); lines.next(), ++expected) {
    if (number_of(lines.key()) != expected)
      return problem(ProblemCode::store_damaged,
                     "the backup's journal lacks position " + std::to_string(expected));
    if (wish.told && expected % 1024 == 0) wish.told("checked", expected);
  }
  if (auto ok = lines.ok(); !ok) return ok.error();
  if (expected - 1 < backup.mark.position)
    return problem(ProblemCode::store_damaged,
                   "the backup says that its journal goes to position " +
                       std::to_string(backup.mark.position) + " and it ends at " +
                       std::to_string(expected - 1));
  return expected - 1;
}

// True where there is a store to be replaced.
Result<bool> look_at(const fs::path& store, bool replace) {
  std::error_code error;
  const auto kind = fs::status(store, error).type();
  if (kind == fs::file_type::not_found) return false;
  if (error) return failed("cannot look at " + store.string(), error);
  if (kind != fs::file_type::directory)
    return problem(ProblemCode::in_use, store.string() + " is there and is no folder");
  const bool empty = fs::is_empty(store, error);
  if (error) return failed("cannot read " + store.string(), error);
  if (empty) return false;
  if (!fs::exists(store / "LOCK"))
    return problem(ProblemCode::in_use, store.string() +
                                            " holds something that is no store; name a folder "
                                            "that is new or empty");
  if (!replace)
    return problem(ProblemCode::in_use,
                   "there is a store in " + store.string() +
                       "; with --replace the backup takes its place, and it stays beside");
  return true;
}

std::string spelled(Instant at) {
  auto text = to_text(at);
  std::erase_if(text, [](char c) { return c == ':' || c == '-' || c == '.'; });
  return text;
}

// The finished folder gets the store's name, at once.
Result<fs::path> name_it(const fs::path& made, const fs::path& store, bool there) {
  fs::path replaced;
  if (!there) {
    if (::rename(made.c_str(), store.c_str()) != 0)
      return failed("cannot rename " + made.string() + " to " + store.string() +
                    "; if that is a mount point, name a folder below it");
  } else {
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, store.c_str(), RENAME_EXCHANGE) != 0)
      return failed("cannot exchange " + made.string() + " with " + store.string());
    replaced = store.string() + ".replaced-" + spelled(SystemClock().now());
    if (::rename(made.c_str(), replaced.c_str()) != 0) replaced = made;
  }
  if (auto ok = sync_one(store.parent_path()); !ok) return ok.error();
  return replaced;
}

Result<KeptBackup> copy(const RestoreWish& wish, const fs::path& to) {
  const auto engine = open_backups(wish.backups);
  if (!engine) return engine.error();
  const auto info = find_backup(**engine, wish.backups, wish.id);
  if (!info) return info.error();
  auto backup = kept(*info);
  if (!backup) return backup.error();
  if (backup->mark.schema > schema_version)
    return problem(ProblemCode::store_newer,
                   "backup " + std::to_string(backup->id) + " is of a newer frontdesk (" +
                       backup->mark.program + ", schema " + std::to_string(backup->mark.schema) +
                       "); restore it with that version");
  std::error_code error;
  const auto space = fs::space(to, error);
  if (!error && space.available < backup->bytes)
    return problem(ProblemCode::store_full, "the backup takes " +
                                                std::to_string(backup->bytes >> 20) + " MiB and " +
                                                std::to_string(space.available >> 20) +
                                                " MiB are free at " + to.parent_path().string());
  if (wish.told) wish.told("copying", backup->bytes);
  // Checks each file against its checksum on the way.
  const auto status = (*engine)->RestoreDBFromBackup(info->backup_id, to.string(), to.string());
  if (!status.ok()) return copy_problem(status, wish.backups);
  return backup;
}

}  // namespace

Result<Restored> restore_backup(const RestoreWish& wish) {
  std::error_code error;
  auto store = fs::weakly_canonical(fs::absolute(wish.store), error);
  if (error) return failed("cannot look at " + wish.store.string(), error);
  if (!store.has_filename()) store = store.parent_path();
  const auto there = look_at(store, wish.replace);
  if (!there) return there.error();
  Occupied occupied(store / "LOCK");
  if (*there && !occupied.take())
    return problem(ProblemCode::store_locked,
                   "the store in " + store.string() + " is in use; stop the daemon first");
  Beside beside(store);
  if (auto ok = beside.make(); !ok) return ok.error();
  Restored restored;
  auto backup = copy(wish, beside.path());
  if (!backup) return backup.error();
  restored.backup = std::move(*backup);
  const auto position = read_through(beside.path(), restored.backup, wish);
  if (!position) return position.error();
  restored.position = *position;
  if (auto ok = settle(beside.path(), fs::exists(store) ? store : store.parent_path()); !ok)
    return ok.error();
  auto replaced = name_it(beside.path(), store, *there);
  if (!replaced) return replaced.error();
  beside.leave();
  restored.replaced = std::move(*replaced);
  return restored;
}

}  // namespace frontdesk
