#include "storage/log_ahead.h"

#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <string>

namespace frontdesk {

namespace {

using Options = rocksdb::IOOptions;
using Debug = rocksdb::IODebugContext;
using Status = rocksdb::IOStatus;

constexpr std::uint64_t step_min = std::uint64_t{16} << 10;
constexpr std::uint64_t step_max = std::uint64_t{1} << 20;
// From so many bytes a sync on, writing them twice takes longer than the journal's commit.
constexpr std::uint64_t sync_bytes_max = std::uint64_t{32} << 10;

class LogAhead final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LogAhead(std::unique_ptr<rocksdb::FSWritableFile>&& file, std::uint64_t step)
      : FSWritableFileOwnerWrapper(std::move(file)), step_(step) {}

  Status Append(const rocksdb::Slice& data, const Options& options, Debug* debug) override {
    return appended(FSWritableFileOwnerWrapper::Append(data, options, debug), data, options, debug);
  }
  Status Append(const rocksdb::Slice& data, const Options& options,
                const rocksdb::DataVerificationInfo& info, Debug* debug) override {
    return appended(FSWritableFileOwnerWrapper::Append(data, options, info, debug), data, options,
                    debug);
  }
  Status Sync(const Options& options, Debug* debug) override {
    synced();
    return FSWritableFileOwnerWrapper::Sync(options, debug);
  }
  Status Fsync(const Options& options, Debug* debug) override {
    synced();
    return FSWritableFileOwnerWrapper::Fsync(options, debug);
  }
  Status Close(const Options& options, Debug* debug) override {
    give_back(options, debug);
    return FSWritableFileOwnerWrapper::Close(options, debug);
  }
  std::uint64_t GetFileSize(const Options&, Debug*) override { return size_; }

 private:
  Status appended(Status status, const rocksdb::Slice& data, const Options& options, Debug* debug) {
    if (!status.ok()) {
      refused_ = true;  // where its end is now, nobody knows: from here on nothing is cut off
      pays_ = false;
      laid_out_ = 0;
      return status;
    }
    size_ += data.size();
    unsynced_ += data.size();
    if (pays_ && size_ > laid_out_) lay_out(options, debug);
    return status;
  }

  // Behind the bytes that were just appended: the sync that grows the file anyway carries both.
  void lay_out(const Options& options, Debug* debug) {
    const auto end = (size_ / step_ + 1) * step_;
    const std::string zeros(end - size_, '\0');
    if (FSWritableFileOwnerWrapper::PositionedAppend(zeros, size_, options, debug).ok()) {
      laid_out_ = end;
      return;
    }
    laid_out_ = end;  // a part of them may be there
    give_back(options, debug);
    refused_ = true;
    pays_ = false;
  }

  void give_back(const Options& options, Debug* debug) {
    if (laid_out_ > size_)
      FSWritableFileOwnerWrapper::Truncate(size_, options, debug).PermitUncheckedError();
    laid_out_ = 0;
  }

  void synced() {
    average_ = (3 * average_ + unsynced_) / 4;
    unsynced_ = 0;
    pays_ = !refused_ && average_ <= sync_bytes_max;
  }

  const std::uint64_t step_;
  std::uint64_t size_ = 0, laid_out_ = 0;     // where the batches end, and where the zeros do
  std::uint64_t unsynced_ = 0, average_ = 0;  // bytes since the last sync, and those of a sync
  bool pays_ = false, refused_ = false;
};

class LogsAhead final : public rocksdb::FileSystemWrapper {
 public:
  LogsAhead(const std::shared_ptr<rocksdb::FileSystem>& base, std::uint64_t step)
      : FileSystemWrapper(base), step_(step) {}
  const char* Name() const override { return "frontdesk.logs_ahead"; }

  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    auto status = FileSystemWrapper::NewWritableFile(path, options, result, debug);
    if (status.ok() && path.ends_with(".log"))
      *result = std::make_unique<LogAhead>(std::move(*result), step_);
    return status;
  }

 private:
  const std::uint64_t step_;
};

class Ahead final : public rocksdb::EnvWrapper {
 public:
  Ahead(rocksdb::Env& base, std::uint64_t step) : EnvWrapper(&base) {
    file_system_ = std::make_shared<LogsAhead>(base.GetFileSystem(), step);
    system_clock_ = base.GetSystemClock();
  }
};

}  // namespace

std::uint64_t log_step(const StoreOptions& options) {
  return std::clamp(options.wal_bytes / 128, step_min, step_max);
}

std::unique_ptr<rocksdb::Env> logs_laid_out(rocksdb::Env& base, std::uint64_t step) {
  return std::make_unique<Ahead>(base, step);
}

}  // namespace frontdesk
