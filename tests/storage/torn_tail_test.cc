// What a power loss leaves of the write-ahead log, and what must never be passed over in silence.
#include <doctest/doctest.h>

#include <boost/crc.hpp>

#include "storage/wal_tail.h"
#include "tests/storage/folder_copy.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

constexpr int batches = 20;

// A log record with one whole batch, or with the first part of one: sequence number, count and
// something in it.
std::string batch_bytes(std::uint64_t sequence, std::uint32_t count, const std::string& content,
                        char type = '\1') {
  std::string payload;
  for (int i = 0; i < 8; ++i) payload += static_cast<char>(sequence >> (8 * i) & 0xff);
  for (int i = 0; i < 4; ++i) payload += static_cast<char>(count >> (8 * i) & 0xff);
  payload += content;
  const std::string covered = type + payload;
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(covered.data(), covered.size());
  const std::uint32_t sum = crc.checksum();
  const std::uint32_t masked = ((sum >> 15) | (sum << 17)) + 0xa282ead8U;
  std::string record;
  for (int i = 0; i < 4; ++i) record += static_cast<char>(masked >> (8 * i) & 0xff);
  record += static_cast<char>(payload.size() & 0xff);
  record += static_cast<char>(payload.size() >> 8 & 0xff);
  return record + covered;
}

// A store as a power loss leaves it: its files are copied while it is open, each batch synced.
struct Crashed {
  explicit Crashed(std::size_t last_bytes = 4000) {
    auto live = open_store(folder / "live");
    for (int i = 0; i < batches; ++i) {
      Transaction transaction(*live, 1);
      transaction.put(
          Column::facts, "k" + std::to_string(i),
          std::string(i + 1 == batches ? last_bytes : 4000, static_cast<char>('a' + i)));
      if (i + 1 == batches) before_last = whole_bytes(newest_wal(folder / "live"));
      REQUIRE(ok(live->write(transaction)));
    }
    copy_live(folder / "live", folder / "s");
    fs::remove(folder / "s" / "LOCK");
    wal = newest_wal(folder / "s");
    bytes_ = read_bytes(wal);
    bytes_.resize(whole_bytes(wal));  // without the zeros that are laid out; `lay_out` is with
  }
  static std::size_t whole_bytes(const fs::path& log) {
    return inspect_wal(read_bytes(log), 0).whole_bytes;
  }
  void lay_out() { bytes_.append(300'000, '\0'); }
  void zero(std::size_t at, std::size_t length) { bytes_.replace(at, length, length, '\0'); }
  void flip(std::size_t at) { bytes_[at] = static_cast<char>(bytes_[at] ^ 1); }
  void cut(std::size_t size) { bytes_.resize(size); }
  std::size_t size() const { return bytes_.size(); }

  void write() const { write_bytes(wal, bytes_); }
  Result<std::unique_ptr<Store>> open(const StoreOptions& options = no_watermark()) {
    write();
    return Store::open(folder / "s", options);
  }
  // Opens; all but the last batch must be there.
  void expect_mended(bool told = true) {
    auto store = open();
    REQUIRE(ok(store));
    CHECK((*store)->recovered_torn_tail().has_value() == told);
    for (int i = 0; i < batches; ++i) {
      const auto found = (*store)->get(Column::facts, "k" + std::to_string(i)).value();
      CHECK(found.has_value() == (i + 1 < batches));
    }
    store->reset();
    auto again = Store::open(folder / "s", no_watermark());
    REQUIRE(ok(again));
    CHECK_FALSE((*again)->recovered_torn_tail());
  }
  void expect_refused() {
    auto store = open();
    REQUIRE_FALSE(ok(store));
    CHECK(store.error().code == ProblemCode::store_damaged);
    CHECK(store.error().says.find("backup") != std::string::npos);
    CHECK(read_bytes(wal) == bytes_);  // left as it is
  }

  TempFolder folder;
  fs::path wal;
  std::size_t before_last = 0;

 private:
  std::string bytes_;
};

}  // namespace

TEST_CASE("a torn batch that begins behind a block's unused end is torn, and no later batch") {
  // Headers have 7 bytes: what is left of a block and is less is passed over.
  for (std::size_t left = 0; left < 7; ++left) {
    const auto log = batch_bytes(5, 1, std::string(32768 - 19 - left, 'x'));
    REQUIRE(log.size() == 32768 - left);
    const auto begun = log + std::string(left, '\0') +
                       batch_bytes(6, 1, std::string(32768 - 19, 'y'), '\2') + "torn here";
    const auto report = inspect_wal(begun, 7);
    CHECK(report.end == WalEnd::torn);
    CHECK(report.whole_bytes == log.size());
  }
}

TEST_CASE("torn tail: an intact log is whole") {
  Crashed store;
  store.write();
  CHECK(inspect_wal(read_bytes(store.wal), 4).end == WalEnd::whole);
  auto opened = store.open();
  REQUIRE(ok(opened));
  CHECK_FALSE((*opened)->recovered_torn_tail());
  CHECK((*opened)->get(Column::facts, "k19").value());
}

TEST_CASE("torn tail: the last batch cut short is mended") {
  Crashed store;
  store.cut(store.size() - 10);
  store.expect_mended();
}

TEST_CASE("torn tail: the last batch wholly zeros is as if it had never been written") {
  Crashed store;
  store.zero(store.before_last, store.size() - store.before_last);
  store.expect_mended(false);
}

TEST_CASE("torn tail: zeros that are laid out behind the last batch are its end, and are cut off") {
  Crashed store;
  const auto whole = store.size();
  store.lay_out();
  for (const bool read_only : {true, false}) {
    auto options = no_watermark();
    options.read_only = read_only;
    const auto opened = store.open(options);
    REQUIRE(ok(opened));
    CHECK_FALSE((*opened)->recovered_torn_tail());
    CHECK((*opened)->get(Column::facts, "k19").value());
    if (fs::exists(store.wal)) CHECK(fs::file_size(store.wal) == whole + (read_only ? 300'000 : 0));
  }
}

TEST_CASE("torn tail: a torn batch before zeros that are laid out is mended") {
  for (const std::size_t from_end : {std::size_t{100'000}, std::size_t{4096}}) {
    Crashed store(200'000);
    store.zero(store.size() - from_end, 4096);
    store.lay_out();
    store.expect_mended();
  }
  Crashed first(200'000);
  first.zero(first.before_last, 4096);
  first.lay_out();
  first.expect_mended();
}

TEST_CASE("torn tail: a zeroed page refuses to open though zeros are laid out behind the end") {
  Crashed store;
  store.zero(store.size() / 2, 4096);
  store.lay_out();
  store.expect_refused();
}

TEST_CASE("torn tail: a zeroed page in the last, large batch is mended") {
  Crashed store(200'000);
  store.zero(store.size() - 100'000, 4096);
  store.expect_mended();
}

TEST_CASE("torn tail: the zeroed first page of the last, large batch is mended") {
  Crashed store(200'000);
  store.zero(store.before_last, 4096);
  store.expect_mended();
}

TEST_CASE("torn tail: a flip in the last batch is mended") {
  Crashed store;
  store.flip(store.size() - 100);
  store.expect_mended();
}

TEST_CASE("torn tail: a flip in the middle refuses to open") {
  Crashed store;
  store.flip(store.size() / 2);
  store.expect_refused();
}

TEST_CASE("torn tail: a zeroed page in the middle refuses to open") {
  Crashed store;
  store.zero(store.size() / 2, 4096);
  store.expect_refused();
}

TEST_CASE("torn tail: a missing batch between whole ones is damage") {
  // RocksDB passes in silence over zeros that begin where a record does and end with its block.
  const auto gap = batch_bytes(1, 2, "a") + batch_bytes(5, 1, "c");
  CHECK(inspect_wal(gap, 4).end == WalEnd::damaged);
  const auto row = batch_bytes(1, 2, "a") + batch_bytes(3, 2, "b") + batch_bytes(5, 1, "c");
  CHECK(inspect_wal(row, 4).end == WalEnd::whole);
  CHECK(inspect_wal(row, 4).next_sequence == 6);
  auto zeroed = batch_bytes(1, 2, "a");
  zeroed.resize(32768, '\0');
  CHECK(inspect_wal(zeroed, 4).end == WalEnd::zeros);
  CHECK(inspect_wal(zeroed + batch_bytes(5, 1, "c"), 4).end == WalEnd::damaged);
}

TEST_CASE("torn tail: what a customer wrote cannot pass for a record") {
  const auto torn = batch_bytes(1000, 2, std::string(100, 'a') + batch_bytes(1, 1, "forged"));
  auto log = batch_bytes(998, 2, "before") + torn;
  REQUIRE(inspect_wal(log, 4).end == WalEnd::whole);
  log[log.size() - torn.size() + 30] = '\0';
  CHECK(inspect_wal(log, 4).end == WalEnd::torn);
  CHECK(inspect_wal(log + batch_bytes(1002, 1, "real"), 4).end == WalEnd::damaged);
}

TEST_CASE("torn tail: a record that a customer forged in a torn first batch is none") {
  const auto forged = [](std::uint64_t sequence) {
    auto log = batch_bytes(7, 1, "begun", '\2') + std::string(40'000, 'a');
    return log.replace(10'000, 0, batch_bytes(sequence, 1, "forged"));
  };
  CHECK(inspect_wal(forged(~std::uint64_t{0}), 4).end ==
        WalEnd::torn);                                                // RocksDB has no such number
  CHECK(inspect_wal(forged(900'000'000), 4, 7).end == WalEnd::torn);  // the log before ends at 6
  CHECK(inspect_wal(forged(8), 4, 7).end == WalEnd::damaged);         // as a real one would be
}

TEST_CASE("torn tail: a large torn batch full of what looks like records is judged all the same") {
  // Every place may be a record of 2,056 bytes by its header: to sum all of them up takes minutes.
  const auto begun = batch_bytes(1, 1, "whole") + batch_bytes(2, 1, "begun", '\2');
  CHECK(inspect_wal(begun + std::string(25'000'000, '\x08'), 4).end == WalEnd::torn);
  std::string plausible;
  while (plausible.size() < 25'000'000)
    plausible += std::string("\0\0\0\0\0\x70\1\5\0\0\0\0\0\0\0", 15);
  CHECK(inspect_wal(begun + plausible, 4).end == WalEnd::torn);
  auto later = begun + std::string(100'000, '\x08');
  later.resize((later.size() / 32768 + 1) * 32768, '\x08');
  CHECK(inspect_wal(later + batch_bytes(3, 1, "real"), 4).end == WalEnd::damaged);
}

TEST_CASE("torn tail: where it is all of a log, what comes after the mending opens again") {
  TempFolder folder;
  open_store(folder / "live");
  {
    const auto live = open_store(folder / "live");
    Transaction transaction(*live, 1);
    transaction.put(Column::facts, "first", std::string(4000, 'a'));
    REQUIRE(ok(live->write(transaction)));
    copy_live(folder / "live", folder / "s");
  }
  fs::remove(folder / "s" / "LOCK");
  fs::remove(folder / "s" / "LIVE_LOG");  // the power went before the batch's sync had returned
  const auto wal = newest_wal(folder / "s");
  write_bytes(wal, read_bytes(wal).substr(0, 2000));
  for (int start = 0; start < 4; ++start) {
    const auto store = Store::open(folder / "s", no_watermark());
    REQUIRE_MESSAGE(ok(store), (store ? "" : store.error().says));
    CHECK((*store)->recovered_torn_tail().has_value() == (start == 0));
    CHECK_FALSE((*store)->get(Column::facts, "first").value());
    CHECK((*store)->get(Column::facts, "second").value().has_value() == (start > 0));
    Transaction transaction(**store, 1);
    transaction.put(Column::facts, "second", "b");
    REQUIRE(ok((*store)->write(transaction)));
  }
}

TEST_CASE("torn tail: an older log may be torn only where the newer goes on from it") {
  WalReport old{.number = 4,
                .bytes = 900,
                .end = WalEnd::torn,
                .whole_bytes = 800,
                .first_sequence = 1,
                .next_sequence = 9,
                .operations = 8};
  WalReport next{.number = 7,
                 .bytes = 100,
                 .end = WalEnd::whole,
                 .whole_bytes = 100,
                 .first_sequence = 9,
                 .next_sequence = 9,
                 .operations = 0};
  CHECK(judge_wals({old, next}).value()->number == 4);  // a recovery was cut short
  next.operations = 1;
  CHECK_FALSE(judge_wals({old, next}).value());
  next.first_sequence = 12;
  CHECK(judge_wals({old, next}).error().code == ProblemCode::store_damaged);
  WalReport empty;
  empty.number = 7;
  CHECK(judge_wals({old, empty}).value()->number == 4);
  CHECK(judge_wals({old, empty, next}).error().code == ProblemCode::store_damaged);
  next.operations = 0;
  CHECK(judge_wals({old, next}).error().code == ProblemCode::store_damaged);
  // No batch of it is whole: nothing to compare with.
  WalReport none;
  none.number = 4;
  none.bytes = 900;
  none.end = WalEnd::torn;
  CHECK(judge_wals({none, next}).value()->number == 4);
  next.operations = 1;
  CHECK(judge_wals({none, next}).error().code == ProblemCode::store_damaged);
  // Where a log was closed by a crash, zeros are its end. The one after it may be gone, and the
  // older one still be there, once neither is needed.
  old.end = WalEnd::zeros;
  next.first_sequence = 12;
  CHECK_FALSE(judge_wals({old, next}).value());
  CHECK_FALSE(judge_wals({old}).value());
  old.end = WalEnd::damaged;
  CHECK(judge_wals({old}).error().code == ProblemCode::store_damaged);
  CHECK_FALSE(judge_wals({}).value());
}
