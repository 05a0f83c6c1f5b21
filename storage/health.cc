#include "storage/health.h"

#include <rocksdb/db.h>

#include "storage/refusal.h"

namespace frontdesk {

namespace {

std::int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Stall stall_of(rocksdb::DB& db) {
  const auto number = [&](const std::string& property) {
    std::uint64_t value = 0;
    db.GetIntProperty(property, &value);
    return value;
  };
  return {number(rocksdb::DB::Properties::kIsWriteStopped) != 0,
          number(rocksdb::DB::Properties::kActualDelayedWriteRate) != 0};
}

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

void Health::ask_for_stalls(std::function<Stall()> ask) {
  ask_ = std::move(ask);
}

Stall Health::look_at_writes() {
  if (!ask_) return {};
  // What is told meanwhile is asked for the next time.
  stall_told_ = false;
  const auto stall = ask_();
  if (stall.stopped) stall_told_ = true;
  return stall;
}

std::optional<Problem> Health::now() {
  if (sick_) {
    std::lock_guard lock(mutex_);
    if (!latched_.empty()) return problem(ProblemCode::store_sick, latched_);
    if (!background_.empty()) return problem(ProblemCode::store_sick, background_);
  }
  if (stall_told_ && look_at_writes().stopped)
    return problem(ProblemCode::store_sick, "the store cannot keep up: writes stand still");
  if (watermark_bytes_ == 0) return std::nullopt;
  const auto free = free_bytes();
  if (free >= watermark_bytes_) return std::nullopt;
  return problem(ProblemCode::store_full,
                 "only " + std::to_string(free >> 20) + " MiB are free where the store is; " +
                     std::to_string(watermark_bytes_ >> 20) + " MiB must be");
}

StoreStrain Health::strain() {
  StoreStrain strain;
  const auto stall = look_at_writes();
  strain.now = now();
  if (!strain.now && stall.slowed)
    strain.now =
        problem(ProblemCode::store_busy, "the store cannot keep up: writes are slowed down");
  std::lock_guard lock(mutex_);
  strain.read_errors = read_errors_;
  if (read_errors_ > 0) strain.last_read = problem(ProblemCode::store_sick, read_error_);
  return strain;
}

void Health::read_failed(const rocksdb::Status& status) {
  std::lock_guard lock(mutex_);
  ++read_errors_;
  read_error_ = not_read(status).says;
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
  sick_ = !latched_.empty();
}

void Health::OnStallConditionsChanged(const rocksdb::WriteStallInfo&) {
  stall_told_ = true;
}

}  // namespace frontdesk
