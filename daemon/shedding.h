// The load gate at work: it is shown how committer and store stand, several times a second, and the
// doors ask it before they take anything new. What is in already goes on.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "daemon/config.h"
#include "daemon/http/server.h"
#include "storage/committer.h"
#include "storage/load_gate.h"
#include "storage/strain.h"

namespace frontdesk {

class Shedding {
 public:
  struct Told {
    std::function<void(const Problem& why)> began;
    std::function<void()> ended;
    // So many reads of the store have failed since the look before; `last` is why.
    std::function<void(std::uint64_t count, const Problem& last)> reads_failed;
  };
  Shedding(const StoreConfig& config, Told told);

  // One look, from one thread at a time.
  void look(LoadGate::Time now, const CommitterStats& committer, const StoreStrain& store);
  // A command that was not durable within its deadline. From any thread.
  void too_slow();
  // While load is shed, why, and when to come again. Cheap while it is not; from any thread.
  std::optional<http::Later> now() const;

 private:
  std::optional<Problem> strain(const CommitterStats& committer, const StoreStrain& store) const;

  const StoreConfig config_;
  const Told told_;
  std::atomic<bool> sheds_{false};
  mutable std::mutex mutex_;
  LoadGate gate_;
  std::uint64_t read_errors_ = 0;
  std::set<std::string> unreadable_;  // files
};

}  // namespace frontdesk
