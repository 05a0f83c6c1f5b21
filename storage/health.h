// Whether the store may take anything new: what RocksDB reports from its own threads, and how much
// space is free.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "rules/base/result.h"
#include "storage/strain.h"

namespace frontdesk {

class Health final : public rocksdb::EventListener {
 public:
  Health(rocksdb::Env& env, std::string path, std::uint64_t watermark_bytes,
         std::chrono::milliseconds every);

  std::optional<Problem> now();
  // Until the process ends.
  void latch(std::string why);
  std::uint64_t free_bytes();
  // A read that RocksDB refused: such failures, a missing table among them, it does not report.
  void read_failed(const rocksdb::Status& status);
  StoreStrain strain();

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override;
  void OnStallConditionsChanged(const rocksdb::WriteStallInfo& stall) override;

 private:
  void measure_space();

  rocksdb::Env& env_;
  const std::string path_;
  const std::uint64_t watermark_bytes_;
  const std::chrono::milliseconds every_;

  std::atomic<std::int64_t> measured_at_{0};  // milliseconds of the steady clock; 0: never
  std::atomic<std::uint64_t> free_bytes_{0};
  std::atomic<bool> sick_{false};
  std::mutex mutex_;
  std::string latched_, background_;  // why; "" where not
  std::set<std::string> stopped_;     // columns whose writes stand still…
  std::set<std::string> slowed_;      // …and whose writes are slowed down
  std::uint64_t read_errors_ = 0;
  std::string read_error_;  // the last one
};

}  // namespace frontdesk
