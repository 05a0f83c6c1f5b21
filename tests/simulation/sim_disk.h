// The disk of a simulation: a file system in memory that fails when it is told to. What was written
// and not synced may be lost with the power: pages of it in any order, its end, and the newest
// changes of names. Nothing here hangs on time or threads, so that a seed gives the same again.
#pragma once

#include <rocksdb/file_system.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/chance.h"

namespace frontdesk::simulation {

enum class DiskFault {
  none,
  error,  // this operation fails, later ones work
  torn,   // as `error`, but half of what was to be written is there
  power,  // as `torn`, and all later ones fail too
};

class SimDisk final : public rocksdb::FileSystem {
 public:
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using Status = rocksdb::IOStatus;
  using FileOptions = rocksdb::FileOptions;

  // The write or sync with this number from now on (the first is 1) fails: of the write-ahead logs,
  // or of anything.
  void fail_log(std::size_t number, DiskFault fault);
  void fail_any(std::size_t number, DiskFault fault);
  // Full: nothing can be written. `free_bytes` is what the disk says it has, full or not.
  void fill(bool full, std::uint64_t free_bytes);
  // The process has ended: nothing reaches the disk any more.
  void stop();
  // After `stop`: what a power loss leaves. What becomes of a file hangs on its name and the seed.
  void lose_power(std::uint64_t seed);
  // The next process: all works again.
  void start();
  bool failed() const;
  std::uint64_t operations() const;

  // Calls `visit` with the name and the bytes of each file.
  void each(const std::function<void(const std::string&, const std::string&)>& visit) const;

  const char* Name() const override { return "SimDisk"; }
  Status NewSequentialFile(const std::string& path, const FileOptions&,
                           std::unique_ptr<rocksdb::FSSequentialFile>* result, Debug*) override;
  Status NewRandomAccessFile(const std::string& path, const FileOptions&,
                             std::unique_ptr<rocksdb::FSRandomAccessFile>* result, Debug*) override;
  Status NewWritableFile(const std::string& path, const FileOptions&,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug*) override;
  Status ReopenWritableFile(const std::string& path, const FileOptions&,
                            std::unique_ptr<rocksdb::FSWritableFile>* result, Debug*) override;
  Status NewDirectory(const std::string& path, const Options&,
                      std::unique_ptr<rocksdb::FSDirectory>* result, Debug*) override;
  Status NewLogger(const std::string& path, const Options&,
                   std::shared_ptr<rocksdb::Logger>* result, Debug*) override;
  Status FileExists(const std::string& path, const Options&, Debug*) override;
  Status GetChildren(const std::string& folder, const Options&, std::vector<std::string>* result,
                     Debug*) override;
  Status DeleteFile(const std::string& path, const Options&, Debug*) override;
  Status RenameFile(const std::string& from, const std::string& to, const Options&,
                    Debug*) override;
  Status CreateDir(const std::string&, const Options&, Debug*) override;
  Status CreateDirIfMissing(const std::string&, const Options&, Debug*) override;
  Status DeleteDir(const std::string&, const Options&, Debug*) override;
  Status IsDirectory(const std::string& path, const Options&, bool* is_folder, Debug*) override;
  Status GetFileSize(const std::string& path, const Options&, std::uint64_t* bytes,
                     Debug*) override;
  Status GetFileModificationTime(const std::string&, const Options&, std::uint64_t* seconds,
                                 Debug*) override;
  Status LockFile(const std::string& path, const Options&, rocksdb::FileLock** lock,
                  Debug*) override;
  Status UnlockFile(rocksdb::FileLock* lock, const Options&, Debug*) override;
  Status GetFreeSpace(const std::string&, const Options&, std::uint64_t* bytes, Debug*) override;
  Status GetAbsolutePath(const std::string& path, const Options&, std::string* result,
                         Debug*) override;
  Status GetTestDirectory(const Options&, std::string* path, Debug*) override;

 private:
  static constexpr std::size_t page = 4096;
  struct File {
    std::string bytes;
    std::size_t synced = 0;
  };
  using FilePtr = std::shared_ptr<File>;
  // A name that was given or taken away since the folder's last sync.
  struct Change {
    std::string path, from;  // `from`: it was renamed
    FilePtr before;          // what stood at `path`
  };
  class Reading;
  class Looking;
  class Writing;
  class Folder;
  class Lock;

  Status append(const FilePtr& file, bool log, std::string_view bytes);
  Status sync(const FilePtr& file, bool log, const std::string& path);
  Status sync_names();
  // Counts an operation and says whether it fails; `cut` how much of a write is there even so.
  Status step(bool log, bool writes, std::size_t* cut);
  FilePtr find(const std::string& path) const;

  mutable std::mutex mutex_;
  std::map<std::string, FilePtr> files_;
  std::vector<Change> names_;
  std::set<std::string> locks_;
  std::uint64_t operations_ = 0, free_bytes_ = std::uint64_t{1} << 40;
  std::size_t log_countdown_ = 0, any_countdown_ = 0;  // 0: never
  DiskFault fault_ = DiskFault::none;
  bool full_ = false, stopped_ = false, failed_ = false;
};

}  // namespace frontdesk::simulation
