// The promise itself: `done` is called after the journal's sync has returned, and not with success
// where it failed.
#include <doctest/doctest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <future>

#include "storage/committer.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

struct Syncs {
  std::atomic<int> returned{0};
  std::atomic<bool> fail{false};
};

class CountedLog final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  CountedLog(std::unique_ptr<rocksdb::FSWritableFile>&& file, Syncs& syncs)
      : FSWritableFileOwnerWrapper(std::move(file)), syncs_(syncs) {}
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* debug) override {
    if (syncs_.fail) return rocksdb::IOStatus::IOError("the disk is gone");
    auto status = FSWritableFileOwnerWrapper::Sync(options, debug);
    ++syncs_.returned;
    return status;
  }

 private:
  Syncs& syncs_;
};

// Counts the syncs of write-ahead logs.
class CountingFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit CountingFiles(Syncs& syncs)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), syncs_(syncs) {}
  const char* Name() const override { return "CountingFiles"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::NewWritableFile(name, options, result, debug);
    if (status.ok() && name.ends_with(".log"))
      *result = std::make_unique<CountedLog>(std::move(*result), syncs_);
    return status;
  }

 private:
  Syncs& syncs_;
};

struct Watched {
  Syncs syncs;
  std::unique_ptr<rocksdb::Env> env =
      rocksdb::NewCompositeEnv(std::make_shared<CountingFiles>(syncs));
  TempFolder folder;
  std::unique_ptr<Store> open() {
    auto options = no_watermark();
    options.env = env.get();
    return Store::open(folder / "s", options).value();
  }
};

}  // namespace

TEST_CASE("promise: the log's sync has returned before a command is told that it is durable") {
  Watched w;
  const auto store = w.open();
  ManualClock clock{at_second(0)};
  Committer committer(*store, clock, {}, {}, 1);
  committer.start();
  for (int i = 0; i < 5; ++i) {
    int before = 0;
    std::promise<int> after;
    REQUIRE(ok(committer.submit({[&](Transaction& t) {
                                   before = w.syncs.returned;
                                   put_setting(t, "a", "1");
                                 },
                                 [&](const auto&) { after.set_value(w.syncs.returned); }, 1})));
    const int returned = after.get_future().get();
    CHECK(returned == before + 1);
  }
}

TEST_CASE("promise: a sync that fails is nobody's acknowledgement, and ends the committer") {
  Watched w;
  const auto store = w.open();
  ManualClock clock{at_second(0)};
  std::promise<Problem> ended;
  CommitterHooks hooks;
  hooks.fatal = [&](const Problem& why) { ended.set_value(why); };
  Committer committer(*store, clock, {}, hooks, 1);
  committer.start();
  w.syncs.fail = true;
  std::promise<Result<CommitInfo>> told;
  REQUIRE(ok(committer.submit({[](Transaction& t) { put_setting(t, "a", "1"); },
                               [&](const auto& result) { told.set_value(result); }, 1})));
  CHECK(told.get_future().get().error().code == ProblemCode::store_sick);
  CHECK(ended.get_future().get().code == ProblemCode::store_sick);
  CHECK(store->health()->code == ProblemCode::store_sick);
  CHECK(get_setting(*store, "b").value() == std::nullopt);  // reads go on
}
