// Write-ahead logs with zeros laid out behind their end.
#include "storage/log_ahead.h"

#include <doctest/doctest.h>
#include <rocksdb/file_system.h>

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
