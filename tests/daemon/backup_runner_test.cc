// Backups beside the daemon's work: one at a time, and how it goes is told.
#include "daemon/backup_runner.h"

#include <doctest/doctest.h>

#include <condition_variable>

#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

// What a runner told, and the wait for its end.
struct Told {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<BackupState> states;

  BackupRunner::Told callback() {
    return [this](const BackupState& state) {
      const std::lock_guard lock(mutex);
      states.push_back(state);
      changed.notify_all();
    };
  }
  BackupState end_of(std::size_t count) {
    std::unique_lock lock(mutex);
    REQUIRE(
        changed.wait_for(lock, std::chrono::minutes(1), [&] { return states.size() >= count; }));
    return states[count - 1];
  }
};

}  // namespace

TEST_CASE("backup runner: tells of begin and end, and the state can be asked for") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  desk.load_directory();
  desk.mail("ann@acme.example", "Printer");
  Told told;
  BackupRunner runner(*desk.store, desk.clock, told.callback());
  CHECK(runner.state().outcome == BackupOutcome::none);
  const auto folder = (desk.folder.path / "backups").string();
  const auto begun = runner.start({folder, 0}, "uid 0");
  REQUIRE(begun.has_value());
  CHECK(begun->outcome == BackupOutcome::running);
  const auto ended = told.end_of(2);
  CHECK(told.states.front().by == "uid 0");
  REQUIRE_MESSAGE(ended.outcome == BackupOutcome::done, ended.says);
  CHECK(ended.folder == folder);
  CHECK(ended.begun == begun->begun);
  CHECK(ended.backup->id == 1);
  CHECK(ended.backup->mark.position == last_position(*desk.store).value());
  CHECK(ended.backup->mark.rules == desk.rules.rules->hash);
  runner.stop();
  CHECK(runner.state().backup->id == 1);
  CHECK(runner.start({folder, 0}, "uid 0").error().code == ProblemCode::unavailable);
}

TEST_CASE("backup runner: a folder that will not do is told with its reason; the next one may do") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  Told told;
  BackupRunner runner(*desk.store, desk.clock, told.callback());
  REQUIRE(runner.start({(desk.folder.path / "store/x").string(), 0}, "").has_value());
  const auto failed = told.end_of(2);
  CHECK(failed.outcome == BackupOutcome::failed);
  CHECK(failed.problem == "invalid");
  CHECK(failed.says.find("inside the store") != std::string::npos);
  Result<BackupState> again = problem(ProblemCode::conflict, "");
  // Told of the end, the runner needs a moment to be ready for the next.
  while (!again && again.error().code == ProblemCode::conflict)
    again = runner.start({(desk.folder.path / "b").string(), 0}, "");
  REQUIRE(again.has_value());
  CHECK(told.end_of(4).outcome == BackupOutcome::done);
}

TEST_CASE("backup runner: a second one is refused while the first is under way") {
  Desk desk(*parse_instant("2026-06-03T12:00:00Z"));
  BackupRunner* self = nullptr;
  std::optional<Result<BackupState>> second;
  std::promise<void> ended;
  const auto folder = desk.folder.path / "b";
  BackupRunner runner(*desk.store, desk.clock, [&](const BackupState& state) {
    // Told of the end, it is not over yet.
    if (state.outcome == BackupOutcome::running) return;
    second = self->start({folder.string(), 0}, "");
    ended.set_value();
  });
  self = &runner;
  REQUIRE(runner.start({folder.string(), 0}, "").has_value());
  ended.get_future().wait();
  REQUIRE(second);
  CHECK(second->error().code == ProblemCode::conflict);
}
