// The machine that the desk runs on, and its process: the real store on a simulated disk, the real
// desk with its committer run by hand. It starts, stops, is killed, loses power.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "tests/simulation/sim_clock.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_env.h"

namespace frontdesk::simulation {

enum class End { stop, kill, power };

class Machine {
 public:
  Machine(Instant now, Chance& chance);
  ~Machine();

  // Opens store and desk. Nothing runs where that is refused.
  Result<void> start(std::shared_ptr<const RuleSet> rules);
  // Ends the process, if there is one. `kill` and `power` let nothing more reach the disk; what
  // waits is then told that it failed.
  void end(End how);
  bool running() const { return desk != nullptr; }
  // Rewrites the store.
  Result<void> purge();

  SimClock clock;
  std::shared_ptr<SimDisk> disk = std::make_shared<SimDisk>();
  std::unique_ptr<SimEnv> env = std::make_unique<SimEnv>(disk);
  std::unique_ptr<Store> store;
  std::unique_ptr<FrontDesk> desk;

  // Of the process that runs, as its observer was told.
  std::optional<Problem> fatal;
  std::vector<Event> happened;
  std::vector<std::string> duplicates;
  Position started_at = 0;  // the journal's last position then
  unsigned torn_tails = 0;  // mended, by all processes

 private:
  Chance& chance_;
};

}  // namespace frontdesk::simulation
