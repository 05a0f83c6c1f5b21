// Makes backups beside the daemon's work, one at a time, each on a thread of its own.
#pragma once

#include <atomic>
#include <boost/describe.hpp>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "storage/backup.h"
#include "storage/store.h"

namespace frontdesk {

// What POST /v1/backup is given.
struct BackupRequest {
  std::string folder;  // absolute, as the daemon sees it
  std::uint32_t keep = 0;
};
BOOST_DESCRIBE_STRUCT(BackupRequest, (), (folder, keep))

enum class BackupOutcome { none, running, done, failed };
BOOST_DESCRIBE_ENUM(BackupOutcome, none, running, done, failed)

// The backup under way, or the last one since the daemon's start.
struct BackupState {
  BackupOutcome outcome = BackupOutcome::none;
  std::string folder, by;
  std::optional<Instant> begun, ended;
  BackupStep step = BackupStep::copying;
  std::uint64_t copied = 0;  // bytes
  std::optional<KeptBackup> backup;
  std::string problem, says;  // of a failed one: the problem's name, and what to do
};
BOOST_DESCRIBE_STRUCT(BackupState, (),
                      (outcome, folder, by, begun, ended, step, copied, backup, problem, says))

class BackupRunner {
 public:
  // Told when one begins and when it ended. On any thread.
  using Told = std::function<void(const BackupState&)>;

  // Store and clock outlive it.
  BackupRunner(Store& store, const Clock& clock, Told told);
  ~BackupRunner();  // stops
  BackupRunner(const BackupRunner&) = delete;
  BackupRunner& operator=(const BackupRunner&) = delete;

  // `conflict` while one is under way, `unavailable` once it is stopped. The answer is how it
  // stands at its begin; whether the folder will do is found by the backup itself.
  Result<BackupState> start(BackupRequest request, std::string by);
  BackupState state() const;

  // Ends the one under way, also while it is read back, and takes no more; does not wait.
  void cancel();
  void stop();  // cancels, and waits

 private:
  void run(const BackupWish& wish);

  Store& store_;
  const Clock& clock_;
  const Told told_;
  std::atomic<bool> cancelled_{false};
  mutable std::mutex mutex_;
  BackupState state_;
  std::thread thread_;
};

}  // namespace frontdesk
