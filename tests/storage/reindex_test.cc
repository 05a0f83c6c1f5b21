// The index made anew from the records, and stores of the version before.
#include "storage/reindex.h"

#include <doctest/doctest.h>

#include <map>

#include "storage/upgrade.h"
#include "tests/storage/faulty_disk.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

using Keys = std::map<std::string, std::string>;

Keys index_of(const Store& store) {
  Keys keys;
  for (auto cursor = store.walk(Column::index, {}); cursor.valid(); cursor.next())
    keys.emplace(cursor.key(), cursor.value());
  return keys;
}

std::string name_of(int number) {
  return "a-" + std::to_string(10'000 + number);
}

// A mail with all that makes keys, as the desk writes it. Every seventh is in no ticket, every
// fifth is of a ticket that is closed, every eleventh shares the bytes of the one before.
void write_mail(Transaction& transaction, int number) {
  const auto id = name_of(number);
  auto facts = make_facts(id, "Person" + std::to_string(number % 50) + "@acme.example",
                          "Printer " + std::to_string(number) + " on fire");
  facts.raw = number % 11 == 10 ? name_of(number - 1) : id;
  facts.recipient = "help@desk.example";
  facts.mail.to = {facts.recipient, "bob@acme.example"};
  facts.mail.cc = {"carol@acme.example"};
  if (number % 13 == 0) facts.from_phone = "+12125550142";
  auto record = make_arrival(id, number % 3 == 0 ? "" : "northwind", number);
  record.raw = facts.raw;
  record.contact = number % 2 == 0 ? "ann" : "";
  Event event;
  event.arrival = id;
  record.decided = transaction.append(event);
  if (number % 7 != 0) record.ticket = ticket_id(static_cast<std::uint64_t>(1000 + number));
  put_facts(transaction, facts, "");  // before it was let through
  if (!record.ticket.empty()) {
    auto ticket = make_ticket(static_cast<std::uint64_t>(1000 + number), record.msp, "any.ticket");
    put_ticket(transaction, ticket, nullptr);
    auto later = ticket;
    later.status = number % 5 == 0 ? TicketStatus::closed : TicketStatus::active;
    put_ticket(transaction, later, &ticket);
    put_facts(transaction, facts, record.ticket);
  }
  put_arrival(transaction, record, nullptr);
  put_raw(transaction, facts.raw, "the bytes");
}

void fill(Store& store, int mails) {
  for (int number = 0; number < mails;) {
    Transaction transaction(store, static_cast<Position>(number) + 1);
    for (int i = 0; i < 500 && number < mails; ++i) write_mail(transaction, number++);
    REQUIRE(ok(store.write(transaction)));
  }
  Transaction transaction(store, static_cast<Position>(mails) + 1);
  for (int number = 0; number < mails; number += 17) CHECK(forget(transaction, name_of(number)));
  put_message(transaction, "ours-1@desk.example", "T-1001");
  put_message(transaction, "ours-2@desk.example", "T-1002");
  REQUIRE(ok(store.write(transaction)));
}

void put_version(Store& store, std::uint32_t version) {
  Transaction transaction(store, 1);
  transaction.put(Column::meta, "schema", key_of(version));
  REQUIRE(ok(store.write(transaction)));
}

std::string of_kind(char letter, std::string_view rest) {
  return std::string{letter, '\0'}.append(rest);
}

// What an older program left in place of what this one writes: keys of forms that are gone, old
// entries that say what is not so, and most of ours missing.
void write_old_keys(Store& store) {
  Transaction transaction(store, 1);
  for (const auto& [key, value] : index_of(store))
    if (key[0] != 'k' && key[0] != 'm' && key.size() % 3 != 0)
      transaction.erase(Column::index, key);
  for (const char letter : {'a', 'o', 't', 'p', 'l', 'r', 'b', 'z'})
    transaction.put(Column::index, of_kind(letter, "of an older form"), "old");
  transaction.put(Column::index, of_kind('o', key_of(999'999)), "");
  transaction.put(Column::index, of_kind('m', std::string(24, 'x') + "a-1"), "");
  REQUIRE(ok(store.write(transaction)));
}

// A store of the version before, and the index that it must have afterwards.
Keys make_old_store(const std::filesystem::path& path, int mails) {
  auto store = open_store(path);
  fill(*store, mails);
  auto keys = index_of(*store);
  write_old_keys(*store);
  CHECK(index_of(*store) != keys);
  put_version(*store, schema_version - 1);
  return keys;
}

}  // namespace

TEST_CASE("reindex: an index made anew from the records is the one that was") {
  TempFolder folder;
  auto store = open_store(folder / "s");
  fill(*store, 2300);  // more than two batches
  const auto before = index_of(*store);
  CHECK(before.size() > 20'000);
  std::vector<std::uint64_t> told;
  Reindex reindex(*store, [&](const Reindex::Count& count) { told.push_back(count.records); });
  CHECK(reindex.finish().value().records == 0);  // nobody asked for it
  CHECK(told.empty());
  {
    Transaction transaction(*store, 1);
    Reindex::begin(transaction);
    REQUIRE(ok(store->write(transaction)));
  }
  CHECK(Reindex::is_pending(*store).value());
  const auto done = reindex.finish();
  REQUIRE(ok(done));
  CHECK(done->records == 2300 + 2300 - 329);  // every seventh has no ticket
  CHECK(done->unreadable == 0);
  CHECK(told.size() > 4);
  CHECK(index_of(*store) == before);
  CHECK_FALSE(Reindex::is_pending(*store).value());
}

TEST_CASE("upgrade: a store of the version before ends with exactly the keys of this one") {
  TempFolder folder;
  const auto wanted = make_old_store(folder / "s", 300);
  {
    auto options = no_watermark();
    options.read_only = true;
    options.create = false;
    const auto read = Store::open(folder / "s", options);
    REQUIRE_FALSE(ok(read));
    CHECK(read.error().code == ProblemCode::unavailable);
    CHECK(read.error().says.find("start frontdeskd once") != std::string::npos);
    options.read_only = false;
    options.upgrade = false;  // as it is, for a backup
    CHECK(stored_schema(**Store::open(folder / "s", options)).value() == schema_version - 1);
  }
  auto options = no_watermark();
  std::vector<UpgradeProgress> told;
  options.upgrading = [&](const UpgradeProgress& progress) { told.push_back(progress); };
  {
    const auto store = Store::open(folder / "s", options).value();
    CHECK(index_of(*store) == wanted);
    CHECK(stored_schema(*store).value() == schema_version);
    // A mail that was erased and is sent again must not come back.
    CHECK(find_by_key(*store, sha256_hex(name_of(17))).value() == name_of(17));
    CHECK(tickets_of_message(*store, "ours-1@desk.example").value() ==
          std::vector<std::string>{"T-1001"});
  }
  REQUIRE(told.size() > 2);
  CHECK(told.front().from == schema_version - 1);
  CHECK(told.back().to == schema_version);
  CHECK(told.back().done);
  CHECK(told.back().records == 300 + 300 - 43);
  told.clear();
  CHECK(ok(Store::open(folder / "s", options)));
  CHECK(told.empty());  // once
}

TEST_CASE("upgrade: a power loss at any operation of it, and the next open goes on") {
  constexpr int mails = 1200;
  constexpr std::uint64_t all = mails + mails - 172;  // every seventh has no ticket
  TempFolder folder;
  const auto wanted = make_old_store(folder / "old", mails);
  std::uint64_t operations = 0, batches = 0;
  {
    fs::copy(folder / "old", folder / "counted");
    const auto disk = std::make_shared<FaultyDisk>();
    FaultyEnv env(disk);
    auto options = no_watermark();
    options.env = &env;
    options.upgrading = [&](const UpgradeProgress&) { ++batches; };
    CHECK(ok(Store::open(folder / "counted", options)));
    operations = disk->operations();
  }
  CHECK(batches > 3);
  int cut_off = 0, resumed = 0;
  // The power goes at an operation counted from the start, or from the report of a batch: RocksDB
  // works in the background too, so that a number alone would not always fall behind a batch.
  const auto try_at = [&](std::uint64_t batch, std::uint64_t operation) {
    CAPTURE(batch);
    CAPTURE(operation);
    const auto path = folder / "tried";
    fs::copy(folder / "old", path);
    {
      const auto disk = std::make_shared<FaultyDisk>();
      FaultyEnv env(disk);
      if (batch == 0) disk->fail_at(operation, DiskFault::power);
      auto options = no_watermark();
      options.env = &env;
      options.upgrading = [&, told = std::uint64_t{0}](const UpgradeProgress&) mutable {
        if (++told == batch) disk->fail_at(disk->operations() + operation, DiskFault::power);
      };
      if (!ok(Store::open(path, options))) ++cut_off;
      std::mt19937 chance(static_cast<unsigned>(97 * batch + operation));
      disk->lose_power(chance);
    }
    std::uint64_t records = 0;
    auto options = no_watermark();
    options.upgrading = [&](const UpgradeProgress& progress) { records = progress.records; };
    const auto store = Store::open(path, options);
    REQUIRE_MESSAGE(ok(store), (ok(store) ? "" : store.error().says));
    CHECK(index_of(**store) == wanted);
    CHECK(stored_schema(**store).value() == schema_version);
    // Neither from the beginning nor from the first arrival.
    if (records > 0 && records < all && records != mails) ++resumed;
    fs::remove_all(path);
  };
  const auto step = std::getenv("FRONTDESK_LONG") ? 1 : operations / 4;
  for (std::uint64_t point = 1; point <= operations; point += step) try_at(0, point);
  for (std::uint64_t batch = 1; batch <= batches; ++batch)
    try_at(batch, 1 + batch % 2);  // behind it, or inside the next
  CHECK(cut_off > 4);
  CHECK(resumed > 0);
}

TEST_CASE("upgrade: while it is cut off, an older program must refuse and a reader too") {
  TempFolder folder;
  make_old_store(folder / "s", 20);
  auto options = no_watermark();
  options.upgrade = false;
  {
    const auto store = Store::open(folder / "s", options).value();
    put_version(*store, schema_version);  // as the upgrade does, together with its marker
    Transaction transaction(*store, 1);
    Reindex::begin(transaction);
    REQUIRE(ok(store->write(transaction)));
  }
  options = no_watermark();
  options.read_only = true;
  const auto read = Store::open(folder / "s", options);
  REQUIRE_FALSE(ok(read));
  CHECK(read.error().says.find("half upgraded") != std::string::npos);
  CHECK(ok(Store::open(folder / "s", no_watermark())));
  CHECK(ok(Store::open(folder / "s", options)));
}

TEST_CASE("upgrade: what cannot be read is counted, and all else is found") {
  TempFolder folder;
  const auto wanted = make_old_store(folder / "s", 40);
  auto as_it_is = no_watermark();
  as_it_is.upgrade = false;
  const auto spoil = [&](Column column, const std::string& key) {
    const auto store = Store::open(folder / "s", as_it_is).value();
    Transaction transaction(*store, 1);
    transaction.put(column, key, "{");
    REQUIRE(ok(store->write(transaction)));
  };
  auto options = no_watermark();
  std::uint64_t unreadable = 0;
  options.upgrading = [&](const UpgradeProgress& progress) { unreadable = progress.unreadable; };
  spoil(Column::facts, name_of(5));
  CHECK(ok(Store::open(folder / "s", options)));
  CHECK(unreadable == 1);
  put_version(*Store::open(folder / "s", as_it_is).value(), schema_version - 1);
  spoil(Column::tickets, key_of(1003));
  spoil(Column::arrivals, name_of(8));
  const auto store = Store::open(folder / "s", options);
  REQUIRE_MESSAGE(ok(store), (ok(store) ? "" : store.error().says));
  CHECK(unreadable == 3);
  const auto keys = index_of(**store);
  CHECK_FALSE(Reindex::is_pending(**store).value());
  // Of 40 mails the keys of one ticket, of one record and of one mail's facts are gone.
  CHECK(keys.size() < wanted.size());
  CHECK(keys.size() > wanted.size() * 9 / 10);
  for (const auto& [key, value] : keys) CHECK(wanted.contains(key));
}

TEST_CASE("upgrade: where the version of Unicode changed that words are folded by, they are anew") {
  TempFolder folder;
  Keys wanted;
  {
    const auto store = open_store(folder / "s");
    fill(*store, 40);
    wanted = index_of(*store);
    CHECK(store->get(Column::meta, "unicode").value());
  }
  int upgrades = 0;
  auto options = no_watermark();
  options.upgrading = [&](const UpgradeProgress& progress) { upgrades += progress.done ? 1 : 0; };
  const auto change = [&](std::optional<std::string> version) {
    const auto store = Store::open(folder / "s", options).value();
    write_old_keys(*store);
    Transaction transaction(*store, 1);
    transaction.erase(Column::meta, "unicode");
    if (version) transaction.put(Column::meta, "unicode", *version);
    REQUIRE(ok(store->write(transaction)));
  };
  CHECK(ok(Store::open(folder / "s", options)));
  CHECK(upgrades == 0);
  change("1.1");
  CHECK(index_of(*Store::open(folder / "s", options).value()) == wanted);
  CHECK(upgrades == 1);
  CHECK(ok(Store::open(folder / "s", options)));
  CHECK(upgrades == 1);
  // One from before it was kept: as it is, and from now on it is kept.
  change({});
  CHECK(Store::open(folder / "s", options).value()->get(Column::meta, "unicode").value());
  CHECK(upgrades == 1);
}
