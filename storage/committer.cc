#include "storage/committer.h"

#include <rocksdb/perf_level.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace frontdesk {

namespace {

// How long the thread sleeps at most: a clock that jumps is then noticed.
constexpr std::chrono::milliseconds nap_max{1000};
// A group that took longer: the disk is slow, and who brings a command must not wait for it.
constexpr std::chrono::milliseconds quick_max{20};

}  // namespace

struct Committer::Parts {
  Parts(Store& the_store, const Clock& the_clock, CommitterOptions the_options,
        CommitterHooks the_hooks, Position the_next)
      : store(the_store),
        clock(the_clock),
        options(the_options),
        hooks(std::move(the_hooks)),
        next(the_next) {}

  void run();
  bool step();
  // A bug behind a hook must end the process: half a group would be in memory.
  void lead() noexcept;
  bool wait_for_turn();
  std::vector<Work> take();
  std::optional<Instant> next_due() const;
  // False once the store has failed.
  bool commit(std::vector<Work>& batch, bool due_too);
  Result<void> run_all(std::vector<Work>& batch, bool due_too, Transaction& transaction);
  void fail(std::vector<Work>& batch, const Problem& why);

  Store& store;
  const Clock& clock;
  const CommitterOptions options;
  const CommitterHooks hooks;
  Position next;

  mutable std::mutex mutex;
  std::condition_variable wake;
  std::deque<Work> queue;
  std::size_t queued_bytes = 0;
  std::size_t running = 0, running_bytes = 0;  // of the batch under way: it takes memory too
  std::optional<Instant> due;                  // as the last leader left it
  bool leading = false;  // somebody commits: what belongs to the desk is theirs
  bool quick = true;     // the last group was
  bool accepting = false;
  bool stopping = false;
  bool failed = false;
  std::atomic<std::uint64_t> commands{0}, syncs{0}, refused{0};
  std::thread thread;
};

Committer::Committer(Store& store, const Clock& clock, CommitterOptions options,
                     CommitterHooks hooks, Position next)
    : parts_(std::make_unique<Parts>(store, clock, options, std::move(hooks), next)) {}

Committer::~Committer() {
  stop();
}

Result<void> Committer::submit(Work work) {
  auto& p = *parts_;
  const auto refuse = [&](Problem why) -> Result<void> {
    ++p.refused;
    return why;
  };
  if (auto sick = p.store.health())
    if (!work.frees_space || sick->code != ProblemCode::store_full) return refuse(std::move(*sick));
  std::unique_lock lock(p.mutex);
  if (!p.accepting)
    return refuse(problem(ProblemCode::unavailable, "the store is closing; come again"));
  const bool too_many = p.queue.size() + p.running >= p.options.queue_commands;
  const auto bytes = p.queued_bytes + p.running_bytes;
  // One command may pass the limit when nothing else waits, or it never could.
  const bool too_large = bytes > 0 && bytes + work.bytes > p.options.queue_bytes;
  if (too_many || too_large)
    return refuse(problem(ProblemCode::store_busy, "too much waits to be stored; come again"));
  const bool here = work.at_once && p.quick && !p.leading && p.queue.empty() && p.thread.joinable();
  p.queued_bytes += work.bytes;
  p.queue.push_back(std::move(work));
  if (here) {
    p.leading = true;
    lock.unlock();
    p.lead();
  } else if (!p.leading && p.queue.size() == 1) {
    p.wake.notify_one();
  }
  return {};
}

void Committer::start() {
  auto& p = *parts_;
  std::lock_guard lock(p.mutex);
  if (p.thread.joinable() || p.stopping) return;
  p.accepting = true;
  if (p.options.by_hand) return;
  p.due = p.next_due();
  p.thread = std::thread([&p] { p.run(); });
}

void Committer::stop() {
  auto& p = *parts_;
  {
    std::lock_guard lock(p.mutex);
    p.accepting = false;
    p.stopping = true;
    p.wake.notify_one();
  }
  if (p.thread.joinable()) p.thread.join();
  while (p.options.by_hand && p.step()) {
  }
}

bool Committer::step() {
  return parts_->options.by_hand && parts_->step();
}

CommitterStats Committer::stats() const {
  const auto& p = *parts_;
  std::lock_guard lock(p.mutex);
  return {p.commands, p.syncs, p.refused, p.queue.size() + p.running,
          p.queued_bytes + p.running_bytes};
}

std::optional<Instant> Committer::Parts::next_due() const {
  return hooks.next_due ? hooks.next_due() : std::nullopt;
}

void Committer::Parts::run() {
  while (wait_for_turn()) lead();
}

bool Committer::Parts::step() {
  if (failed) return false;
  auto batch = take();
  const auto due_now = next_due();
  const bool is_due = due_now && *due_now <= clock.now();
  return (!batch.empty() || is_due) && commit(batch, is_due);
}

// One group by who leads, then somebody else may. The thread is woken where there is something for
// it to do, or to wait for.
void Committer::Parts::lead() noexcept {
  step();
  const auto next_one = next_due();
  std::lock_guard lock(mutex);
  leading = false;
  const bool other_wait = std::exchange(due, next_one) != next_one;
  const bool is_due = due && *due <= clock.now();
  if (other_wait || is_due || !queue.empty() || stopping || failed) wake.notify_one();
}

// Until there is something to do, something is due, or the clock may have jumped. True: the thread
// leads; false: it ends.
bool Committer::Parts::wait_for_turn() {
  std::unique_lock lock(mutex);
  for (;;) {
    const auto now = clock.now();
    const bool is_due = due && *due <= now;
    if (!leading && !failed && (is_due || !queue.empty())) return leading = true;
    if (!leading && (failed || stopping)) return false;
    auto nap = nap_max;
    if (due && !is_due)
      nap = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(*due - now),
                       std::chrono::milliseconds{1}, nap_max);
    wake.wait_for(lock, nap);
  }
}

// What waits, up to the limits of a batch.
std::vector<Work> Committer::Parts::take() {
  const std::lock_guard lock(mutex);
  std::vector<Work> batch;
  std::size_t bytes = 0;
  while (!queue.empty() && batch.size() < options.batch_commands &&
         (batch.empty() || bytes + queue.front().bytes <= options.batch_bytes)) {
    bytes += queue.front().bytes;
    batch.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  queued_bytes -= bytes;
  running = batch.size();
  running_bytes = bytes;
  return batch;
}

Result<void> Committer::Parts::run_all(std::vector<Work>& batch, bool due_too,
                                       Transaction& transaction) {
  try {
    for (auto& work : batch) work.run(transaction);
    if (due_too) hooks.run_due(transaction, clock.now());
    if (transaction.failure()) return *transaction.failure();
    return {};
  } catch (const std::exception& error) {
    return problem(ProblemCode::internal, std::string("a command failed: ") + error.what());
  } catch (...) {
    return problem(ProblemCode::internal, "a command failed");
  }
}

bool Committer::Parts::commit(std::vector<Work>& batch, bool due_too) {
  // RocksDB counts each comparison of keys for its thread, and nobody asks.
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  const auto began = std::chrono::steady_clock::now();
  Transaction transaction(store, next);
  if (auto ran = run_all(batch, due_too, transaction); !ran) {
    fail(batch, ran.error());
    return false;
  }
  if (!transaction.empty()) {
    const auto before = std::chrono::steady_clock::now();
    if (auto written = store.write(transaction); !written) {
      fail(batch, written.error());
      return false;
    }
    ++syncs;
    if (hooks.measured) hooks.measured(std::chrono::steady_clock::now() - before, batch.size());
  }
  next = transaction.next_position();
  commands += batch.size();
  if (hooks.after_sync) hooks.after_sync();
  {
    // Before they are told: who is answered may come with the next at once.
    std::lock_guard lock(mutex);
    running = running_bytes = 0;
    quick = std::chrono::steady_clock::now() - began < quick_max;
  }
  const Result<CommitInfo> done = CommitInfo{next - 1};
  for (auto& work : batch)
    if (work.done) work.done(done);
  return true;
}

// The desk in memory may be ahead of the disk from here on: nothing more is taken, all that waits
// is told to come again, and the owner ends the process.
void Committer::Parts::fail(std::vector<Work>& batch, const Problem& why) {
  store.mark_sick(why.says);
  std::deque<Work> waiting;
  {
    std::lock_guard lock(mutex);
    accepting = false;
    failed = true;
    waiting.swap(queue);
    queued_bytes = running = running_bytes = 0;
  }
  const Result<CommitInfo> refused_now = problem(ProblemCode::store_sick, why.says);
  for (auto& work : batch)
    if (work.done) work.done(refused_now);
  for (auto& work : waiting)
    if (work.done) work.done(refused_now);
  if (hooks.fatal) hooks.fatal(why);
}

}  // namespace frontdesk
