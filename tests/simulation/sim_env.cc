#include "tests/simulation/sim_env.h"

#include <algorithm>

namespace frontdesk::simulation {

void SimEnv::work() {
  for (int i = 0; i < jobs_max; ++i) {
    Job job{};
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.empty()) return;
      job = jobs_.front();
      jobs_.erase(jobs_.begin());
    }
    job.function(job.argument);
  }
}

void SimEnv::use_threads() {
  std::vector<Job> jobs;
  {
    const std::lock_guard lock(mutex_);
    threads_ = true;
    jobs.swap(jobs_);
  }
  for (const auto& job : jobs) hand_over(job);
}

void SimEnv::by_hand() {
  std::unique_lock lock(mutex_);
  threads_ = false;  // on a full disk they would never come to an end
  idle_.wait(lock, [this] { return handed_ == 0; });
}

struct SimEnv::Handed {
  SimEnv& env;
  Job job;
};

void SimEnv::hand_over(const Job& job) {
  {
    const std::lock_guard lock(mutex_);
    ++handed_;
  }
  const auto run = [](void* argument) {
    const std::unique_ptr<Handed> handed(static_cast<Handed*>(argument));
    handed->job.function(handed->job.argument);
    handed->env.handed_is_done();
  };
  const auto drop = [](void* argument) {
    const std::unique_ptr<Handed> handed(static_cast<Handed*>(argument));
    if (handed->job.unscheduled) handed->job.unscheduled(handed->job.argument);
    handed->env.handed_is_done();
  };
  EnvWrapper::Schedule(run, new Handed{*this, job}, job.priority, job.tag, drop);
}

void SimEnv::handed_is_done() {
  const std::lock_guard lock(mutex_);
  --handed_;
  idle_.notify_all();
}

void SimEnv::Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                      void (*unscheduled)(void*)) {
  {
    const std::lock_guard lock(mutex_);
    if (!threads_) {
      jobs_.push_back({function, argument, priority, tag, unscheduled});
      return;
    }
  }
  hand_over({function, argument, priority, tag, unscheduled});
}

int SimEnv::UnSchedule(void* tag, Priority priority) {
  std::vector<Job> gone;
  {
    const std::lock_guard lock(mutex_);
    const auto wanted = [&](const Job& job) { return job.tag == tag && job.priority == priority; };
    std::copy_if(jobs_.begin(), jobs_.end(), std::back_inserter(gone), wanted);
    std::erase_if(jobs_, wanted);
  }
  for (const auto& job : gone)
    if (job.unscheduled) job.unscheduled(job.argument);
  const int dropped = static_cast<int>(gone.size()) + EnvWrapper::UnSchedule(tag, priority);
  // A store that closes takes its work back, and waits for the rest.
  use_threads();
  return dropped;
}

}  // namespace frontdesk::simulation
