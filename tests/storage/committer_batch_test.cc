// How much goes into one batch, and what is taken that is larger than any limit.
#include <doctest/doctest.h>

#include <future>

#include "storage/committer.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

// The sizes of the batches that `works` commands of `bytes` each make, all waiting at once.
std::vector<std::size_t> batches(const CommitterOptions& options, int works, std::size_t bytes) {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  ManualClock clock{at_second(0)};
  std::vector<std::size_t> sizes;
  CommitterHooks hooks;
  hooks.measured = [&](std::chrono::nanoseconds, std::size_t commands) {
    sizes.push_back(commands);
  };
  Committer committer(*store, clock, options, hooks, 1);
  committer.start();
  std::promise<void> entered, go_on;
  const auto put = [](Transaction& transaction) { put_setting(transaction, "x", "1"); };
  REQUIRE(ok(committer.submit({[&](Transaction& transaction) {
                                 entered.set_value();
                                 go_on.get_future().wait();
                                 put(transaction);
                               },
                               {},
                               1})));
  entered.get_future().wait();
  for (int i = 0; i < works; ++i) REQUIRE(ok(committer.submit({put, {}, bytes})));
  go_on.set_value();
  committer.stop();
  return sizes;
}

}  // namespace

TEST_CASE("committer: a batch ends at its bytes or at its commands, whichever comes first") {
  CommitterOptions options;
  options.batch_bytes = 1000;
  CHECK(batches(options, 5, 500) == std::vector<std::size_t>{1, 2, 2, 1});
  CHECK(batches(options, 2, 5000) == std::vector<std::size_t>{1, 1, 1});
  options.batch_commands = 3;
  CHECK(batches(options, 5, 10) == std::vector<std::size_t>{1, 3, 2});
}

TEST_CASE("committer: a command larger than all that may wait is taken when nothing waits") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  ManualClock clock{at_second(0)};
  CommitterOptions options;
  options.queue_bytes = 1000;
  Committer committer(*store, clock, options, {}, 1);
  committer.start();
  for (int i = 0; i < 2; ++i) {
    std::promise<bool> done;
    REQUIRE(ok(committer.submit(
        {[](Transaction& t) { put_setting(t, "large", "1"); },
         [&](const Result<CommitInfo>& result) { done.set_value(result.has_value()); }, 5000})));
    CHECK(done.get_future().get());
    // What was done counts no more, once its batch has ended.
    while (committer.stats().waiting > 0) std::this_thread::yield();
  }
}

TEST_CASE("committer: a command that writes nothing costs no sync") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  ManualClock clock{at_second(0)};
  Committer committer(*store, clock, {}, {}, 1);
  committer.start();
  std::promise<bool> done;
  REQUIRE(ok(committer.submit(
      {[](Transaction&) {},
       [&](const Result<CommitInfo>& result) { done.set_value(result.has_value()); }, 1})));
  CHECK(done.get_future().get());
  committer.stop();
  CHECK(committer.stats().commands == 1);
  CHECK(committer.stats().syncs == 0);
}

TEST_CASE("committer: those behind the batch that fails are told too") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  ManualClock clock{at_second(0)};
  CommitterOptions options;
  options.batch_commands = 1;
  Committer committer(*store, clock, options, {}, 1);
  committer.start();
  std::promise<void> entered, go_on;
  int refused = 0;
  const auto done = [&](const Result<CommitInfo>& result) { refused += result ? 0 : 1; };
  REQUIRE(ok(committer.submit({[&](Transaction&) {
                                 entered.set_value();
                                 go_on.get_future().wait();
                                 throw std::runtime_error("this one is broken");
                               },
                               done, 1})));
  entered.get_future().wait();
  for (int i = 0; i < 2; ++i)
    REQUIRE(ok(committer.submit({[](Transaction& t) { put_setting(t, "behind", "1"); }, done, 1})));
  go_on.set_value();
  committer.stop();
  CHECK(refused == 3);
  CHECK(get_setting(*store, "behind").value() == std::nullopt);
}
