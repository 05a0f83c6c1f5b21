// What the store says of its own strain: RocksDB's word on writes, and reads that fail, of which
// RocksDB tells nobody else.
#include <doctest/doctest.h>
#include <rocksdb/db.h>

#include <fstream>

#include "storage/health.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

rocksdb::WriteStallInfo told(rocksdb::WriteStallCondition now) {
  rocksdb::WriteStallInfo info;
  info.cf_name = "facts";
  info.condition.cur = now;
  return info;
}

// Values that do not compress: a table of many blocks.
void put_settings(Store& store, int count) {
  Transaction transaction(store, 1);
  for (int i = 0; i < count; ++i) {
    std::string value;
    while (value.size() < 1000) value += sha256_hex(std::to_string(i) + value);
    put_setting(transaction, "name" + std::to_string(i), value);
  }
  REQUIRE(ok(store.write(transaction)));
}

// The data of every large table is overwritten where it lies; what RocksDB opens it by stays, at
// its end.
std::size_t spoil_tables(const std::filesystem::path& folder) {
  std::size_t spoiled = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".sst" || entry.file_size() < 30'000) continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t at = 100; at < entry.file_size() * 3 / 4; at += 1000) {
      file.seekp(static_cast<std::streamoff>(at));
      file << "spoiled";
    }
    ++spoiled;
  }
  return spoiled;
}

}  // namespace

TEST_CASE("strain: writes that RocksDB slows down are strain, those that it stops are refused") {
  using enum rocksdb::WriteStallCondition;
  Health health(*rocksdb::Env::Default(), "/", 0, std::chrono::milliseconds{0});
  Stall stall;
  health.ask_for_stalls([&] { return stall; });
  CHECK_FALSE(health.strain().now);
  stall.slowed = true;
  health.OnStallConditionsChanged(told(kDelayed));
  CHECK_FALSE(health.now());
  REQUIRE(health.strain().now);
  CHECK(health.strain().now->code == ProblemCode::store_busy);
  stall.stopped = true;
  health.OnStallConditionsChanged(told(kStopped));
  REQUIRE(health.now());
  CHECK(health.strain().now->code == ProblemCode::store_sick);
  stall = {};
  health.OnStallConditionsChanged(told(kNormal));
  CHECK_FALSE(health.now());
  CHECK_FALSE(health.strain().now);
}

TEST_CASE("strain: what RocksDB says of a stall may come late, and does not stay") {
  using enum rocksdb::WriteStallCondition;
  Health health(*rocksdb::Env::Default(), "/", 0, std::chrono::milliseconds{0});
  Stall stall;
  health.ask_for_stalls([&] { return stall; });
  // The stall is over before it is told.
  health.OnStallConditionsChanged(told(kNormal));
  health.OnStallConditionsChanged(told(kStopped));
  CHECK_FALSE(health.now());
  CHECK_FALSE(health.strain().now);
  health.OnStallConditionsChanged(told(kNormal));
  health.OnStallConditionsChanged(told(kDelayed));
  CHECK_FALSE(health.strain().now);
  // The end of the one before is told after the next has begun.
  stall.stopped = true;
  health.OnStallConditionsChanged(told(kStopped));
  health.OnStallConditionsChanged(told(kNormal));
  CHECK(health.now());
  CHECK(health.now());
  // The end is not told at all.
  stall = {};
  CHECK_FALSE(health.now());
}

TEST_CASE("strain: RocksDB is asked for a stall by names that it knows") {
  TempFolder folder;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = 64 << 10;
  options.max_write_buffer_number = 2;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, (folder / "db").string(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  CHECK_FALSE(stall_of(*db).stopped);
  REQUIRE(db->PauseBackgroundWork().ok());
  rocksdb::WriteOptions at_once;
  at_once.no_slowdown = true;
  const std::string value(10'000, 'x');
  int written = 0;
  while (written < 1000 && db->Put(at_once, std::to_string(written), value).ok()) ++written;
  CHECK(stall_of(*db).stopped);
  REQUIRE(db->ContinueBackgroundWork().ok());
  REQUIRE(db->Put({}, "more", value).ok());
  CHECK_FALSE(stall_of(*db).stopped);
}

TEST_CASE("strain: an error in the background is strain until RocksDB has recovered") {
  Health health(*rocksdb::Env::Default(), "/", 0, std::chrono::milliseconds{0});
  auto error = rocksdb::Status::IOError("no flush");
  health.OnBackgroundError(rocksdb::BackgroundErrorReason::kFlush, &error);
  CHECK(health.strain().now->says == "the store failed in the background: IO error: no flush");
  rocksdb::BackgroundErrorRecoveryInfo recovered;
  recovered.new_bg_error = rocksdb::Status::OK();
  health.OnErrorRecoveryEnd(recovered);
  CHECK_FALSE(health.strain().now);
}

TEST_CASE(
    "strain: reads that fail are counted, by get, by walk and in a snapshot; a miss is none") {
  TempFolder folder;
  put_settings(*open_store(folder / "s"), 100);
  open_store(folder / "s");               // writes what the log had into tables…
  auto store = open_store(folder / "s");  // …and these have not been read
  REQUIRE(ok(store->get(Column::meta, "none")));
  CHECK(store->strain().read_errors == 0);
  REQUIRE(spoil_tables(folder / "s") > 0);
  CHECK_FALSE(ok(store->get(Column::meta, "setting/name50")));
  CHECK(store->strain().read_errors == 1);
  CHECK_FALSE(ok(store->snapshot()->get(Column::meta, "setting/name50")));
  CHECK(store->strain().read_errors == 2);
  Range range;
  range.prefix = "setting/";
  auto cursor = store->walk(Column::meta, range);
  while (cursor.valid()) cursor.next();
  CHECK_FALSE(ok(cursor.ok()));
  const auto strain = store->strain();
  CHECK(strain.read_errors == 3);
  REQUIRE(strain.last_read);
  CHECK(strain.last_read->code == ProblemCode::store_sick);
  CHECK_FALSE(store->health());  // nothing else tells of it
}
