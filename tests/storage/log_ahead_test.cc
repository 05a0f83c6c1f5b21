// Write-ahead logs with zeros laid out behind their end.
#include "storage/log_ahead.h"

#include <doctest/doctest.h>
#include <rocksdb/db.h>
#include <rocksdb/file_system.h>

#include <vector>

#include "storage/health.h"
#include "storage/tuning.h"
#include "storage/wal_tail.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

void write(Store& store, const std::string& key, std::size_t bytes) {
  Transaction transaction(store, 1);
  transaction.put(Column::facts, key, std::string(bytes, 'x'));
  REQUIRE(ok(store.write(transaction)));
}

WalReport newest_log(const fs::path& store) {
  return inspect_wal(read_bytes(newest_wal(store)), 0);
}

// Has no room for anything but what is appended: as a full disk on which space was reserved.
class NoRoomAhead final : public rocksdb::FileSystemWrapper {
 public:
  NoRoomAhead() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "NoRoomAhead"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::NewWritableFile(name, options, result, debug);
    if (status.ok()) *result = std::make_unique<Full>(std::move(*result), asked);
    return status;
  }
  int asked = 0;

 private:
  class Full final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Full(std::unique_ptr<rocksdb::FSWritableFile>&& file, int& asked)
        : FSWritableFileOwnerWrapper(std::move(file)), asked_(asked) {}
    // Half of it is written before there is no more room.
    rocksdb::IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset,
                                       const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override {
      ++asked_;
      FSWritableFileOwnerWrapper::PositionedAppend({data.data(), data.size() / 2}, offset, options,
                                                   debug)
          .PermitUncheckedError();
      return rocksdb::IOStatus::NoSpace("the disk is full");
    }

   private:
    int& asked_;
  };
};

}  // namespace

TEST_CASE("log ahead: short commits find their blocks laid out; a closed log ends where it ends") {
  TempFolder folder;
  auto store = open_store(folder / "s");
  for (int i = 0; i < 300; ++i) write(*store, "k" + std::to_string(i), 10'000);
  const auto log = newest_log(folder / "s");
  CHECK(log.end == WalEnd::zeros);
  CHECK(log.whole_bytes > 3'000'000);
  CHECK(log.bytes % log_step({}) == 0);
  CHECK(log.bytes - log.whole_bytes <= log_step({}));
  store.reset();
  CHECK(newest_log(folder / "s").end == WalEnd::whole);
  store = open_store(folder / "s");
  CHECK_FALSE(store->recovered_torn_tail());
  for (int i = 0; i < 300; ++i) CHECK(store->get(Column::facts, "k" + std::to_string(i)).value());
}

TEST_CASE("log ahead: commits of many bytes are not written twice") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  for (int i = 0; i < 20; ++i) write(*store, "k" + std::to_string(i), 400'000);
  CHECK(newest_log(folder / "s").end == WalEnd::whole);
}

TEST_CASE("log ahead: where there is no room for zeros the log goes on without") {
  TempFolder folder;
  const auto files = std::make_shared<NoRoomAhead>();
  const auto env = rocksdb::NewCompositeEnv(files);
  auto options = no_watermark();
  options.env = env.get();
  auto store = Store::open(folder / "s", options).value();
  for (int i = 0; i < 20; ++i) write(*store, "k" + std::to_string(i), 10'000);
  CHECK(files->asked == 1);
  CHECK_FALSE(store->health());
  CHECK(newest_log(folder / "s").end == WalEnd::whole);
  store.reset();
  store = open_store(folder / "s");
  for (int i = 0; i < 20; ++i) CHECK(store->get(Column::facts, "k" + std::to_string(i)).value());
}

TEST_CASE(
    "log ahead: a batch that is lost at the end of an older log, which is needed, is damage") {
  TempFolder folder;
  open_store(folder / "live");
  const auto path = (folder / "live").string();
  const auto health =
      std::make_shared<Health>(*rocksdb::Env::Default(), path, 0, std::chrono::milliseconds{0});
  const auto options = no_watermark();
  std::vector<rocksdb::ColumnFamilyHandle*> columns;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(db_options(options, *rocksdb::Env::Default(), health), path,
                            column_options(options), &columns, &opened)
              .ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  auto* const kept = columns.at(2);
  auto* const flushed = columns.at(3);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const std::string value(4000, 'x');
  REQUIRE(db->Put(synced, flushed, "a", value).ok());
  const auto older = newest_wal(folder / "live");
  const auto before_last = newest_log(folder / "live").whole_bytes;
  REQUIRE(db->Put(synced, kept, "a", value).ok());
  REQUIRE(db->Flush({}, flushed).ok());  // begins a new log; the older one still has the other's
  REQUIRE(db->Put(synced, kept, "b", value).ok());
  REQUIRE(newest_wal(folder / "live") != older);
  for (const bool lost : {false, true}) {
    const auto copy = folder / (lost ? "lost" : "whole");
    fs::copy(folder / "live", copy, fs::copy_options::recursive);
    fs::remove(copy / "LOCK");
    const auto log = copy / older.filename();
    auto bytes = read_bytes(log);
    const auto last = bytes.size() - before_last;
    REQUIRE(last > 4000);
    if (lost) bytes.replace(before_last, last, last, '\0');
    write_bytes(log, bytes);
    CHECK(inspect_wal(bytes, 0).end == (lost ? WalEnd::zeros : WalEnd::whole));
    const auto store = Store::open(copy, options);
    REQUIRE(ok(store) != lost);
    if (lost) CHECK(store.error().code == ProblemCode::store_damaged);
  }
  for (auto* column : columns) db->DestroyColumnFamilyHandle(column);
}
