// RocksDB's surroundings in a simulation: the simulated disk, and background work that waits until
// somebody does it, so that it comes at the same moment each time.
#pragma once

#include <rocksdb/env.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "tests/simulation/sim_disk.h"

namespace frontdesk::simulation {

class SimEnv final : public rocksdb::EnvWrapper {
 public:
  explicit SimEnv(const std::shared_ptr<SimDisk>& disk)
      : EnvWrapper(rocksdb::NewCompositeEnv(disk)) {
    file_system_ = disk;
  }

  // Does what waits, on this thread, and what comes of it.
  void work();
  // From here on threads do it: closing a store, or rewriting one, waits for them.
  void use_threads();
  // Waits until they have done all.
  void by_hand();

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override;
  int UnSchedule(void* tag, Priority priority) override;

 private:
  struct Job {
    void (*function)(void*);
    void* argument;
    Priority priority;
    void* tag;
    void (*unscheduled)(void*);
  };
  struct Handed;
  void hand_over(const Job& job);
  void handed_is_done();

  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t handed_ = 0;
  std::vector<Job> jobs_;
  bool threads_ = false;
};

}  // namespace frontdesk::simulation
