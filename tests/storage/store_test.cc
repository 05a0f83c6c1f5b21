#include "storage/store.h"

#include <doctest/doctest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <sys/stat.h>

#include "storage/recover_state.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

void put_one(Store& store, std::string_view key, std::string_view value) {
  Transaction transaction(store, 1);
  transaction.put(Column::meta, key, value);
  REQUIRE(ok(store.write(transaction)));
}

}  // namespace

TEST_CASE("store: what was written is there after it is opened again") {
  TempFolder folder;
  { put_one(*open_store(folder / "s"), "k", "v"); }
  auto store = open_store(folder / "s");
  CHECK(store->get(Column::meta, "k").value() == "v");
  CHECK(store->get(Column::meta, "other").value() == std::nullopt);
  CHECK_FALSE(store->recovered_torn_tail());
}

TEST_CASE("store: a second opener is told in one line that it is in use") {
  TempFolder folder;
  auto first = open_store(folder / "s");
  for (const bool read_only : {false, true}) {
    auto options = no_watermark();
    options.read_only = read_only;
    auto second = Store::open(folder / "s", options);
    REQUIRE_FALSE(ok(second));
    CHECK(second.error().code == ProblemCode::store_locked);
    CHECK(second.error().says.find('\n') == std::string::npos);
  }
}

TEST_CASE("store: read-only needs a store and writes nothing") {
  TempFolder folder;
  auto options = no_watermark();
  options.read_only = true;
  CHECK(Store::open(folder / "s", options).error().code == ProblemCode::not_found);
  { put_one(*open_store(folder / "s"), "k", "v"); }
  auto store = Store::open(folder / "s", options).value();
  CHECK(store->get(Column::meta, "k").value() == "v");
  Transaction transaction(*store, 1);
  transaction.put(Column::meta, "k", "w");
  CHECK_FALSE(ok(store->write(transaction)));
}

TEST_CASE("store: one that a newer program wrote is refused") {
  TempFolder folder;
  { put_one(*open_store(folder / "s"), "schema", key_of(schema_version + 1)); }
  CHECK(Store::open(folder / "s", no_watermark()).error().code == ProblemCode::store_newer);
}

TEST_CASE("store: columns that we do not know are a newer program's") {
  TempFolder folder;
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    REQUIRE(rocksdb::DB::Open(options, (folder / "s").string(), &db).ok());
    std::unique_ptr<rocksdb::DB> owner(db);
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    REQUIRE(db->CreateColumnFamily({}, "later", &handle).ok());
    db->DestroyColumnFamilyHandle(handle);
  }
  CHECK(Store::open(folder / "s", no_watermark()).error().code == ProblemCode::store_newer);
}

TEST_CASE("store: a snapshot stays as it was") {
  TempFolder folder;
  auto store = open_store(folder / "s");
  put_one(*store, "setting/a", "1");
  const auto before = store->snapshot();
  put_one(*store, "setting/a", "2");
  put_one(*store, "setting/b", "3");
  CHECK(before->get(Column::meta, "setting/a").value() == "1");
  CHECK(get_settings(*before, "").value().size() == 1);
  CHECK(get_settings(*store, "").value().size() == 2);
}

TEST_CASE("store: below the watermark nothing new is taken, above it again") {
  TempFolder folder;
  SmallDisk disk;
  disk.free = 100;
  StoreOptions options;
  options.env = &disk;
  options.free_watermark_bytes = 1000;
  options.free_space_every = std::chrono::milliseconds{0};
  auto store = Store::open(folder / "s", options).value();
  REQUIRE(store->health());
  CHECK(store->health()->code == ProblemCode::store_full);
  disk.free = 1000;
  CHECK_FALSE(store->health());
  store->mark_sick("broken");
  CHECK(store->health()->code == ProblemCode::store_sick);
}

TEST_CASE("cursor: prefixes, both directions, after and from") {
  TempFolder folder;
  auto store = open_store(folder / "s");
  for (const auto* key : {"a", "b1", "b2", "b3", "c"}) put_one(*store, key, key);
  const auto walk = [&](Range range) {
    std::string keys;
    auto cursor = store->walk(Column::meta, std::move(range));
    for (; cursor.valid(); cursor.next()) keys.append(cursor.key()) += ' ';
    REQUIRE(ok(cursor.ok()));
    return keys;
  };
  CHECK(walk({"b", "", "", false}) == "b1 b2 b3 ");
  CHECK(walk({"b", "", "", true}) == "b3 b2 b1 ");
  CHECK(walk({"b", "b1", "", false}) == "b2 b3 ");
  CHECK(walk({"b", "b3", "", true}) == "b2 b1 ");
  CHECK(walk({"b", "b25", "", true}) == "b2 b1 ");
  CHECK(walk({"b", "", "b2", false}) == "b2 b3 ");
  CHECK(walk({"b", "", "b2", true}) == "b2 b1 ");
  CHECK(walk({"x", "", "", true}) == "");
}

TEST_CASE("recover: open tickets, the next number and the journal's end come back") {
  TempFolder folder;
  {
    auto store = open_store(folder / "s");
    Transaction transaction(*store, 1);
    Event event;
    transaction.append(event);
    transaction.append(event);
    const auto open = make_ticket(1000, "m", "us.voice");
    const auto closed = make_ticket(1001, "m", "us.voice", TicketStatus::closed);
    auto reopened = make_ticket(1002, "m", "us.voice", TicketStatus::closed);
    put_ticket(transaction, open, nullptr);
    put_ticket(transaction, closed, nullptr);
    put_ticket(transaction, reopened, nullptr);
    const auto before = reopened;
    reopened.status = TicketStatus::new_;
    put_ticket(transaction, reopened, &before);
    REQUIRE(ok(store->write(transaction)));
  }
  auto store = open_store(folder / "s");
  auto state = recover_state(*store).value();
  CHECK(state.desk.reviews().waiting() == 0);
  CHECK(state.last == 2);
  CHECK(state.desk.next_ticket() == 1003);
  CHECK(state.desk.open_tickets() == 2);
  CHECK(state.desk.ticket("T-1000"));
  CHECK_FALSE(state.desk.ticket("T-1001"));
}

TEST_CASE("recover: watched mail comes back with its deadline, told of or not (C18)") {
  TempFolder folder;
  const auto watched = [](const std::string& id, int second, std::vector<std::string> flags = {}) {
    auto record = make_arrival(id, "m", second);
    record.outcome = Outcome::watched;
    record.review_by = at_second(second + 100);
    record.flags = std::move(flags);
    return record;
  };
  {
    auto store = open_store(folder / "s");
    Transaction transaction(*store, 1);
    auto seen = watched("a-0", 1);
    put_arrival(transaction, seen, nullptr);
    const auto before = seen;
    seen.outcome = Outcome::quarantined;
    seen.review_by.reset();
    put_arrival(transaction, seen, &before);
    put_arrival(transaction, watched("a-1", 2, {"review_overdue"}), nullptr);
    put_arrival(transaction, watched("a-2", 3), nullptr);
    put_arrival(transaction, make_arrival("a-3", "m", 4), nullptr);
    REQUIRE(ok(store->write(transaction)));
  }
  auto store = open_store(folder / "s");
  const auto state = recover_state(*store).value();
  const auto& reviews = state.desk.reviews();
  CHECK(reviews.waiting() == 2);
  CHECK(reviews.overdue() == 1);
  CHECK(reviews.oldest_since() == at_second(2));
  REQUIRE(state.desk.first_due());
  CHECK(*state.desk.first_due() == DeskState::Due{at_second(103), "", "a-2"});
}

TEST_CASE("store: a new store's folder is its owner's alone, whatever the umask") {
  TempFolder folder;
  const auto mask = ::umask(0);
  fs::create_directory(folder / "above");
  { open_store(folder / "above" / "s"); }
  ::umask(mask);
  const auto perms = [](const fs::path& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
  };
  CHECK(perms(folder / "above" / "s") == 0700);
  CHECK(perms(folder / "above") == 0777);  // not ours
  // One that somebody made is as they wanted it.
  fs::create_directory(folder / "made");
  fs::permissions(folder / "made", fs::perms(0750));
  { open_store(folder / "made"); }
  CHECK(perms(folder / "made") == 0750);
  // One that an Env keeps elsewhere under the same name is nothing to us.
  const std::unique_ptr<rocksdb::Env> elsewhere(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  StoreOptions options;
  options.env = elsewhere.get();
  (void)Store::open(folder / "made", options);
  CHECK(perms(folder / "made") == 0750);
}
