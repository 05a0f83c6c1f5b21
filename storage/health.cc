#include "storage/health.h"

namespace frontdesk {

namespace {

std::int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Health::Health(rocksdb::Env& env, std::string path, std::uint64_t watermark_bytes,
               std::chrono::milliseconds every)
    : env_(env), path_(std::move(path)), watermark_bytes_(watermark_bytes), every_(every) {}

void Health::measure_space() {
  auto before = measured_at_.load();
  const auto now = steady_ms();
  if (before != 0 && now - before < every_.count()) return;
  // One thread measures, the others go on with the last figure.
  if (!measured_at_.compare_exchange_strong(before, now)) return;
  std::uint64_t bytes = 0;
  if (env_.GetFreeSpace(path_, &bytes).ok()) free_bytes_ = bytes;
}

std::uint64_t Health::free_bytes() {
  measure_space();
  return free_bytes_;
}

std::optional<Problem> Health::now() {
  if (sick_) {
    std::lock_guard lock(mutex_);
    if (!latched_.empty()) return problem(ProblemCode::store_sick, latched_);
    if (!background_.empty()) return problem(ProblemCode::store_sick, background_);
    if (!stopped_.empty())
      return problem(ProblemCode::store_sick,
                     "the store cannot keep up: writes to " + *stopped_.begin() + " stand still");
  }
  if (watermark_bytes_ == 0) return std::nullopt;
  const auto free = free_bytes();
  if (free >= watermark_bytes_) return std::nullopt;
  return problem(ProblemCode::store_full,
                 "only " + std::to_string(free >> 20) + " MiB are free where the store is; " +
                     std::to_string(watermark_bytes_ >> 20) + " MiB must be");
}

StoreStrain Health::strain() {
  StoreStrain strain;
  strain.now = now();
  std::lock_guard lock(mutex_);
  if (!strain.now && !slowed_.empty())
    strain.now = problem(ProblemCode::store_busy, "the store cannot keep up: writes to " +
                                                      *slowed_.begin() + " are slowed down");
  strain.read_errors = read_errors_;
  if (read_errors_ > 0) strain.last_read = problem(ProblemCode::store_sick, read_error_);
  return strain;
}

void Health::read_failed(const rocksdb::Status& status) {
  std::lock_guard lock(mutex_);
  ++read_errors_;
  read_error_ = "the store cannot be read: " + status.ToString();
}

void Health::latch(std::string why) {
  std::lock_guard lock(mutex_);
  if (latched_.empty()) latched_ = std::move(why);
  sick_ = true;
}

void Health::OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) {
  std::lock_guard lock(mutex_);
  background_ = "the store failed in the background: " + error->ToString();
  sick_ = true;
}

// RocksDB goes on by itself once a full disk has space again.
void Health::OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) {
  if (!info.new_bg_error.ok()) return;
  std::lock_guard lock(mutex_);
  background_.clear();
  sick_ = !latched_.empty() || !stopped_.empty();
}

void Health::OnStallConditionsChanged(const rocksdb::WriteStallInfo& stall) {
  std::lock_guard lock(mutex_);
  stopped_.erase(stall.cf_name);
  slowed_.erase(stall.cf_name);
  if (stall.condition.cur == rocksdb::WriteStallCondition::kStopped) stopped_.insert(stall.cf_name);
  if (stall.condition.cur == rocksdb::WriteStallCondition::kDelayed) slowed_.insert(stall.cf_name);
  sick_ = !latched_.empty() || !background_.empty() || !stopped_.empty();
}

}  // namespace frontdesk
