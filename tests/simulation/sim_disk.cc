#include "tests/simulation/sim_disk.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <cstdarg>
#include <cstring>

namespace frontdesk::simulation {
namespace {

// "/a//b/" is "/a/b".
std::string plain(const std::string& path) {
  std::string result;
  for (const char c : path)
    if (c != '/' || result.empty() || result.back() != '/') result += c;
  while (result.size() > 1 && result.back() == '/') result.pop_back();
  return result;
}

bool is_log(const std::string& path) {
  return path.ends_with(".log");
}

rocksdb::IOStatus missing(const std::string& path) {
  return rocksdb::IOStatus::NotFound(path);
}

}  // namespace

class SimDisk::Reading final : public rocksdb::FSSequentialFile {
 public:
  Reading(FilePtr file, std::mutex& mutex) : file_(std::move(file)), mutex_(mutex) {}
  Status Read(std::size_t size, const Options&, rocksdb::Slice* result, char* scratch,
              Debug*) override {
    const std::lock_guard lock(mutex_);
    const auto rest = file_->bytes.size() - std::min(at_, file_->bytes.size());
    const auto count = std::min(size, rest);
    if (count > 0) std::memcpy(scratch, file_->bytes.data() + at_, count);
    at_ += count;
    *result = {scratch, count};
    return Status::OK();
  }
  Status Skip(std::uint64_t count) override {
    at_ += count;
    return Status::OK();
  }

 private:
  FilePtr file_;
  std::mutex& mutex_;
  std::size_t at_ = 0;
};

class SimDisk::Looking final : public rocksdb::FSRandomAccessFile {
 public:
  Looking(FilePtr file, std::mutex& mutex) : file_(std::move(file)), mutex_(mutex) {}
  Status Read(std::uint64_t at, std::size_t size, const Options&, rocksdb::Slice* result,
              char* scratch, Debug*) const override {
    const std::lock_guard lock(mutex_);
    const auto& bytes = file_->bytes;
    const auto count = at >= bytes.size() ? 0 : std::min(size, bytes.size() - at);
    if (count > 0) std::memcpy(scratch, bytes.data() + at, count);
    *result = {scratch, count};
    return Status::OK();
  }

 private:
  FilePtr file_;
  std::mutex& mutex_;
};

class SimDisk::Writing final : public rocksdb::FSWritableFile {
 public:
  Writing(SimDisk& disk, FilePtr file, std::string path)
      : disk_(disk), file_(std::move(file)), path_(std::move(path)), log_(is_log(path_)) {}
  Status Append(const rocksdb::Slice& data, const Options&, Debug*) override {
    return disk_.append(file_, log_, {data.data(), data.size()});
  }
  Status Append(const rocksdb::Slice& data, const Options& options,
                const rocksdb::DataVerificationInfo&, Debug* debug) override {
    return Append(data, options, debug);
  }
  Status Truncate(std::uint64_t size, const Options&, Debug*) override {
    const std::lock_guard lock(disk_.mutex_);
    if (disk_.stopped_) return Status::IOError("the disk is gone");
    file_->bytes.resize(size);
    return Status::OK();
  }
  Status Close(const Options&, Debug*) override { return Status::OK(); }
  Status Flush(const Options&, Debug*) override { return Status::OK(); }
  Status Sync(const Options&, Debug*) override { return disk_.sync(file_, log_, path_); }
  std::uint64_t GetFileSize(const Options&, Debug*) override {
    const std::lock_guard lock(disk_.mutex_);
    return file_->bytes.size();
  }

 private:
  SimDisk& disk_;
  FilePtr file_;
  const std::string path_;
  const bool log_;
};

class SimDisk::Folder final : public rocksdb::FSDirectory {
 public:
  explicit Folder(SimDisk& disk) : disk_(disk) {}
  Status Fsync(const Options&, Debug*) override { return disk_.sync_names(); }

 private:
  SimDisk& disk_;
};

class SimDisk::Lock final : public rocksdb::FileLock {
 public:
  explicit Lock(std::string name) : path(std::move(name)) {}
  const std::string path;
};

void SimDisk::fail_log(std::size_t number, DiskFault fault) {
  const std::lock_guard lock(mutex_);
  log_countdown_ = number;
  fault_ = fault;
}

void SimDisk::fail_any(std::size_t number, DiskFault fault) {
  const std::lock_guard lock(mutex_);
  any_countdown_ = number;
  fault_ = fault;
}

void SimDisk::fill(bool full, std::uint64_t free_bytes) {
  const std::lock_guard lock(mutex_);
  full_ = full;
  free_bytes_ = free_bytes;
}

void SimDisk::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
}

void SimDisk::start() {
  const std::lock_guard lock(mutex_);
  stopped_ = failed_ = false;
  log_countdown_ = any_countdown_ = 0;
  fault_ = DiskFault::none;
  locks_.clear();
}

bool SimDisk::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

std::uint64_t SimDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

void SimDisk::each(const std::function<void(const std::string&, const std::string&)>& visit) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [path, file] : files_) visit(path, file->bytes);
}

void SimDisk::lose_power(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  Chance of_names(seed);
  // A journaling file system keeps changes of names in their order.
  for (auto gone = of_names.below(names_.size() + 1); gone > 0; --gone) {
    auto change = std::move(names_.back());
    names_.pop_back();
    const auto now = find(change.path);
    if (!change.from.empty()) files_[change.from] = now;
    if (change.before)
      files_[change.path] = change.before;
    else
      files_.erase(change.path);
  }
  names_.clear();
  for (auto& [path, file] : files_) {
    auto& bytes = file->bytes;
    std::uint64_t of_file = seed;
    for (const auto letter : path) of_file = of_file * 131 + static_cast<unsigned char>(letter);
    Chance chance(of_file);
    for (auto at = file->synced; at < bytes.size();) {
      const auto end = std::min(bytes.size(), (at / page + 1) * page);
      if (chance.one_in(2)) bytes.replace(at, end - at, end - at, '\0');
      at = end;
    }
    if (bytes.size() > file->synced && chance.one_in(2))
      bytes.resize(file->synced + chance.below(bytes.size() - file->synced + 1));
    file->synced = bytes.size();
  }
}

SimDisk::Status SimDisk::step(bool log, bool writes, std::size_t* cut) {
  ++operations_;
  if (stopped_) return Status::IOError("the disk is gone");
  if (full_ && writes) {
    failed_ = true;
    return Status::NoSpace("the disk is full");
  }
  const bool of_logs = log && log_countdown_ > 0 && --log_countdown_ == 0;
  const bool of_all = any_countdown_ > 0 && --any_countdown_ == 0;
  if (!of_logs && !of_all) return Status::OK();
  failed_ = true;
  if (cut && fault_ != DiskFault::error)
    *cut = *cut / 2;
  else if (cut)
    *cut = 0;
  if (fault_ == DiskFault::power) stopped_ = true;
  return Status::IOError("the disk failed");
}

SimDisk::Status SimDisk::append(const FilePtr& file, bool log, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const bool gone = stopped_ || full_;
  auto cut = bytes.size();
  const auto status = step(log, true, &cut);
  if (status.ok() || !gone) file->bytes.append(bytes.substr(0, cut));
  return status;
}

SimDisk::Status SimDisk::sync(const FilePtr& file, bool log, const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (const auto status = step(log, false, nullptr); !status.ok()) return status;
  file->synced = file->bytes.size();
  std::erase_if(names_, [&](const Change& change) {
    return change.path == path && change.from.empty() && !change.before;
  });
  return Status::OK();
}

SimDisk::Status SimDisk::sync_names() {
  const std::lock_guard lock(mutex_);
  if (const auto status = step(false, false, nullptr); !status.ok()) return status;
  names_.clear();
  return Status::OK();
}

SimDisk::FilePtr SimDisk::find(const std::string& path) const {
  const auto found = files_.find(plain(path));
  return found == files_.end() ? nullptr : found->second;
}

SimDisk::Status SimDisk::NewSequentialFile(const std::string& path, const FileOptions&,
                                           std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                           Debug*) {
  const std::lock_guard lock(mutex_);
  const auto file = find(path);
  if (!file) return missing(path);
  *result = std::make_unique<Reading>(file, mutex_);
  return Status::OK();
}

SimDisk::Status SimDisk::NewRandomAccessFile(const std::string& path, const FileOptions&,
                                             std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                             Debug*) {
  const std::lock_guard lock(mutex_);
  const auto file = find(path);
  if (!file) return missing(path);
  *result = std::make_unique<Looking>(file, mutex_);
  return Status::OK();
}

SimDisk::Status SimDisk::NewWritableFile(const std::string& path, const FileOptions&,
                                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug*) {
  const std::lock_guard lock(mutex_);
  // RocksDB does without the file of its options, whose writing is half of what an opening costs.
  if (path.find("/OPTIONS-") != std::string::npos) return Status::NotSupported(path);
  if (const auto status = step(false, true, nullptr); !status.ok()) return status;
  const auto name = plain(path);
  names_.push_back({name, "", find(name)});
  auto file = std::make_shared<File>();
  files_[name] = file;
  *result = std::make_unique<Writing>(*this, std::move(file), name);
  return Status::OK();
}

SimDisk::Status SimDisk::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                            std::unique_ptr<rocksdb::FSWritableFile>* result,
                                            Debug* debug) {
  {
    const std::lock_guard lock(mutex_);
    if (auto file = find(path)) {
      *result = std::make_unique<Writing>(*this, std::move(file), plain(path));
      return Status::OK();
    }
  }
  return NewWritableFile(path, options, result, debug);
}

SimDisk::Status SimDisk::NewDirectory(const std::string&, const Options&,
                                      std::unique_ptr<rocksdb::FSDirectory>* result, Debug*) {
  *result = std::make_unique<Folder>(*this);
  return Status::OK();
}

SimDisk::Status SimDisk::NewLogger(const std::string&, const Options&,
                                   std::shared_ptr<rocksdb::Logger>* result, Debug*) {
  class Silent final : public rocksdb::Logger {
   public:
    using Logger::Logv;
    void Logv(const char*, va_list) override {}
    std::size_t GetLogFileSize() const override { return 0; }
  };
  *result = std::make_shared<Silent>();
  return Status::OK();
}

SimDisk::Status SimDisk::FileExists(const std::string& path, const Options&, Debug*) {
  const std::lock_guard lock(mutex_);
  return find(path) ? Status::OK() : missing(path);
}

SimDisk::Status SimDisk::GetChildren(const std::string& folder, const Options&,
                                     std::vector<std::string>* result, Debug*) {
  const std::lock_guard lock(mutex_);
  result->clear();
  const auto prefix = plain(folder) + '/';
  for (const auto& [path, file] : files_)
    if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos)
      result->push_back(path.substr(prefix.size()));
  return Status::OK();
}

SimDisk::Status SimDisk::DeleteFile(const std::string& path, const Options&, Debug*) {
  const std::lock_guard lock(mutex_);
  if (const auto status = step(false, false, nullptr); !status.ok()) return status;
  const auto file = find(path);
  if (!file) return missing(path);
  names_.push_back({plain(path), "", file});
  files_.erase(plain(path));
  return Status::OK();
}

SimDisk::Status SimDisk::RenameFile(const std::string& from, const std::string& to, const Options&,
                                    Debug*) {
  const std::lock_guard lock(mutex_);
  if (const auto status = step(false, false, nullptr); !status.ok()) return status;
  const auto file = find(from);
  if (!file) return missing(from);
  names_.push_back({plain(to), plain(from), find(to)});
  files_.erase(plain(from));
  files_[plain(to)] = file;
  return Status::OK();
}

SimDisk::Status SimDisk::CreateDir(const std::string&, const Options&, Debug*) {
  return Status::OK();
}
SimDisk::Status SimDisk::CreateDirIfMissing(const std::string&, const Options&, Debug*) {
  return Status::OK();
}
SimDisk::Status SimDisk::DeleteDir(const std::string&, const Options&, Debug*) {
  return Status::OK();
}

SimDisk::Status SimDisk::IsDirectory(const std::string& path, const Options&, bool* is_folder,
                                     Debug*) {
  const std::lock_guard lock(mutex_);
  *is_folder = find(path) == nullptr;
  return Status::OK();
}

SimDisk::Status SimDisk::GetFileSize(const std::string& path, const Options&, std::uint64_t* bytes,
                                     Debug*) {
  const std::lock_guard lock(mutex_);
  const auto file = find(path);
  if (!file) return missing(path);
  *bytes = file->bytes.size();
  return Status::OK();
}

SimDisk::Status SimDisk::GetFileModificationTime(const std::string&, const Options&,
                                                 std::uint64_t* seconds, Debug*) {
  *seconds = 0;
  return Status::OK();
}

SimDisk::Status SimDisk::LockFile(const std::string& path, const Options&, rocksdb::FileLock** lock,
                                  Debug*) {
  const std::lock_guard guard(mutex_);
  if (!locks_.insert(plain(path)).second) return Status::IOError("lock " + path + " is held");
  if (!find(path)) files_[plain(path)] = std::make_shared<File>();
  *lock = new Lock(plain(path));
  return Status::OK();
}

SimDisk::Status SimDisk::UnlockFile(rocksdb::FileLock* lock, const Options&, Debug*) {
  const std::lock_guard guard(mutex_);
  const std::unique_ptr<Lock> held(static_cast<Lock*>(lock));
  locks_.erase(held->path);
  return Status::OK();
}

SimDisk::Status SimDisk::GetFreeSpace(const std::string&, const Options&, std::uint64_t* bytes,
                                      Debug*) {
  const std::lock_guard lock(mutex_);
  *bytes = free_bytes_;
  return Status::OK();
}

SimDisk::Status SimDisk::GetAbsolutePath(const std::string& path, const Options&,
                                         std::string* result, Debug*) {
  *result = plain(path);
  return Status::OK();
}

SimDisk::Status SimDisk::GetTestDirectory(const Options&, std::string* path, Debug*) {
  *path = "/tmp";
  return Status::OK();
}

}  // namespace frontdesk::simulation
