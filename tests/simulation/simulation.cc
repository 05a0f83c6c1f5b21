#include "tests/simulation/simulation.h"

#include <array>
#include <cstdio>

#include "rules/base/digest.h"
#include "rules/base/names.h"
#include "storage/records.h"

namespace frontdesk::simulation {
namespace {

using namespace std::chrono_literals;

// A few days before the clocks change in the United States; some lives begin elsewhere.
Instant beginning(Chance& chance) {
  static constexpr std::array days{"2026-03-05T15:00:00Z", "2026-10-29T15:00:00Z",
                                   "2026-06-03T14:00:00Z", "2026-12-23T20:00:00Z",
                                   "2026-06-05T23:30:00Z"};
  return parse_instant(days[chance.below(days.size())]).value() +
         std::chrono::minutes{chance.below(600)};
}

// How often each kind of event comes, beside the others, in an ordinary life.
constexpr std::array<unsigned, 17> ordinary_weights{30, 12, 8, 5, 2, 5, 2, 4, 1,
                                                    8,  3,  2, 3, 8, 4, 3, 12};

}  // namespace

Simulation::Simulation(std::uint64_t seed, bool verbose)
    : chance_(seed), machine_(beginning(chance_), chance_), verbose_(verbose) {
  // Each life is another: some kinds of events hardly ever come, or all the time.
  for (const auto weight : ordinary_weights) {
    static constexpr std::array<unsigned, 4> often{0, 2, 2, 8};
    weights_.push_back(weight * often[chance_.below(often.size())]);
  }
  weights_.front() += 10;
}

void Simulation::say(std::string what) {
  if (verbose_) std::printf("%4zu  %s\n", story_.size(), what.c_str());
  story_.push_back(std::move(what));
}

Summary Simulation::run() {
  begin();
  const auto events = chance_.between(50, 160);
  for (std::size_t i = 0; i < events; ++i) {
    act();
    if (machine_.fatal) revive(chance_.one_in(2) ? End::power : End::kill);
    if (chance_.one_in(25)) {
      settle();
      if (!machine_.fatal) check(true);
    }
  }
  machine_.disk->fill(false, std::uint64_t{1} << 40);
  settle();
  revive(machine_.fatal ? End::kill : End::stop);
  settle();
  expect(!machine_.fatal, "the last restart failed");
  check(true);
  Summary summary{events, ledger_.acknowledgements, ledger_.duplicates,
                  ends_,  machine_.torn_tails,      {}};
  std::string all;
  for (const auto& line : story_) all.append(line).append("\n");
  for (auto cursor = store().walk(Column::journal, {}); cursor.valid(); cursor.next())
    all.append(cursor.value());
  summary.digest = sha256_hex(all);
  return summary;
}

void Simulation::begin() {
  configured_ = world().shipped;
  const auto started = machine_.start(configured_);
  expect(started.has_value(), "the first start: " + (started ? "" : started.error().says));
  ImportWish wish;
  wish.text = world().directory_json;
  wish.by = "operator";
  bool applied = false;
  machine_.desk->import(wish, later<ImportReport>([&](const Result<ImportReport>& report) {
                          applied = report && report->applied;
                        }));
  while (waiting_ > 0) settle();
  expect(applied, "the directory was not taken");
}

void Simulation::act() {
  switch (chance_.weighted(weights_)) {
    case 0:
      return new_letter();
    case 1:
      return letter_again();
    case 2:
      return release();
    case 3:
      return confirm();
    case 4:
      return read_raw();
    case 5:
      return erase();
    case 6:
      return retain();
    case 7:
      return reload();
    case 8:
      return purge();
    case 9:
      return edit_contact();
    case 10:
      return edit_site();
    case 11:
      return edit_technician();
    case 12:
      return import();
    case 13:
      return jump();
    case 14:
      return fault();
    case 15:
      settle();
      return revive(static_cast<End>(chance_.below(3)));
    default:
      return commit();
  }
}

// One group.
void Simulation::commit() {
  if (machine_.fatal) return;
  machine_.desk->step();
  if (!chance_.one_in(4)) machine_.env->work();
  look_at_answers();
}

// All that waits, and all that is due.
void Simulation::settle() {
  for (int groups = 0; !machine_.fatal && machine_.desk->step(); ++groups) {
    machine_.env->work();
    expect(groups < 1000, "the desk is never done");
  }
  machine_.env->work();
  look_at_answers();
}

void Simulation::look_at_answers() {
  for (;;) {
    std::function<void()> next;
    {
      const std::lock_guard lock(mutex_);
      if (answers_.empty()) break;
      next = std::move(answers_.front());
      answers_.pop_front();
    }
    --waiting_;
    next();
  }
  if (machine_.fatal) {
    say("fatal: " + machine_.fatal->says);
    expect(machine_.fatal->code != ProblemCode::internal, machine_.fatal->says);
  }
}

void Simulation::jump() {
  static constexpr std::array<std::chrono::milliseconds, 10> ways{
      1s, 7min, 1h, 5h, 14h, 24h * 3, 24h * 8, 24h * 40, -9min, -3h};
  const auto by = ways[chance_.below(ways.size())];
  machine_.clock.jump(by + std::chrono::milliseconds{chance_.below(2000)});
  say("the clock jumps by " + std::to_string(by / 1min) +
      " minutes: " + to_text(machine_.clock.now()));
}

// Of the disk, from some write or sync of a log on.
void Simulation::fault() {
  if (chance_.one_in(4)) {
    const bool full = chance_.one_in(2), low = full || chance_.one_in(2);
    machine_.disk->fill(full, low ? 1000 : std::uint64_t{1} << 40);
    return say(full ? "the disk is full" : low ? "the disk is nearly full" : "the disk has room");
  }
  const auto number = chance_.between(1, 8);
  const auto kind = static_cast<DiskFault>(chance_.between(1, 3));
  machine_.disk->fail_log(number, kind);
  say("the disk will fail: operation " + std::to_string(number) + ", way " +
      std::to_string(static_cast<int>(kind)));
}

void Simulation::revive(End how) {
  static constexpr std::array<const char*, 3> names{"stops", "is killed", "loses power"};
  ++ends_;
  machine_.end(how);
  look_at_answers();
  expect(waiting_ == 0, std::to_string(waiting_) + " commands were never answered");
  machine_.fatal.reset();
  say(std::string("the desk ") + names[static_cast<std::size_t>(how)]);
  if (chance_.one_in(3)) jump();
  try_to_start();
  resolve();
  check(false);
}

void Simulation::try_to_start() {
  const auto& other = configured_ == world().shipped ? world().with_extra : world().shipped;
  if (chance_.one_in(6)) configured_ = other;
  for (int tries = 0; tries < 12; ++tries) {
    const bool trouble = tries < 3 && chance_.one_in(5);
    if (trouble)
      machine_.disk->fail_any(chance_.between(1, 60),
                              static_cast<DiskFault>(chance_.between(1, 3)));
    const auto started = machine_.start(configured_);
    if (started) {
      if (!machine_.disk->failed()) machine_.disk->fail_any(0, DiskFault::none);
      return say("it starts");
    }
    const bool failed = machine_.disk->failed();
    say("it does not start: " + started.error().says);
    machine_.end(failed && chance_.one_in(2) ? End::power : End::kill);
    if (started.error().code == ProblemCode::in_use)
      configured_ = configured_ == world().shipped ? world().with_extra : world().shipped;
    else
      expect(failed && started.error().code != ProblemCode::store_damaged,
             "it must start: " + started.error().says);
    if (tries > 4) machine_.disk->fill(false, std::uint64_t{1} << 40);
  }
  throw Broken("it does not start any more");
}

std::string Simulation::new_id() {
  static constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id = new_arrival_id(machine_.clock.now());
  for (std::size_t i = 12; i < id.size(); ++i) id[i] = alphabet[chance_.below(32)];
  return id;
}

std::optional<std::size_t> Simulation::any_stored() {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < ledger_.sent.size(); ++i)
    if (ledger_.sent[i].stored) all.push_back(i);
  if (all.empty()) return std::nullopt;
  return chance_.of(all);
}

}  // namespace frontdesk::simulation
