// Every failure point of a short workload, one after another: the power goes, a write or a sync
// fails, the disk dies or fills up. What was acknowledged must be there whole, and nothing may be
// half there.
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "storage/committer.h"
#include "storage/recover_state.h"
#include "tests/storage/faulty_disk.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr int mails = 24;

// A store on a disk that fails at one operation.
struct FaultyStore {
  std::shared_ptr<FaultyDisk> disk = std::make_shared<FaultyDisk>();
  std::unique_ptr<rocksdb::Env> env = std::make_unique<FaultyEnv>(disk);
  std::uint64_t wal_bytes = 16 << 10;  // so that logs change and tables are written meanwhile

  Result<std::unique_ptr<Store>> open(const std::filesystem::path& path) const {
    auto options = no_watermark();
    options.env = env.get();
    options.wal_bytes = wal_bytes;
    return Store::open(path, options);
  }
};

std::string name_of(int number) {
  return "a-" + std::to_string(100 + number);
}

std::string raw_of(int number) {
  return std::string(static_cast<std::size_t>(2000 + 997 * (number % 7)), 'x');
}

// A mail as the desk writes it: a line, its record, its facts, its bytes and its ticket.
void write_mail(Transaction& transaction, int number) {
  const auto id = name_of(number);
  Event event;
  event.arrival = id;
  auto arrival = make_arrival(id, "northwind", number);
  arrival.raw = id;
  arrival.ticket = ticket_id(static_cast<std::uint64_t>(number) + 1);
  arrival.decided = transaction.append(event);
  auto facts = make_facts(id, "ann@acme.example", "Number " + id);
  facts.raw = id;
  auto ticket = make_ticket(static_cast<std::uint64_t>(number) + 1, "northwind", "any.ticket");
  ticket.interactions = {id};
  put_ticket(transaction, ticket, nullptr);
  put_arrival(transaction, arrival, nullptr);
  put_facts(transaction, facts, ticket.id);
  put_raw(transaction, id, raw_of(number));
}

// Writes until the store fails; the numbers that were acknowledged. Two mails a command, and
// commands that come while another batch is written share the next.
std::set<int> work(Store& store) {
  std::set<int> acknowledged;
  SystemClock clock;
  Committer committer(store, clock, {}, {}, 1);
  committer.start();
  for (int number = 0; number < mails; number += 2) {
    const auto run = [number](Transaction& transaction) {
      write_mail(transaction, number);
      write_mail(transaction, number + 1);
    };
    const auto done = [&acknowledged, number](const Result<CommitInfo>& written) {
      if (written) acknowledged.insert({number, number + 1});
    };
    (void)committer.submit({.run = run, .done = done, .bytes = 6000});
    if (number % 6 == 4)
      while (committer.stats().waiting > 0) std::this_thread::yield();
  }
  committer.stop();
  return acknowledged;
}

bool whole(const Store& store, int number) {
  const auto id = name_of(number);
  const auto arrival = get_arrival(store, id).value();
  const auto facts = get_facts(store, id).value();
  const auto raw = get_raw(store, id).value();
  const auto ticket = get_ticket(store, ticket_id(static_cast<std::uint64_t>(number) + 1)).value();
  const int parts = (arrival ? 1 : 0) + (facts ? 1 : 0) + (raw ? 1 : 0) + (ticket ? 1 : 0);
  CHECK_MESSAGE((parts == 0 || parts == 4), id << " is half there: " << parts << " of 4 parts");
  if (parts != 4) return false;
  CHECK(*raw == raw_of(number));
  const auto event = get_event(store, arrival->decided).value();
  REQUIRE(event);
  CHECK(event->arrival == id);
  return true;
}

// What must hold of a store after any failure. True where a torn tail was mended, and told.
bool check(const std::filesystem::path& path, const std::set<int>& acknowledged) {
  const FaultyStore good;
  auto opened = good.open(path);
  REQUIRE_MESSAGE(opened.has_value(), opened.error().says);
  const auto& store = **opened;
  Position lines = 0;
  for (int number = 0; number < mails; ++number) {
    const bool there = whole(store, number);
    if (there) ++lines;
    CHECK_MESSAGE((there || !acknowledged.contains(number)),
                  name_of(number) << " was acknowledged and is lost");
  }
  CHECK(last_position(store).value() == lines);
  const auto state = recover_state(store);
  REQUIRE(ok(state));
  CHECK(state->desk.open_tickets() == lines);
  return store.recovered_torn_tail().has_value();
}

std::set<int> run(const std::filesystem::path& path, FaultyStore& faulty) {
  const auto store = faulty.open(path);
  auto acknowledged = store ? work(**store) : std::set<int>{};
  // A closing store waits for RocksDB, which looks for room again and again.
  if (faulty.disk->is_full()) faulty.disk->make_room();
  return acknowledged;
}

std::uint64_t operations_of_the_workload() {
  TempFolder folder;
  FaultyStore faulty;
  CHECK(run(folder / "s", faulty).size() == mails);
  return faulty.disk->operations();
}

// All points where FRONTDESK_LONG is set; otherwise one in so many.
std::vector<std::uint64_t> points(std::uint64_t one_in) {
  const bool all = std::getenv("FRONTDESK_LONG") != nullptr;
  std::vector<std::uint64_t> chosen;
  const auto end = operations_of_the_workload();
  CHECK(end > 60);
  for (std::uint64_t point = 1; point <= end; point += all ? 1 : one_in) chosen.push_back(point);
  return chosen;
}

void fail_everywhere(DiskFault fault, std::uint64_t one_in) {
  int failures = 0;
  for (const auto point : points(one_in)) {
    TempFolder folder;
    FaultyStore faulty;
    faulty.disk->fail_at(point, fault);
    CAPTURE(point);
    const auto acknowledged = run(folder / "s", faulty);
    if (faulty.disk->failed()) ++failures;
    check(folder / "s", acknowledged);
  }
  CHECK(failures > 3);
}

}  // namespace

TEST_CASE("power loss: at every operation, with any of what was not synced gone") {
  int torn = 0, lost = 0;
  for (const auto point : points(8)) {
    for (unsigned seed = 0; seed < 2; ++seed) {
      TempFolder folder;
      FaultyStore faulty;
      faulty.disk->fail_at(point, DiskFault::power);
      CAPTURE(point);
      CAPTURE(seed);
      const auto acknowledged = run(folder / "s", faulty);
      std::mt19937 chance(static_cast<unsigned>(point) * 7919 + seed);
      faulty.disk->lose_power(chance);
      if (acknowledged.size() < mails) ++lost;
      if (check(folder / "s", acknowledged)) ++torn;
    }
  }
  // The tails that were mended are told. Which points tear one hangs on how writes fell into
  // groups.
  if (std::getenv("FRONTDESK_LONG")) CHECK(torn > 0);
  CHECK(lost > 0);
}

TEST_CASE("power loss: where batches lie on zeros that were laid out for them") {
  int laid_out = 0, torn = 0;
  for (const auto point : points(8)) {
    TempFolder folder;
    FaultyStore faulty;
    faulty.wal_bytes = 96 << 10;
    faulty.disk->fail_at(point, DiskFault::power);
    CAPTURE(point);
    const auto acknowledged = run(folder / "s", faulty);
    std::mt19937 chance(static_cast<unsigned>(point));
    faulty.disk->lose_power(chance);
    if (faulty.disk->laid_out() > 0) ++laid_out;
    if (check(folder / "s", acknowledged)) ++torn;
  }
  if (std::getenv("FRONTDESK_LONG")) CHECK(torn > 0);
  CHECK(laid_out > 3);
}

TEST_CASE("power loss: what a start took over, though nobody had synced it, does not go later") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    TempFolder folder;
    FaultyStore faulty;
    CAPTURE(seed);
    const auto write = [](Store& store, int number) {
      Transaction transaction(store, last_position(store).value() + 1);
      write_mail(transaction, number);
      return store.write(transaction).has_value();
    };
    faulty.open(folder / "s").value().reset();
    {
      const auto store = faulty.open(folder / "s").value();
      faulty.disk->fail_at(faulty.disk->operations() + 2, DiskFault::dead);
      CHECK_FALSE(write(*store, 0));  // it is written, and its sync fails
    }
    faulty.disk->fail_at(0, DiskFault::none);
    CHECK(write(*faulty.open(folder / "s").value(), 1));
    std::mt19937 chance(seed);
    faulty.disk->lose_power(chance);
    const auto store = faulty.open(folder / "s");
    REQUIRE_MESSAGE(ok(store), (store ? "" : store.error().says));
    whole(**store, 0);
    CHECK(whole(**store, 1));
  }
}

TEST_CASE("power loss: at every operation of a start, with logs that it replays and removes") {
  const std::uint64_t one_in = std::getenv("FRONTDESK_LONG") ? 1 : 5;
  int cut_off = 0;
  for (std::uint64_t point = 1;; point += one_in) {
    TempFolder folder;
    FaultyStore first;
    first.disk->fail_at(150, DiskFault::power);
    CAPTURE(point);
    const auto acknowledged = run(folder / "s", first);
    CHECK(first.disk->failed());
    std::mt19937 chance(static_cast<unsigned>(point));
    first.disk->lose_power(chance);
    FaultyStore second;
    second.disk->fail_at(point, DiskFault::power);
    bool told = false;
    if (const auto store = second.open(folder / "s"); store) {
      const auto write = [&] {
        Transaction transaction(**store, 1);
        put_setting(transaction, "told", "1");
        return (*store)->write(transaction).has_value();
      };
      told = write();
      if (told && (*store)->purge()) write();
    }
    const bool failed = second.disk->failed();
    second.disk->lose_power(chance);
    check(folder / "s", acknowledged);
    if (told) CHECK(get_setting(*open_store(folder / "s"), "told").value() == "1");
    if (!failed) break;
    ++cut_off;
  }
  CHECK(cut_off > 8);
}

TEST_CASE("power loss: the folder of a new store, and those above it, stay") {
  for (unsigned seed = 0; seed < 8; ++seed) {
    TempFolder folder;
    FaultyStore faulty;
    faulty.open(folder / "new" / "folders" / "s").value().reset();
    std::mt19937 chance(seed);
    faulty.disk->lose_power(chance);
    CHECK(std::filesystem::exists(folder / "new" / "folders" / "s" / "CURRENT"));
  }
}

TEST_CASE("disk: any one write, sync or rename fails") {
  fail_everywhere(DiskFault::once, 14);
}

TEST_CASE("disk: it is dead from any operation on") {
  fail_everywhere(DiskFault::dead, 16);
}

TEST_CASE("disk: it is full from any operation on; later there is room again") {
  fail_everywhere(DiskFault::full, 30);
}
