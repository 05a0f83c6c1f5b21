#include "storage/committer.h"

#include <rocksdb/perf_level.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace frontdesk {

namespace {

// How long the thread sleeps at most: a clock that jumps is then noticed.
constexpr std::chrono::milliseconds nap_max{1000};

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
  void sleep();
  std::vector<Work> take();
  bool is_due() const;
  // False once the store has failed.
  bool commit(std::vector<Work>& batch, bool due);
  Result<void> run_all(std::vector<Work>& batch, bool due, Transaction& transaction);
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
  std::lock_guard lock(p.mutex);
  if (!p.accepting)
    return refuse(problem(ProblemCode::unavailable, "the store is closing; come again"));
  const bool too_many = p.queue.size() + p.running >= p.options.queue_commands;
  const auto bytes = p.queued_bytes + p.running_bytes;
  // One command may pass the limit when nothing else waits, or it never could.
  const bool too_large = bytes > 0 && bytes + work.bytes > p.options.queue_bytes;
  if (too_many || too_large)
    return refuse(problem(ProblemCode::store_busy, "too much waits to be stored; come again"));
  p.queued_bytes += work.bytes;
  p.queue.push_back(std::move(work));
  if (p.queue.size() == 1) p.wake.notify_one();
  return {};
}

void Committer::start() {
  auto& p = *parts_;
  std::lock_guard lock(p.mutex);
  if (p.thread.joinable() || p.stopping) return;
  p.accepting = true;
  if (p.options.by_hand) return;
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

bool Committer::Parts::is_due() const {
  if (!hooks.next_due) return false;
  const auto due = hooks.next_due();
  return due && *due <= clock.now();
}

void Committer::Parts::run() {
  // RocksDB counts each comparison of keys for this thread, and nobody asks.
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  for (;;) {
    sleep();
    if (step()) continue;
    std::lock_guard lock(mutex);
    if (failed || (stopping && queue.empty())) return;
  }
}

bool Committer::Parts::step() {
  if (failed) return false;
  auto batch = take();
  const bool due = is_due();
  return (!batch.empty() || due) && commit(batch, due);
}

// Until there is something to do, something is due, or the clock may have jumped.
void Committer::Parts::sleep() {
  auto nap = nap_max;
  if (hooks.next_due)
    if (const auto due = hooks.next_due())
      nap = std::clamp(*due - clock.now(), std::chrono::milliseconds{0}, nap_max);
  std::unique_lock lock(mutex);
  wake.wait_for(lock, nap, [&] { return stopping || !queue.empty(); });
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

Result<void> Committer::Parts::run_all(std::vector<Work>& batch, bool due,
                                       Transaction& transaction) {
  try {
    for (auto& work : batch) work.run(transaction);
    if (due) hooks.run_due(transaction, clock.now());
    if (transaction.failure()) return *transaction.failure();
    return {};
  } catch (const std::exception& error) {
    return problem(ProblemCode::internal, std::string("a command failed: ") + error.what());
  } catch (...) {
    return problem(ProblemCode::internal, "a command failed");
  }
}

bool Committer::Parts::commit(std::vector<Work>& batch, bool due) {
  Transaction transaction(store, next);
  if (auto ran = run_all(batch, due, transaction); !ran) {
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
