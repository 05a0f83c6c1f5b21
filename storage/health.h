// Whether the store may take anything new: what RocksDB reports from its own threads, and how much
// space is free.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "rules/base/result.h"
#include "storage/strain.h"

namespace rocksdb {
class DB;
}

namespace frontdesk {

// How RocksDB takes writes at this moment.
struct Stall {
  bool stopped = false, slowed = false;
};
Stall stall_of(rocksdb::DB& db);

class Health final : public rocksdb::EventListener {
 public:
  Health(rocksdb::Env& env, std::string path, std::uint64_t watermark_bytes,
         std::chrono::milliseconds every);

  // Once the store is open. RocksDB tells of stalls from several threads, and its words overtake
  // each other: they are only the reason to ask.
  void ask_for_stalls(std::function<Stall()> ask);

  // Asks RocksDB again only where it stood still or has said something since.
  std::optional<Problem> now();
  // Until the process ends.
  void latch(std::string why);
  std::uint64_t free_bytes();
  // A read that RocksDB refused: such failures, a missing table among them, it does not report.
  void read_failed(const rocksdb::Status& status);
  // Asks RocksDB each time.
  StoreStrain strain();

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override;
  void OnStallConditionsChanged(const rocksdb::WriteStallInfo& stall) override;

 private:
  void measure_space();
  Stall look_at_writes();

  rocksdb::Env& env_;
  const std::string path_;
  const std::uint64_t watermark_bytes_;
  const std::chrono::milliseconds every_;

  std::atomic<std::int64_t> measured_at_{0};  // milliseconds of the steady clock; 0: never
  std::atomic<std::uint64_t> free_bytes_{0};
  std::atomic<bool> sick_{false};
  std::atomic<bool> stall_told_{false};  // of a stall that may stand or be over: to be asked for
  std::function<Stall()> ask_;
  std::mutex mutex_;
  std::string latched_, background_;  // why; "" where not
  std::uint64_t read_errors_ = 0;
  std::string read_error_;  // the last one
};

}  // namespace frontdesk
