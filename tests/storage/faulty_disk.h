// A disk under RocksDB that can lose power, fail and fill up. What is written passes through to
// real files; what was synced is remembered, and a power loss puts each file back to what a real
// disk may keep: everything synced, and of the rest any pages, in any order, the last of them torn.
// Names too: a file or folder that was made, renamed or deleted since the last sync of the folder
// that it is in may or may not be so, though it was synced itself. The write that fails comes half
// way.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace frontdesk::test {

enum class DiskFault {
  none,
  power,  // this operation and all later ones fail
  once,   // this operation fails, later ones work
  dead,   // as power, but what was written stays: the controller is gone, not the power
  full,   // from here on nothing can be written, until there is room
};

class FaultyDisk final : public rocksdb::FileSystemWrapper {
 public:
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using Status = rocksdb::IOStatus;

  FaultyDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyDisk"; }

  // The operation with this number (the first is 1), counted over writes, syncs and names, fails.
  void fail_at(std::uint64_t number, DiskFault fault) {
    const std::lock_guard lock(mutex_);
    fail_at_ = number;
    fault_ = fault;
  }
  bool is_full() const {
    const std::lock_guard lock(mutex_);
    return failed_ && fault_ == DiskFault::full;
  }
  void make_room() { fail_at(0, DiskFault::none); }
  std::uint64_t operations() const {
    const std::lock_guard lock(mutex_);
    return operations_;
  }
  bool failed() const {
    const std::lock_guard lock(mutex_);
    return failed_;
  }

  // How often zeros were laid out ahead of what is appended.
  std::uint64_t laid_out() const { return laid_out_; }

  // After the store was closed: what a power loss leaves.
  void lose_power(std::mt19937& chance) {
    const std::lock_guard lock(mutex_);
    for (auto change = names_.rbegin(); change != names_.rend(); ++change)
      if (flip(chance)) undo(*change);
    for (auto& [path, file] : files_)
      if (std::filesystem::exists(path)) write_back(path, file, chance);
  }

  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    if (auto failed = step(); !failed.ok()) return failed;
    std::unique_ptr<rocksdb::FSWritableFile> file;
    const auto status = FileSystemWrapper::NewWritableFile(path, options, &file, debug);
    if (!status.ok()) return status;
    const std::lock_guard lock(mutex_);
    files_[path] = {};
    names_.push_back({Change::made, path, {}, {}});
    *result = std::make_unique<Writable>(std::move(file), *this, path);
    return status;
  }
  Status ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                            std::unique_ptr<rocksdb::FSWritableFile>* result,
                            Debug* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    const auto status = FileSystemWrapper::ReopenWritableFile(path, options, &file, debug);
    if (status.ok()) *result = std::make_unique<Writable>(std::move(file), *this, path);
    return status;
  }
  Status RenameFile(const std::string& from, const std::string& to, const Options& options,
                    Debug* debug) override {
    if (auto failed = step(); !failed.ok()) return failed;
    const std::lock_guard lock(mutex_);
    Change change{Change::renamed, to, from, kept(to)};
    const auto status = FileSystemWrapper::RenameFile(from, to, options, debug);
    if (!status.ok()) return status;
    names_.push_back(std::move(change));
    files_[to] = std::move(files_[from]);
    files_.erase(from);
    return status;
  }
  Status DeleteFile(const std::string& path, const Options& options, Debug* debug) override {
    if (auto failed = step(); !failed.ok()) return failed;
    const std::lock_guard lock(mutex_);
    Change change{Change::deleted, path, {}, kept(path)};
    const auto status = FileSystemWrapper::DeleteFile(path, options, debug);
    if (status.ok()) names_.push_back(std::move(change));
    return status;
  }
  Status CreateDir(const std::string& path, const Options& options, Debug* debug) override {
    if (auto failed = step(); !failed.ok()) return failed;
    const std::lock_guard lock(mutex_);
    const auto status = FileSystemWrapper::CreateDir(path, options, debug);
    if (status.ok()) names_.push_back({Change::made, path, {}, {}});
    return status;
  }
  Status CreateDirIfMissing(const std::string& path, const Options& options,
                            Debug* debug) override {
    if (std::filesystem::is_directory(path)) return Status::OK();
    return CreateDir(path, options, debug);
  }
  Status NewDirectory(const std::string& path, const Options& options,
                      std::unique_ptr<rocksdb::FSDirectory>* result, Debug* debug) override {
    std::unique_ptr<rocksdb::FSDirectory> folder;
    const auto status = FileSystemWrapper::NewDirectory(path, options, &folder, debug);
    if (status.ok()) *result = std::make_unique<Folder>(std::move(folder), *this, path);
    return status;
  }

 private:
  static constexpr std::size_t page = 4096, sector = 512;

  // What is in a file for sure; the rest of it is in the cache only.
  struct File {
    std::string synced;
  };
  struct Change {
    enum Kind { made, renamed, deleted } kind;
    std::string path, from;
    std::optional<std::string> before;  // what stood at `path`
  };

  class Writable final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Writable(std::unique_ptr<rocksdb::FSWritableFile>&& file, FaultyDisk& disk, std::string path)
        : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), path_(std::move(path)) {}
    Status Append(const rocksdb::Slice& data, const Options& options, Debug* debug) override {
      if (auto failed = disk_.step(); !failed.ok()) return torn(data, options, debug, failed);
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    Status Append(const rocksdb::Slice& data, const Options& options,
                  const rocksdb::DataVerificationInfo&, Debug* debug) override {
      return Append(data, options, debug);
    }
    Status PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset,
                            const Options& options, Debug* debug) override {
      if (auto failed = disk_.step(); !failed.ok()) {
        if (disk_.tears())
          FSWritableFileOwnerWrapper::PositionedAppend({data.data(), data.size() / 2}, offset,
                                                       options, debug)
              .PermitUncheckedError();
        return failed;
      }
      ++disk_.laid_out_;
      return FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, debug);
    }
    Status Truncate(std::uint64_t size, const Options& options, Debug* debug) override {
      if (auto failed = disk_.step(); !failed.ok()) return failed;
      return FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    }
    Status Sync(const Options& options, Debug* debug) override {
      if (auto failed = disk_.step(); !failed.ok()) return failed;
      // The real disk need not work: that this one keeps it is what counts.
      const auto status = FSWritableFileOwnerWrapper::Flush(options, debug);
      if (status.ok()) disk_.synced(path_);
      return status;
    }
    Status Fsync(const Options& options, Debug* debug) override { return Sync(options, debug); }

   private:
    // The write that fails has come half way.
    Status torn(const rocksdb::Slice& data, const Options& options, Debug* debug, Status failed) {
      if (disk_.tears())
        FSWritableFileOwnerWrapper::Append({data.data(), data.size() / 2}, options, debug)
            .PermitUncheckedError();
      return failed;
    }

    FaultyDisk& disk_;
    const std::string path_;
  };

  class Folder final : public rocksdb::FSDirectoryWrapper {
   public:
    Folder(std::unique_ptr<rocksdb::FSDirectory>&& folder, FaultyDisk& disk, std::string path)
        : FSDirectoryWrapper(std::move(folder)), disk_(disk), path_(std::move(path)) {}
    Status Fsync(const Options&, Debug*) override {
      if (auto failed = disk_.step(); !failed.ok()) return failed;
      disk_.names_synced(path_);
      return Status::OK();
    }
    Status FsyncWithDirOptions(const Options& options, Debug* debug,
                               const rocksdb::DirFsyncOptions&) override {
      return Fsync(options, debug);
    }

   private:
    FaultyDisk& disk_;
    const std::string path_;
  };

  static bool flip(std::mt19937& chance) { return (chance() & 1) != 0; }

  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  static std::optional<std::string> kept(const std::string& path) {
    if (!std::filesystem::exists(path)) return std::nullopt;
    return read(path);
  }

  Status step() {
    const std::lock_guard lock(mutex_);
    ++operations_;
    const bool here = fail_at_ != 0 && operations_ >= fail_at_;
    if (!here || fault_ == DiskFault::none) return Status::OK();
    if (fault_ == DiskFault::once && operations_ > fail_at_) return Status::OK();
    failed_ = true;
    return fault_ == DiskFault::full ? Status::NoSpace("the disk is full")
                                     : Status::IOError("the disk is gone");
  }
  bool tears() const {
    const std::lock_guard lock(mutex_);
    return operations_ == fail_at_;
  }
  void synced(const std::string& path) {
    const std::lock_guard lock(mutex_);
    files_[path].synced = read(path);
  }
  void names_synced(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    const auto inside = [&](const Change& change) {
      return std::filesystem::path(change.path).parent_path() == std::filesystem::path(folder);
    };
    std::erase_if(names_, inside);
  }

  static void undo(const Change& change) {
    switch (change.kind) {
      case Change::made:
        std::filesystem::remove_all(change.path);
        break;
      case Change::renamed:
        if (!std::filesystem::exists(change.path)) return;
        std::filesystem::rename(change.path, change.from);
        [[fallthrough]];
      case Change::deleted:
        if (change.before) write(change.path, *change.before);
        break;
    }
  }

  // Of the pages that were written since the last sync, over others or behind them, any may be as
  // they were, or from a sector on; the file may end early, but not before what was synced; what
  // was cut off may be there again.
  static void write_back(const std::string& path, const File& file, std::mt19937& chance) {
    auto bytes = read(path);
    auto before = file.synced;
    const auto cut_off = bytes.size() < before.size() ? before.substr(bytes.size()) : std::string();
    const auto written = bytes.size();
    before.resize(written, '\0');
    for (std::size_t at = 0; at < written; at += page) {
      const auto length = std::min(page, written - at);
      if (bytes.compare(at, length, before, at, length) == 0 || !flip(chance)) continue;
      const auto kept = flip(chance) ? std::min(length, chance() % 8 * sector) : 0;
      bytes.replace(at + kept, length - kept, before, at + kept, length - kept);
    }
    if (written > file.synced.size() && flip(chance))
      bytes.resize(file.synced.size() + chance() % (written - file.synced.size() + 1));
    if (flip(chance)) bytes += cut_off;
    write(path, bytes);
  }

  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
  std::vector<Change> names_;
  std::atomic<std::uint64_t> laid_out_{0};
  std::uint64_t operations_ = 0, fail_at_ = 0;
  DiskFault fault_ = DiskFault::none;
  bool failed_ = false;
};

// RocksDB sleeps a second after each failure of its own work; a thousandth will do.
class ShortSleeps final : public rocksdb::SystemClockWrapper {
 public:
  ShortSleeps() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "ShortSleeps"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(micros / 1000);
  }
};

class FaultyEnv final : public rocksdb::EnvWrapper {
 public:
  explicit FaultyEnv(const std::shared_ptr<FaultyDisk>& disk)
      : EnvWrapper(rocksdb::NewCompositeEnv(disk)) {
    file_system_ = disk;
    system_clock_ = std::make_shared<ShortSleeps>();
  }
};

}  // namespace frontdesk::test
