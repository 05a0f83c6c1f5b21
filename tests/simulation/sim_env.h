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

  // Does what waits, on this thread, and what comes of it. Work that fails comes again at once: it
  // is done so many times and then left for later.
  void work();
  // From here on threads do it: closing a store, or rewriting one, waits for them.
  void use_threads();
  // Waits until they have done what they were given; what comes of it waits again.
  void by_hand();

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override;
  // RocksDB sleeps a second after each failure of its own work.
  void SleepForMicroseconds(int micros) override {
    EnvWrapper::SleepForMicroseconds(micros / 1000);
  }
  int UnSchedule(void* tag, Priority priority) override;

 private:
  static constexpr int jobs_max = 30;
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
