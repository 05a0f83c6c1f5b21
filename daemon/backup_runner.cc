#include "daemon/backup_runner.h"

#include <utility>

namespace frontdesk {
namespace {

// A disk that copies as fast as it can has nothing left for the journal's syncs.
constexpr std::uint64_t bytes_per_second = std::uint64_t{64} << 20;

}  // namespace

BackupRunner::BackupRunner(Store& store, const Clock& clock, Told told)
    : store_(store), clock_(clock), told_(std::move(told)) {}

BackupRunner::~BackupRunner() {
  stop();
}

Result<BackupState> BackupRunner::start(BackupRequest request, std::string by) {
  BackupState begun;
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return problem(ProblemCode::unavailable, "the daemon is ending");
    if (state_.outcome == BackupOutcome::running)
      return problem(ProblemCode::conflict,
                     "a backup into " + state_.folder + " is under way; wait for its end");
    if (thread_.joinable()) thread_.join();  // it has ended
    BackupWish wish;
    wish.folder = request.folder;
    wish.keep = request.keep;
    wish.at = clock_.now();
    wish.program = FRONTDESK_VERSION;
    wish.bytes_per_second = bytes_per_second;
    wish.cancelled = &cancelled_;
    wish.told = [this](BackupStep step, std::uint64_t copied) {
      const std::lock_guard inner(mutex_);
      state_.step = step;
      state_.copied = copied;
    };
    state_ = {};
    state_.outcome = BackupOutcome::running;
    state_.folder = std::move(request.folder);
    state_.by = std::move(by);
    state_.begun = wish.at;
    begun = state_;
    thread_ = std::thread([this, wish] { run(wish); });
  }
  told_(begun);
  return begun;
}

void BackupRunner::run(const BackupWish& wish) {
  auto made = store_.backup(wish);
  auto ended = state();
  ended.ended = clock_.now();
  ended.outcome = made ? BackupOutcome::done : BackupOutcome::failed;
  if (made) {
    ended.step = BackupStep::done;
    ended.backup = std::move(*made);
  } else {
    ended.problem = info(made.error().code).name;
    ended.says = made.error().says;
  }
  told_(ended);
  const std::lock_guard lock(mutex_);
  state_ = std::move(ended);
}

BackupState BackupRunner::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void BackupRunner::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
}

void BackupRunner::stop() {
  cancel();
  if (thread_.joinable()) thread_.join();
}

}  // namespace frontdesk
