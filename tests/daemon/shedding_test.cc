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
  explicit Desk(StoreConfig store_config) : settings(std::move(store_config)) {}
  Desk() : Desk(config()) {}

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

  // As RocksDB says it.
  void read_fails(const std::string& file, int at) {
    store.last_read = problem(ProblemCode::store_sick,
                              "the store cannot be read: Corruption: block checksum mismatch in "
                              "/var/s/" +
                                  file + " offset " + std::to_string(at) + " size 4096");
    ++store.read_errors;
  }

  const StoreConfig settings;
  std::string told;
  std::uint64_t failed = 0;
  LoadGate::Time now{1h};
  CommitterStats committer;
  StoreStrain store;
  Shedding shedding{settings,
                    {[this](const Problem& why) { told += "began: " + why.says + '\n'; },
                     [this] { told += "ended\n"; },
                     [this](std::uint64_t count, const Problem&) { failed += count; }}};
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

TEST_CASE("shedding: what one damaged file holds, however often asked for, shuts nobody out") {
  auto shipped = config();
  shipped.shed_after = 15s;
  Desk desk{shipped};
  for (int second = 0; second < 100; ++second) {
    desk.read_fails("000012.sst", second);
    desk.looks(1);
    REQUIRE_FALSE(desk.shedding.now());
  }
  CHECK(desk.failed == 100);  // told all the same
  CHECK(desk.told.empty());
}

TEST_CASE("shedding: reads that fail in one file after another are strain") {
  auto shipped = config();
  shipped.shed_after = 15s;
  Desk desk{shipped};
  for (int file = 10; file < 14; ++file) {
    CHECK_FALSE(desk.shedding.now());
    desk.read_fails("0000" + std::to_string(file) + ".sst", 0);
    desk.looks(5);
  }
  REQUIRE(desk.shedding.now());
  CHECK(desk.told.ends_with("/var/s/000013.sst offset 0 size 4096\n"));
  desk.looks(20);
  CHECK_FALSE(desk.shedding.now());
}

TEST_CASE("shedding: commits that come too late are strain") {
  Desk desk;
  desk.looks(1);
  desk.shedding.too_slow();
  desk.looks(2);
  REQUIRE(desk.shedding.now());
  CHECK(desk.told == "began: what came in was not stored within 7 s\n");
}
