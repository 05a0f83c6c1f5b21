#include "daemon/desk/purger.h"

#include "storage/records.h"

namespace frontdesk {
namespace {

constexpr std::chrono::hours between_runs{24};

}  // namespace

Purger::Purger(Store& store, FrontDesk& desk, const Clock& clock, Told told,
               std::chrono::steady_clock::duration between)
    : store_(store), desk_(desk), clock_(clock), told_(std::move(told)), between_(between) {
  if (auto purged = get_setting(store_, purged_setting); purged && *purged)
    purged_ = std::move(**purged);
  thread_ = std::thread([this] { work(); });
}

Purger::~Purger() {
  stop();
}

void Purger::now(Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!cancelled_) {
      waiting_.push_back(std::move(done));
      asked_ = urgent_ = true;
      wake_.notify_one();
      return;
    }
  }
  done(problem(ProblemCode::cancelled, "the daemon is ending"));
}

bool Purger::when_due() {
  const std::lock_guard lock(mutex_);
  if (!urgent_ && last_run_ && clock_.now() - *last_run_ < between_runs) return false;
  asked_ = true;
  wake_.notify_one();
  return true;
}

void Purger::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  wake_.notify_one();
}

void Purger::stop() {
  cancel();
  if (thread_.joinable()) thread_.join();
}

Result<std::string> Purger::wanted() const {
  auto erased = get_setting(store_, erased_setting);
  if (!erased) return erased.error();
  return *erased && **erased != purged_ ? std::move(**erased) : std::string();
}

void Purger::work() {
  for (;;) {
    std::vector<Done> waiting;
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return asked_ || cancelled_; };
      if (put_off_)
        wake_.wait_until(lock, not_before_, woken);
      else
        wake_.wait(lock, woken);
      asked_ = false;
      waiting.swap(waiting_);
    }
    const auto result = run();
    {
      const std::lock_guard lock(mutex_);
      // Who asked meanwhile is served by the next run.
      if (result && !asked_) urgent_ = false;
    }
    for (const auto& done : waiting) done(result);
    const std::lock_guard lock(mutex_);
    if (cancelled_ && waiting_.empty()) return;
  }
}

Result<void> Purger::run() {
  put_off_ = false;
  const auto position = wanted();
  if (!position) return position.error();
  if (position->empty()) return {};
  if (cancelled_) return problem(ProblemCode::cancelled, "the daemon is ending");
  const auto begun = std::chrono::steady_clock::now();
  if (begun < not_before_) {
    put_off_ = true;
    return problem(ProblemCode::unavailable, "erasures are gathered; the disk follows later");
  }
  const auto result = store_.purge(&cancelled_);
  const auto ended = std::chrono::steady_clock::now();
  not_before_ = ended + between_;
  if (result) {
    {
      const std::lock_guard lock(mutex_);
      last_run_ = clock_.now();
    }
    purged_ = *position;
    desk_.put_setting(std::string(purged_setting), *position, [](const Result<void>&) {});
  }
  told_(result, std::chrono::duration_cast<std::chrono::milliseconds>(ended - begun));
  return result;
}

}  // namespace frontdesk
