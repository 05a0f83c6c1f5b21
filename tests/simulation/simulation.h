// One seed: a desk's life of some hundred events, checked against the ledger. All chance comes from
// the seed; nothing hangs on threads or on the time of day.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "tests/simulation/ledger.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/world.h"

namespace frontdesk::simulation {

struct Summary {
  std::size_t events = 0, acknowledged = 0, duplicates = 0, ends = 0, torn_tails = 0;
  std::string digest;  // of all that happened
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, bool verbose);

  // Throws Broken where a promise was not kept.
  Summary run();
  const std::vector<std::string>& story() const { return story_; }

 private:
  // The life (simulation.cc).
  void begin();
  void act();
  void commit();
  void settle();
  void revive(End how);
  void try_to_start();
  void say(std::string what);
  void jump();
  void fault();

  // Events (letters.cc, operate.cc, edits.cc). Each sends commands to the desk; answers are looked
  // at afterwards, in their order.
  void new_letter();
  void letter_again();
  void send(std::size_t letter);
  Letter compose(LetterKind kind);
  void told(const Attempt& attempt, const Result<std::vector<Taken>>& taken);
  void check_outcome(const Sent& one, const Decision& decision);
  void check_reply(const Letter& letter, const Decision& decision);
  void release();
  void confirm();
  void read_raw();
  void erase();
  void erase_page(std::size_t person, const std::string& place);
  void retain();
  void reload();
  void purge();
  void edit_contact();
  void edit_site();
  void edit_technician();
  void import();
  void edit(DirectoryEdit edit, std::string key, std::optional<std::string> value);

  // What must hold (checks.cc, check_ledger.cc, check_folded.cc).
  void resolve();
  void check(bool settled);
  void check_arrivals();
  void check_directory();
  void check_bytes();
  void check_observed(bool settled);

  const Store& store() const { return *machine_.store; }
  std::string new_id();
  // A stored arrival by its place in the ledger; nothing where there is none.
  std::optional<std::size_t> any_stored();

  // Keeps an answer until the driver looks at it.
  template <class T, class F>
  FrontDesk::Done<T> later(F look) {
    ++waiting_;
    return [this, look = std::move(look)](Result<T> result) {
      const std::lock_guard lock(mutex_);
      answers_.push_back([look, result = std::move(result)] { look(result); });
    };
  }
  void look_at_answers();

  Chance chance_;
  Machine machine_;
  Ledger ledger_;
  const bool verbose_;
  std::vector<unsigned> weights_;
  std::vector<std::string> story_;
  std::shared_ptr<const RuleSet> configured_;
  std::size_t ends_ = 0;

  std::mutex mutex_;  // the thread that reads imports answers too
  std::deque<std::function<void()>> answers_;
  std::size_t waiting_ = 0;  // commands whose answer was not looked at

  // The directory as the last check found it, and the journal's position then.
  std::map<std::string, std::string> known_directory_;
  Position known_position_ = 0;
};

}  // namespace frontdesk::simulation
