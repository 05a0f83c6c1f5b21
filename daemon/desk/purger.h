// Takes off the disk what was erased, on a thread of its own: rewriting the store takes long. What
// was erased and what has left the disk are kept as two positions of the journal, so that a run
// that was cut off goes on after the next start.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/desk/front_desk.h"

namespace frontdesk {

// A run rewrites all there is, so erasures that come soon after one are gathered: from the end of a
// run to the start of the next goes by at least this.
inline constexpr std::chrono::minutes between_purges{10};

// Written with each erasure: settings of the store.
inline constexpr std::string_view erased_setting = "erased";
inline constexpr std::string_view purged_setting = "purged";

class Purger {
 public:
  using Done = std::function<void(Result<void>)>;
  // Told of each run's end, on the purger's thread.
  using Told = std::function<void(const Result<void>&, std::chrono::milliseconds took)>;

  // All of them outlive it.
  Purger(Store& store, FrontDesk& desk, const Clock& clock, Told told,
         std::chrono::steady_clock::duration between = between_purges);
  ~Purger();
  Purger(const Purger&) = delete;
  Purger& operator=(const Purger&) = delete;

  // What was erased until now leaves the disk as soon as may be; `done` is called once, on the
  // purger's thread: when it has, when it could not, or at once with `unavailable` where it is
  // gathered with what comes. From any thread. What could not is tried again by `when_due`.
  void now(Done done);
  // As above where a person's erasure waits, or where something was erased and the last run that
  // did its work is a day ago (none since the start counts as one): retention erases a little every
  // day, and a run rewrites all there is. True where it looks now.
  bool when_due();

  // Ends the run under way and takes no more; does not wait.
  void cancel();
  // Cancels, and waits.
  void stop();

 private:
  void work();
  // The position to be purged up to; "" where nothing is to do.
  Result<std::string> wanted() const;
  Result<void> run();

  Store& store_;
  FrontDesk& desk_;
  const Clock& clock_;
  const Told told_;
  const std::chrono::steady_clock::duration between_;

  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool asked_ = false, urgent_ = false;  // urgent: asked by a person, and not done yet
  std::vector<Done> waiting_;
  // Of the thread: purged up to this position; when the next run may begin, and that one waits.
  std::string purged_;
  std::chrono::steady_clock::time_point not_before_{};
  bool put_off_ = false;
  std::optional<Instant> last_run_;  // that did its work
  std::thread thread_;
};

}  // namespace frontdesk
