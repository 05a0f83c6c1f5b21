// A log with acknowledged batches that is gone or emptied must be noticed, also the newest.
#include <doctest/doctest.h>

#include "storage/live_log.h"
#include "tests/storage/folder_copy.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

constexpr int mails = 25;

void write_one(Store& store, const std::string& key) {
  Transaction transaction(store, 1);
  transaction.put(Column::facts, key, std::string(4000, 'x'));
  REQUIRE(ok(store.write(transaction)));
}

// Acknowledged, then killed.
struct Killed {
  Killed() {
    open_store(folder / "live");
    const auto live = open_store(folder / "live");
    for (int i = 0; i < mails; ++i) write_one(*live, "k" + std::to_string(i));
    copy_live(folder / "live", folder / "s");
  }
  fs::path store() const { return folder / "s"; }
  TempFolder folder;
};

void expect_refused(const fs::path& path, const std::string& log) {
  const auto before = contents(path);
  for (const bool read_only : {true, false}) {
    auto options = no_watermark();
    options.read_only = read_only;
    const auto store = Store::open(path, options);
    REQUIRE_FALSE(ok(store));
    CHECK(store.error().code == ProblemCode::store_damaged);
    CHECK(store.error().says.find(log) != std::string::npos);
    CHECK(store.error().says.find("frontdesk restore") != std::string::npos);
    CHECK(contents(path) == before);
  }
}

void remove_logs(const fs::path& store) {
  while (!newest_wal(store).empty()) fs::remove(newest_wal(store));
}

}  // namespace

TEST_CASE("live log: intact after a kill, everything is there; and again after a clean end") {
  Killed killed;
  for (int start = 0; start < 3; ++start) {
    const auto store = Store::open(killed.store(), no_watermark());
    REQUIRE_MESSAGE(ok(store), (store ? "" : store.error().says));
    CHECK_FALSE((*store)->recovered_torn_tail());
    for (int i = 0; i < mails; ++i)
      CHECK((*store)->get(Column::facts, "k" + std::to_string(i)).value());
  }
}

TEST_CASE("live log: gone after a kill, the store is refused and left as it is") {
  Killed killed;
  const auto log = newest_wal(killed.store());
  fs::remove(log);
  expect_refused(killed.store(), log.filename().string());
}

TEST_CASE("live log: emptied after a kill, or zeros only, the store is refused") {
  Killed killed;
  const auto log = newest_wal(killed.store());
  const auto bytes = read_bytes(log).size();
  write_bytes(log, "");
  expect_refused(killed.store(), log.filename().string());
  write_bytes(log, std::string(bytes, '\0'));
  expect_refused(killed.store(), log.filename().string());
}

TEST_CASE("live log: broken from its first batch on, the store is refused") {
  Killed killed;
  const auto log = newest_wal(killed.store());
  write_bytes(log, read_bytes(log).substr(0, 15));
  expect_refused(killed.store(), log.filename().string());
}

TEST_CASE(
    "live log: gone after a clean end, the store is refused too: its batches are nowhere else") {
  TempFolder folder;
  write_one(*open_store(folder / "s"), "k");
  const auto log = newest_wal(folder / "s");
  remove_logs(folder / "s");
  expect_refused(folder / "s", log.filename().string());
}

TEST_CASE("live log: where nothing was acknowledged in one since, none is missed") {
  TempFolder folder;
  const auto live = open_store(folder / "live");
  write_one(*live, "k");
  REQUIRE(ok(live->purge()));  // what was in logs is in tables now
  copy_live(folder / "live", folder / "s");
  remove_logs(folder / "s");
  {
    const auto store = Store::open(folder / "s", no_watermark());
    REQUIRE_MESSAGE(ok(store), (store ? "" : store.error().says));
    CHECK((*store)->get(Column::facts, "k").value());
  }
  write_one(*live, "after");
  copy_live(folder / "live", folder / "s");
  const auto log = newest_wal(folder / "s");
  remove_logs(folder / "s");
  expect_refused(folder / "s", log.filename().string());
}

TEST_CASE("live log: a mark that cannot be read is damage") {
  Killed killed;
  for (const auto* broken : {"", "000004.log", "000004.sst\n", "x\n"}) {
    write_bytes(killed.store() / "LIVE_LOG", broken);
    expect_refused(killed.store(), "LIVE_LOG");
  }
}

TEST_CASE("live log: a store that has no mark, or one from before another program, opens") {
  Killed killed;
  write_bytes(killed.store() / "LIVE_LOG", "000001.log\n");
  CHECK(ok(Store::open(killed.store(), no_watermark())));
  copy_live(killed.folder / "live", killed.store());
  fs::remove(killed.store() / "LIVE_LOG");
  CHECK(ok(Store::open(killed.store(), no_watermark())));
}

TEST_CASE("live log: the mark among the logs") {
  const auto log = [](std::uint64_t number, bool begun) {
    WalReport report;
    report.number = number;
    if (begun) report.first_sequence = 1;
    return report;
  };
  CHECK(ok(check_marked_log(std::nullopt, {})));
  CHECK(ok(check_marked_log(7, {log(4, true), log(7, true)})));
  CHECK(ok(check_marked_log(7, {log(7, true), log(9, false)})));  // nothing acknowledged in 9
  CHECK(ok(check_marked_log(7, {log(9, false)})));  // a program used it that marks none
  for (const auto& lost : {std::vector<WalReport>{}, {log(4, true)}, {log(4, true), log(7, false)}})
    CHECK(check_marked_log(7, lost).error().code == ProblemCode::store_damaged);
}
