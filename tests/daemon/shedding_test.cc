// What strains the daemon, and what the doors hear of it.
#include "daemon/shedding.h"

#include <doctest/doctest.h>

#include <string>

using namespace frontdesk;
using namespace std::chrono_literals;

namespace {

StoreConfig config() {
  StoreConfig store;
  store.max_waiting = 100;
  store.max_waiting_bytes = 100 << 20;
  store.shed_percent = 50;
  store.shed_after = 2s;
  store.shed_for = 10s;
  store.commit_deadline = 7s;
  return store;
}

struct Desk {
  // Looks every second, for so many seconds.
  void looks(int seconds) {
    for (int i = 0; i < seconds; ++i) shedding.look(now += 1s, committer, store);
  }
  void strained() {
    shedding.look(now, committer, store);
    looks(1);
    CHECK_FALSE(shedding.now());
    looks(1);
    REQUIRE(shedding.now());
  }

  std::string told;
  LoadGate::Time now{1h};
  CommitterStats committer;
  StoreStrain store;
  Shedding shedding{config(),
                    {[this](const Problem& why) { told += "began: " + why.says + '\n'; },
                     [this] { told += "ended\n"; }}};
};

}  // namespace

TEST_CASE(
    "shedding: half of the commands that may wait is strain; it ends by itself, told once each") {
  Desk desk;
  desk.committer.waiting = 49;
  desk.looks(100);
  CHECK_FALSE(desk.shedding.now());
  desk.committer.waiting = 50;
  desk.strained();
  CHECK(desk.shedding.now()->why.code == ProblemCode::store_busy);
  CHECK(desk.shedding.now()->why.says ==
        "new work is refused until the store has been well for 10 s, that is for 10 s more: "
        "50 of 100 commands wait to be stored");
  CHECK(desk.shedding.now()->after == 10s);
  desk.looks(5);
  desk.committer.waiting = 0;
  desk.looks(9);
  CHECK(desk.shedding.now()->after == 1s);
  desk.looks(1);
  CHECK_FALSE(desk.shedding.now());
  CHECK(desk.told == "began: 50 of 100 commands wait to be stored\nended\n");
}

TEST_CASE("shedding: half of the bytes that may wait is strain") {
  Desk desk;
  desk.committer.waiting_bytes = 60 << 20;
  desk.strained();
  CHECK(desk.told == "began: 60 of 100 MiB of mail wait to be stored\n");
}

TEST_CASE("shedding: a store that is full or slow is strain, and its own code is what is said") {
  Desk desk;
  desk.store.now = problem(ProblemCode::store_full, "only 1 MiB is free");
  desk.strained();
  CHECK(desk.shedding.now()->why.code == ProblemCode::store_full);
  CHECK(desk.told == "began: only 1 MiB is free\n");
}

TEST_CASE("shedding: reads that fail again and again are strain, one that failed is not") {
  Desk desk;
  desk.store.last_read = problem(ProblemCode::store_sick, "a table is missing");
  desk.store.read_errors = 1;
  desk.looks(1);
  CHECK_FALSE(desk.shedding.now());
  Desk again;
  again.store.last_read = problem(ProblemCode::store_sick, "a table is missing");
  for (int i = 0; i < 3; ++i) {
    ++again.store.read_errors;
    again.looks(1);
  }
  REQUIRE(again.shedding.now());
  CHECK(again.told == "began: a table is missing\n");
  again.looks(20);
  CHECK_FALSE(again.shedding.now());
}

TEST_CASE("shedding: commits that come too late are strain") {
  Desk desk;
  desk.looks(1);
  desk.shedding.too_slow();
  desk.looks(2);
  REQUIRE(desk.shedding.now());
  CHECK(desk.told == "began: what came in was not stored within 7 s\n");
}
