#include "storage/committer.h"

#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

Work put_setting_work(std::string name, std::function<void(const Result<CommitInfo>&)> done = {}) {
  return {[name](Transaction& transaction) { put_setting(transaction, name, "1"); },
          std::move(done), 10};
}

// Submits and waits for the answer.
Result<CommitInfo> commit(Committer& committer, Work work) {
  std::promise<Result<CommitInfo>> promise;
  work.done = [&](const Result<CommitInfo>& result) { promise.set_value(result); };
  if (auto taken = committer.submit(std::move(work)); !taken) return taken.error();
  return promise.get_future().get();
}

struct Desk {
  TempFolder folder;
  std::unique_ptr<Store> store = open_store(folder / "s");
  ManualClock clock{at_second(0)};
};

}  // namespace

TEST_CASE("committer: done means that it is in the store, positions go on") {
  Desk d;
  Committer committer(*d.store, d.clock, {}, {}, 1);
  committer.start();
  for (Position position = 1; position <= 3; ++position) {
    const auto info = commit(committer, {[](Transaction& transaction) {
                                           Event event;
                                           transaction.append(event);
                                         },
                                         {},
                                         10});
    REQUIRE(ok(info));
    CHECK(info->last == position);
    CHECK(get_event(*d.store, position).value()->position == position);
  }
}

TEST_CASE("committer: those who wait share a sync") {
  Desk d;
  std::promise<void> open_gate;
  auto gate = open_gate.get_future().share();
  std::promise<void> entered;
  Committer committer(*d.store, d.clock, {}, {}, 1);
  committer.start();
  REQUIRE(ok(committer.submit({[gate, &entered](Transaction& t) {
                                 entered.set_value();
                                 gate.wait();
                                 put_setting(t, "first", "1");
                               },
                               {},
                               1})));
  entered.get_future().wait();
  std::atomic<int> done{0};
  std::vector<std::thread> submitters;
  for (int i = 0; i < 10; ++i)
    submitters.emplace_back([&, i] {
      for (int k = 0; k < 10; ++k)
        CHECK(ok(committer.submit(put_setting_work(
            std::to_string(i * 10 + k), [&](const auto& result) { done += result ? 1 : 0; }))));
    });
  for (auto& submitter : submitters) submitter.join();
  open_gate.set_value();
  committer.stop();
  CHECK(done == 100);
  CHECK(committer.stats().commands == 101);
  CHECK(committer.stats().syncs == 2);
  CHECK(get_settings(*d.store, "").value().size() == 101);
}

TEST_CASE("committer: work later in a group sees what was written before it") {
  Desk d;
  std::promise<void> open_gate;
  auto gate = open_gate.get_future().share();
  Committer committer(*d.store, d.clock, {}, {}, 1);
  committer.start();
  std::optional<std::string> seen, seen_in_walk;
  REQUIRE(ok(committer.submit({[gate](Transaction&) { gate.wait(); }, {}, 1})));
  REQUIRE(ok(committer.submit(put_setting_work("a"))));
  REQUIRE(ok(committer.submit({[&](Transaction& t) {
                                 seen = get_setting(t, "a").value();
                                 seen_in_walk = get_settings(t, "").value().at(0).first;
                                 erase_setting(t, "a");
                               },
                               {},
                               1})));
  open_gate.set_value();
  committer.stop();
  CHECK(seen == "1");
  CHECK(seen_in_walk == "a");
  CHECK(get_setting(*d.store, "a").value() == std::nullopt);
  CHECK(committer.stats().syncs == 1);
}

TEST_CASE("committer: over its limits it refuses at once") {
  Desk d;
  std::promise<void> open_gate;
  auto gate = open_gate.get_future().share();
  CommitterOptions options;
  options.queue_commands = 3;
  options.queue_bytes = 1000;
  Committer committer(*d.store, d.clock, options, {}, 1);
  CHECK(committer.submit(put_setting_work("early")).error().code == ProblemCode::unavailable);
  committer.start();
  REQUIRE(ok(committer.submit({[gate](Transaction&) { gate.wait(); }, {}, 400})));
  auto large = put_setting_work("large");
  large.bytes = 601;
  CHECK(committer.submit(large).error().code == ProblemCode::store_busy);
  large.bytes = 500;
  REQUIRE(ok(committer.submit(large)));
  REQUIRE(ok(committer.submit(put_setting_work("third"))));
  CHECK(committer.submit(put_setting_work("fourth")).error().code == ProblemCode::store_busy);
  open_gate.set_value();
  committer.stop();
  CHECK(committer.submit(put_setting_work("late")).error().code == ProblemCode::unavailable);
  CHECK(committer.stats().refused == 4);
  CHECK(get_settings(*d.store, "").value().size() == 2);
}

TEST_CASE("committer: what is due is written without a command, after its instant") {
  Desk d;
  std::optional<Instant> due = at_second(10);
  std::promise<void> ran;
  CommitterHooks hooks;
  hooks.next_due = [&] { return due; };
  hooks.run_due = [&](Transaction& t, Instant now) {
    CHECK(now == at_second(11));
    put_setting(t, "due", "1");
    due.reset();
    ran.set_value();
  };
  int published = 0;
  hooks.after_sync = [&] { ++published; };
  Committer committer(*d.store, d.clock, {}, hooks, 1);
  committer.start();
  REQUIRE(ok(commit(committer, put_setting_work("a"))));
  CHECK(get_setting(*d.store, "due").value() == std::nullopt);
  d.clock.set(at_second(11));
  REQUIRE(ok(commit(committer, put_setting_work("b"))));
  ran.get_future().wait();
  committer.stop();
  CHECK(get_setting(*d.store, "due").value() == "1");
  CHECK(published >= 2);
}

TEST_CASE(
    "committer: a command that throws ends it; all that waited are told, none is acknowledged") {
  Desk d;
  std::promise<void> open_gate;
  auto gate = open_gate.get_future().share();
  std::promise<Problem> ended;
  CommitterHooks hooks;
  hooks.fatal = [&](const Problem& why) { ended.set_value(why); };
  CommitterOptions options;
  options.batch_commands = 2;
  Committer committer(*d.store, d.clock, options, hooks, 1);
  committer.start();
  std::vector<ProblemCode> told;
  const auto note = [&](const Result<CommitInfo>& result) {
    told.push_back(result ? ProblemCode::internal : result.error().code);
  };
  REQUIRE(ok(committer.submit({[gate](Transaction&) { gate.wait(); }, {}, 1})));
  REQUIRE(ok(committer.submit(put_setting_work("a", note))));
  REQUIRE(ok(committer.submit({[](Transaction&) { throw std::logic_error("bug"); }, note, 1})));
  REQUIRE(ok(committer.submit(put_setting_work("b", note))));
  open_gate.set_value();
  CHECK(ended.get_future().get().code == ProblemCode::internal);
  committer.stop();
  CHECK(std::count(told.begin(), told.end(), ProblemCode::store_sick) >= 2);
  CHECK(d.store->health()->code == ProblemCode::store_sick);
  CHECK(committer.submit(put_setting_work("c")).error().code == ProblemCode::store_sick);
  CHECK(get_setting(*d.store, "b").value() == std::nullopt);
}

TEST_CASE("committer: a write that fails acknowledges nothing") {
  Desk d;
  auto options = no_watermark();
  d.store.reset();
  options.read_only = true;
  auto store = Store::open(d.folder / "s", options).value();
  std::promise<Problem> ended;
  CommitterHooks hooks;
  hooks.fatal = [&](const Problem& why) { ended.set_value(why); };
  Committer committer(*store, d.clock, {}, hooks, 1);
  committer.start();
  CHECK(commit(committer, put_setting_work("a")).error().code == ProblemCode::store_sick);
  CHECK(ended.get_future().get().code == ProblemCode::store_sick);
}

TEST_CASE("committer: a short command that finds nobody at work is committed where it is brought") {
  Desk d;
  Committer committer(*d.store, d.clock, {}, {}, 1);
  committer.start();
  std::thread::id ran, told;
  auto work = put_setting_work("here", [&](const Result<CommitInfo>& result) {
    CHECK(ok(result));
    told = std::this_thread::get_id();
  });
  work.run = [&, run = work.run](Transaction& transaction) {
    ran = std::this_thread::get_id();
    run(transaction);
  };
  work.at_once = true;
  REQUIRE(ok(committer.submit(std::move(work))));
  CHECK(ran == std::this_thread::get_id());
  CHECK(told == std::this_thread::get_id());
  CHECK(get_setting(*d.store, "here").value() == "1");
  CHECK(committer.stats().waiting == 0);
}

TEST_CASE("committer: who comes while a short command is committed does not wait for it") {
  Desk d;
  std::promise<void> open_gate, entered, second_done;
  auto gate = open_gate.get_future().share();
  Committer committer(*d.store, d.clock, {}, {}, 1);
  committer.start();
  std::atomic<bool> first_told{false};
  std::thread first([&] {
    Work work;
    work.run = [&](Transaction& transaction) {
      entered.set_value();
      gate.wait();
      put_setting(transaction, "first", "1");
    };
    work.done = [&](const Result<CommitInfo>&) { first_told = true; };
    work.at_once = true;
    CHECK(ok(committer.submit(std::move(work))));
    CHECK(first_told);
  });
  entered.get_future().wait();
  std::thread::id second_on;
  auto work = put_setting_work("second", [&](const Result<CommitInfo>&) {
    second_on = std::this_thread::get_id();
    second_done.set_value();
  });
  work.at_once = true;
  REQUIRE(ok(committer.submit(std::move(work))));  // returns although the gate is shut
  CHECK_FALSE(first_told);
  open_gate.set_value();
  second_done.get_future().wait();
  first.join();
  CHECK(second_on != std::this_thread::get_id());
  CHECK(get_setting(*d.store, "second").value() == "1");
}

TEST_CASE("committer: a deadline that a short command brings is kept, and a stop waits for one") {
  Desk d;
  std::atomic<bool> has_deadline{false};
  std::promise<void> due_done;
  CommitterHooks hooks;
  hooks.next_due = [&]() -> std::optional<Instant> {
    return has_deadline ? std::optional(at_second(60)) : std::nullopt;
  };
  hooks.run_due = [&](Transaction& transaction, Instant) {
    put_setting(transaction, "due", "1");
    has_deadline = false;
    due_done.set_value();
  };
  Committer committer(*d.store, d.clock, {}, std::move(hooks), 1);
  committer.start();
  auto work = put_setting_work("opens");
  work.run = [&](Transaction& transaction) {
    put_setting(transaction, "opens", "1");
    has_deadline = true;
  };
  work.at_once = true;
  REQUIRE(ok(committer.submit(std::move(work))));
  d.clock.set(at_second(61));
  due_done.get_future().wait();

  std::promise<void> open_gate, entered;
  auto gate = open_gate.get_future().share();
  std::thread slow([&] {
    Work last;
    last.run = [&](Transaction& transaction) {
      entered.set_value();
      gate.wait();
      put_setting(transaction, "last", "1");
    };
    last.at_once = true;
    CHECK(ok(committer.submit(std::move(last))));
  });
  entered.get_future().wait();
  std::thread opener([&] { open_gate.set_value(); });
  committer.stop();
  CHECK(get_setting(*d.store, "last").value() == "1");
  opener.join();
  slow.join();
}

TEST_CASE("committer: behind a slow group nobody waits where he brings a short command") {
  Desk d;
  Committer committer(*d.store, d.clock, {}, {}, 1);
  committer.start();
  const auto commit_at_once = [&](std::chrono::milliseconds takes) {
    std::promise<std::thread::id> ran;
    Work work;
    work.run = [&ran, takes](Transaction& transaction) {
      std::this_thread::sleep_for(takes);
      put_setting(transaction, "a", "1");
      ran.set_value(std::this_thread::get_id());
    };
    work.at_once = true;
    auto told = std::make_shared<std::promise<void>>();
    work.done = [told](const Result<CommitInfo>&) { told->set_value(); };
    REQUIRE(ok(committer.submit(std::move(work))));
    told->get_future().wait();
    return ran.get_future().get();
  };
  CHECK(commit_at_once(std::chrono::milliseconds{100}) == std::this_thread::get_id());
  CHECK(commit_at_once(std::chrono::milliseconds{0}) != std::this_thread::get_id());
}
