#include "storage/live_log.h"

#include <rocksdb/file_system.h>

#include <atomic>
#include <filesystem>
#include <mutex>

#include "storage/wal_check.h"

namespace frontdesk {

namespace {

using Options = rocksdb::IOOptions;
using Debug = rocksdb::IODebugContext;
using Status = rocksdb::IOStatus;

std::string mark_in(const std::string& path) {
  return path + '/' + std::string(live_log_name);
}

std::optional<std::uint64_t> log_of(const std::string& path) {
  return wal_number(std::filesystem::path(path).filename().string());
}

}  // namespace

class LiveLog {
 public:
  LiveLog(std::shared_ptr<rocksdb::FileSystem> files, std::string path, std::uint64_t marked)
      : files_(std::move(files)), path_(std::move(path)), marked_(marked) {}

  void begin() { begun_ = true; }

  // A log with whole batches was synced.
  Status synced(std::uint64_t number, Debug* debug) {
    if (!begun_ || number <= marked_) return Status::OK();
    const std::lock_guard lock(mutex_);
    if (number <= marked_) return Status::OK();
    auto status = sync_folder(debug);  // the log's name is there before the mark names it
    if (status.ok()) status = write(number, debug);
    if (status.ok()) status = sync_folder(debug);
    if (status.ok()) marked_ = number;
    return status;
  }

  // Before a log is removed. A mark that is not known to be on the disk may name it as well.
  Status goes(std::uint64_t number, Debug* debug) {
    const std::lock_guard lock(mutex_);
    if (number < marked_) return Status::OK();
    auto status = files_->DeleteFile(mark_in(path_), {}, debug);
    if (status.ok() || status.IsNotFound() || status.IsPathNotFound()) status = sync_folder(debug);
    if (status.ok()) marked_ = 0;
    return status;
  }

  Status sync_folder(Debug* debug) {
    std::unique_ptr<rocksdb::FSDirectory> folder;
    auto status = files_->NewDirectory(path_, {}, &folder, debug);
    return status.ok() ? folder->Fsync({}, debug) : status;
  }

 private:
  // By a name that RocksDB does not know: what it takes for its own temporary file, it may remove.
  Status write(std::uint64_t number, Debug* debug) {
    const auto made = mark_in(path_) + ".new";
    std::unique_ptr<rocksdb::FSWritableFile> file;
    auto status = files_->NewWritableFile(made, {}, &file, debug);
    if (status.ok()) status = file->Append(wal_name(number) + '\n', {}, debug);
    if (status.ok()) status = file->Sync({}, debug);
    if (status.ok()) status = file->Close({}, debug);
    return status.ok() ? files_->RenameFile(made, mark_in(path_), {}, debug) : status;
  }

  const std::shared_ptr<rocksdb::FileSystem> files_;
  const std::string path_;
  std::mutex mutex_;
  std::atomic<bool> begun_{false};
  std::atomic<std::uint64_t> marked_;  // for sure; 0: none
};

namespace {

class MarkedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  MarkedFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, std::shared_ptr<LiveLog> live,
             std::uint64_t number)
      : FSWritableFileOwnerWrapper(std::move(file)), live_(std::move(live)), number_(number) {}

  Status Append(const rocksdb::Slice& data, const Options& options, Debug* debug) override {
    return appended(FSWritableFileOwnerWrapper::Append(data, options, debug));
  }
  Status Append(const rocksdb::Slice& data, const Options& options,
                const rocksdb::DataVerificationInfo& info, Debug* debug) override {
    return appended(FSWritableFileOwnerWrapper::Append(data, options, info, debug));
  }
  Status Sync(const Options& options, Debug* debug) override {
    return synced(FSWritableFileOwnerWrapper::Sync(options, debug), debug);
  }
  Status Fsync(const Options& options, Debug* debug) override {
    return synced(FSWritableFileOwnerWrapper::Fsync(options, debug), debug);
  }

 private:
  // Of a log whose first batch may have come half way, nothing was acknowledged.
  Status appended(Status status) {
    if (status.ok()) begun_ = true;
    if (!status.ok()) broken_ = true;
    return status;
  }
  Status synced(Status status, Debug* debug) {
    return status.ok() && begun_ && !broken_ ? live_->synced(number_, debug) : status;
  }

  const std::shared_ptr<LiveLog> live_;
  const std::uint64_t number_;
  std::atomic<bool> begun_{false}, broken_{false};
};

class MarkedFiles final : public rocksdb::FileSystemWrapper {
 public:
  MarkedFiles(const std::shared_ptr<rocksdb::FileSystem>& base, std::shared_ptr<LiveLog> live)
      : FileSystemWrapper(base), live_(std::move(live)) {}
  const char* Name() const override { return "frontdesk.marked_logs"; }

  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    auto status = FileSystemWrapper::NewWritableFile(path, options, result, debug);
    if (const auto number = log_of(path); number && status.ok())
      *result = std::make_unique<MarkedFile>(std::move(*result), live_, *number);
    return status;
  }
  Status DeleteFile(const std::string& path, const Options& options, Debug* debug) override {
    if (const auto number = log_of(path))
      if (auto status = live_->goes(*number, debug); !status.ok()) return status;
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }
  // RocksDB syncs the folder only after CURRENT has its name: a file system that keeps names in no
  // order could keep that one without the manifest that it names.
  Status RenameFile(const std::string& from, const std::string& to, const Options& options,
                    Debug* debug) override {
    if (to.ends_with("/CURRENT"))
      if (auto status = live_->sync_folder(debug); !status.ok()) return status;
    return FileSystemWrapper::RenameFile(from, to, options, debug);
  }

 private:
  const std::shared_ptr<LiveLog> live_;
};

class Marked final : public rocksdb::EnvWrapper {
 public:
  Marked(rocksdb::Env& base, const std::shared_ptr<LiveLog>& live) : EnvWrapper(&base) {
    file_system_ = std::make_shared<MarkedFiles>(base.GetFileSystem(), live);
    system_clock_ = base.GetSystemClock();
  }
};

}  // namespace

Result<std::optional<std::uint64_t>> marked_log(rocksdb::Env& env, const std::string& path) {
  const auto name = mark_in(path);
  if (env.FileExists(name).IsNotFound()) return std::optional<std::uint64_t>();
  std::string text;
  if (const auto status = rocksdb::ReadFileToString(&env, name, &text); !status.ok())
    return problem(ProblemCode::io, "cannot read " + name + ": " + status.ToString());
  const bool whole = text.ends_with('\n');
  const auto number = whole ? wal_number(text.substr(0, text.size() - 1)) : std::nullopt;
  if (!number)
    return problem(ProblemCode::store_damaged, "its file LIVE_LOG, which names a log, is broken");
  return number;
}

Result<void> check_marked_log(std::optional<std::uint64_t> marked,
                              const std::vector<WalReport>& logs) {
  if (!marked || (!logs.empty() && logs.back().number > *marked)) return {};
  const auto what = wal_name(*marked) + ", which has acknowledged records, ";
  if (logs.empty() || logs.back().number < *marked)
    return problem(ProblemCode::store_damaged, what + "is gone");
  if (!logs.back().first_sequence)
    return problem(ProblemCode::store_damaged, what + "is empty or broken at its beginning");
  return {};
}

MarkedLogs logs_marked(rocksdb::Env& base, const std::string& path,
                       std::optional<std::uint64_t> marked) {
  auto live = std::make_shared<LiveLog>(base.GetFileSystem(), path, marked.value_or(0));
  auto env = std::make_unique<Marked>(base, live);
  return {std::move(live), std::move(env)};
}

void begin_to_mark(LiveLog& live) {
  live.begin();
}

}  // namespace frontdesk
