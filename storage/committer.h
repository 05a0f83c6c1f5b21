// The one writer. Whoever leads takes all commands that wait, runs them in order on one
// transaction, writes it with one sync, then tells each that it is durable: the group commit. One
// leads at a time: a thread of its own, or for a single short command the thread that brings it.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

#include "rules/base/clock.h"
#include "storage/store.h"
#include "storage/transaction.h"

namespace frontdesk {

struct CommitInfo {
  Position last = 0;  // the journal's last position once this group was durable
};

// `run` is called by whoever commits, one command after another, and may fail only by being wrong:
// what it refuses, it says through what it captured. `done` is called once, on the same thread,
// after the sync or where there was none; it must be quick and must not throw.
struct Work {
  std::function<void(Transaction&)> run;
  std::function<void(const Result<CommitInfo>&)> done;
  std::size_t bytes = 0;  // about what it will write: for the limits
  // Taken although space is short: erasure, a token's revocation, what an operator needs to mend
  // it.
  bool frees_space = false;
  // Short: committed on the thread that brings it where nobody commits, nothing waits and the disk
  // is quick. Spares an idle desk two changes of threads, which take as long as a sync.
  bool at_once = false;
};

struct CommitterOptions {
  std::size_t queue_commands = 4096;
  std::size_t queue_bytes = std::size_t{128} << 20;
  std::size_t batch_commands = 128;
  std::size_t batch_bytes = std::size_t{1} << 20;  // a single larger command is its own batch
  // No thread: whoever owns it calls `step`. For a simulation, in which nothing may happen by
  // chance.
  bool by_hand = false;
};

struct CommitterHooks {
  // When `run_due` wants to be called next; nothing where nothing is due. Asked after each batch.
  std::function<std::optional<Instant>()> next_due;
  // Called inside a batch once that instant has come; must move `next_due` on, or it is called
  // again at once.
  std::function<void(Transaction&, Instant now)> run_due;
  // After each sync, before the `done` of its commands: publish what readers see.
  std::function<void()> after_sync;
  // Memory and disk may have parted; the process must end. All that waited were told store_sick.
  std::function<void(const Problem&)> fatal;
  // After each sync: how long it took and how many commands shared it. For the metrics.
  std::function<void(std::chrono::nanoseconds sync, std::size_t commands)> measured;
};

struct CommitterStats {
  std::uint64_t commands = 0, syncs = 0, refused = 0;
  std::size_t waiting = 0, waiting_bytes = 0;
};

class Committer {
 public:
  // The store and the clock outlive it. `next` is the position of the next journal line.
  Committer(Store& store, const Clock& clock, CommitterOptions options, CommitterHooks hooks,
            Position next);
  ~Committer();  // stops
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Takes the work or refuses it at once: store_busy over a limit, store_full, store_sick,
  // unavailable before start and after stop. From any thread. `done` of refused work is not called.
  Result<void> submit(Work work);

  void start();
  // By hand: commits one group of what waits, with what is due. False where there was nothing to
  // do, and after a failure. From one thread.
  bool step();
  // Commits all that waits, then ends the thread. Idempotent.
  void stop();
  CommitterStats stats() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace frontdesk
