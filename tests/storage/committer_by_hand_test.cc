// The committer without its thread, as the simulation runs it.
#include <doctest/doctest.h>

#include "storage/committer.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

TEST_CASE("committer by hand: nothing happens but in a step, one group at a time") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  ManualClock clock{at_second(0)};
  std::optional<Instant> due = at_second(60);
  CommitterHooks hooks;
  hooks.next_due = [&] { return due; };
  hooks.run_due = [&](Transaction&, Instant) { due.reset(); };
  CommitterOptions options;
  options.by_hand = true;
  options.batch_commands = 2;
  Committer committer(*store, clock, options, hooks, 1);
  committer.start();
  int done = 0;
  const auto submit = [&] {
    REQUIRE(ok(committer.submit(
        {[](Transaction& transaction) { put_setting(transaction, "a", "1"); },
         [&](const Result<CommitInfo>& result) { done += ok(result) ? 1 : 0; }, 10})));
  };
  for (int i = 0; i < 3; ++i) submit();
  CHECK(done == 0);
  CHECK(committer.step());
  CHECK(done == 2);
  CHECK(committer.step());
  CHECK(done == 3);
  CHECK_FALSE(committer.step());
  clock.set(at_second(61));
  CHECK(committer.step());
  CHECK_FALSE(due);
  submit();
  committer.stop();
  CHECK(done == 4);
  CHECK_FALSE(committer.step());
}
