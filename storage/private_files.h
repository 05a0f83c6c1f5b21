// A file system whose new files and folders only their owner may open, whatever the umask: for
// copies of the store, which is personal data. Once cancelled it opens no file to read.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

namespace frontdesk {

class PrivateFiles final : public rocksdb::FileSystemWrapper {
 public:
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using Status = rocksdb::IOStatus;

  explicit PrivateFiles(const std::shared_ptr<rocksdb::FileSystem>& base,
                        const std::atomic<bool>* cancelled = nullptr)
      : FileSystemWrapper(base), cancelled_(cancelled) {}
  const char* Name() const override { return "frontdesk.private_files"; }

  // An Env like `base` over such files.
  static std::unique_ptr<rocksdb::Env> env_over(const rocksdb::Env& base,
                                                const std::atomic<bool>* cancelled = nullptr) {
    return rocksdb::NewCompositeEnv(
        std::make_shared<PrivateFiles>(base.GetFileSystem(), cancelled));
  }

  Status NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSSequentialFile>* result,
                           Debug* debug) override {
    if (cancelled_ && *cancelled_) return Status::IOError(path, "the work was stopped");
    return FileSystemWrapper::NewSequentialFile(path, options, result, debug);
  }

  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    auto status = FileSystemWrapper::NewWritableFile(path, options, result, debug);
    return status.ok() ? restrict(path, std::filesystem::perms(0600)) : status;
  }
  Status CreateDir(const std::string& path, const Options& options, Debug* debug) override {
    auto status = FileSystemWrapper::CreateDir(path, options, debug);
    return status.ok() ? restrict(path, std::filesystem::perms(0700)) : status;
  }
  Status CreateDirIfMissing(const std::string& path, const Options& options,
                            Debug* debug) override {
    auto status = FileSystemWrapper::CreateDirIfMissing(path, options, debug);
    return status.ok() ? restrict(path, std::filesystem::perms(0700)) : status;
  }

 private:
  static Status restrict(const std::string& path, std::filesystem::perms perms) {
    std::error_code error;
    std::filesystem::permissions(path, perms, error);
    return error ? Status::IOError(path, error.message()) : Status::OK();
  }

  const std::atomic<bool>* cancelled_;
};

}  // namespace frontdesk
