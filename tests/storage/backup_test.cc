// Backups while the store is written to, what may hold them, and putting them back.
#include "storage/backup.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include "storage/restore.h"
#include "tests/storage/faulty_disk.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

std::string name_of(Position position) {
  return "a-" + std::to_string(position);
}

// Bytes that do not compress.
std::string raw_of(Position position, std::size_t size = 0) {
  std::mt19937 bytes(static_cast<unsigned>(position));
  std::string raw(size ? size : 1500 + position * 37 % 5000, ' ');
  for (auto& byte : raw) byte = static_cast<char>(bytes());
  return raw;
}

// One batch with a mail at the position, whole as the desk writes it.
void write_mail(Store& store, Position position) {
  Transaction transaction(store, position);
  const auto id = name_of(position);
  Event event;
  event.arrival = id;
  auto record = make_arrival(id, "northwind");
  record.raw = id;
  record.decided = transaction.append(event);
  auto facts = make_facts(id, "ann@acme.example", "Number " + id);
  facts.raw = id;
  put_arrival(transaction, record, nullptr);
  put_facts(transaction, facts, "");
  put_raw(transaction, id, raw_of(position));
  REQUIRE(ok(store.write(transaction)));
}

// That all mails up to the last position are there whole, and nothing else.
void check_whole(const fs::path& path, Position last) {
  const auto store = open_store(path);
  CHECK_FALSE(store->recovered_torn_tail());
  CHECK(last_position(*store).value() == last);
  for (Position position = 1; position <= last; ++position) {
    const auto id = name_of(position);
    REQUIRE(get_event(*store, position).value());
    CHECK(get_event(*store, position).value()->arrival == id);
    CHECK(get_arrival(*store, id).value().has_value());
    CHECK(get_facts(*store, id).value().has_value());
    CHECK(get_raw(*store, id).value() == raw_of(position));
    CHECK(find_by_key(*store, sha256_hex(id)).value() == id);
  }
  std::size_t raws = 0;
  for (auto cursor = store->walk(Column::raw, {}); cursor.valid(); cursor.next()) ++raws;
  CHECK(raws == last);
}

BackupWish wish_for(const fs::path& folder) {
  BackupWish wish;
  wish.folder = folder;
  wish.at = at_second(1);
  wish.program = "1.2.3";
  return wish;
}

RestoreWish restore_to(const fs::path& backups, const fs::path& store, std::uint32_t id = 0) {
  RestoreWish wish;
  wish.backups = backups;
  wish.store = store;
  wish.id = id;
  return wish;
}

std::unique_ptr<Store> small_store(const fs::path& path, Position mails) {
  auto options = no_watermark();
  options.wal_bytes = 64 << 10;  // so that logs change and tables are written meanwhile
  options.write_buffer_bytes = 256 << 10;
  auto store = Store::open(path, options).value();
  for (Position position = 1; position <= mails; ++position) write_mail(*store, position);
  return store;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

// The largest file of a kind below a folder.
fs::path largest(const fs::path& folder, const std::string& extension) {
  fs::path found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension &&
        (found.empty() || entry.file_size() > fs::file_size(found)))
      found = entry.path();
  REQUIRE_FALSE(found.empty());
  return found;
}

void check_refused(const Result<KeptBackup>& result, ProblemCode code, std::string_view says) {
  REQUIRE_FALSE(ok(result));
  CHECK(result.error().code == code);
  CHECK_MESSAGE(result.error().says.find(says) != std::string::npos, result.error().says);
  CHECK(result.error().says.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("backup: made while mails are written, each is whole and has what it says") {
  TempFolder folder;
  auto store = small_store(folder / "s", 50);
  std::atomic<Position> acknowledged{50};
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    while (!stop) {
      write_mail(*store, acknowledged + 1);
      ++acknowledged;
    }
  });
  std::vector<Position> before;
  for (int i = 0; i < 4; ++i) {
    const auto reached = acknowledged.load() + 40;
    while (acknowledged < reached) std::this_thread::yield();
    before.push_back(acknowledged);
    const auto made = store->backup(wish_for(folder / "b"));
    REQUIRE_MESSAGE(ok(made), (ok(made) ? "" : made.error().says));
    CHECK(made->mark.position >= before.back());
  }
  stop = true;
  writer.join();
  const auto all = list_backups(folder / "b").value();
  REQUIRE(all.size() == 4);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].id == i + 1);
    CHECK(all[i].mark.schema == schema_version);
    CHECK(all[i].mark.program == "1.2.3");
    CHECK(all[i].mark.at == at_second(1));
    CHECK(ok(verify_backup(folder / "b", all[i].id)));
    const auto place = folder.path() / ("restored-" + std::to_string(i));
    const auto restored = restore_backup(restore_to(folder / "b", place, all[i].id));
    REQUIRE_MESSAGE(ok(restored), (ok(restored) ? "" : restored.error().says));
    CHECK(restored->position >= all[i].mark.position);
    CHECK(restored->position <= acknowledged);
    check_whole(place, restored->position);
  }
}

TEST_CASE("backup: only what is new is copied, older ones go on request, nobody else may read") {
  TempFolder folder;
  auto store = open_store(folder / "s");  // nothing is merged meanwhile
  for (Position position = 1; position <= 400; ++position) write_mail(*store, position);
  REQUIRE(ok(store->backup(wish_for(folder / "b"))));
  const auto size_of = [&] {
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "b"))
      if (entry.is_regular_file()) bytes += entry.file_size();
    return bytes;
  };
  const auto first = size_of();
  write_mail(*store, 401);
  REQUIRE(ok(store->backup(wish_for(folder / "b"))));
  CHECK(size_of() - first < first / 4);
  for (const auto& entry : fs::recursive_directory_iterator(folder / "b")) {
    const auto wanted = entry.is_directory() ? fs::perms(0700) : fs::perms(0600);
    CHECK_MESSAGE((entry.status().permissions() == wanted || entry.path().filename() == "LOCK"),
                  entry.path().string());
  }
  CHECK(fs::status(folder / "b").permissions() == fs::perms(0700));
  auto wish = wish_for(folder / "b");
  wish.keep = 1;
  const auto last = store->backup(wish).value();
  const auto left = list_backups(folder / "b").value();
  REQUIRE(left.size() == 1);
  CHECK(left.front().id == last.id);
  CHECK(verify_backup(folder / "b", 1).error().code == ProblemCode::not_found);
  const auto restored = restore_backup(restore_to(folder / "b", folder / "r")).value();
  CHECK(restored.position == 401);
  for (const auto& entry : fs::directory_iterator(folder / "r"))
    CHECK(entry.status().permissions() == fs::perms(0600));
  check_whole(folder / "r", 401);
}

TEST_CASE("backup: a folder that cannot be meant is refused in one line") {
  TempFolder folder;
  auto store = small_store(folder / "s", 5);
  const auto refused = [&](const fs::path& place, std::string_view says) {
    check_refused(store->backup(wish_for(place)), ProblemCode::invalid, says);
  };
  refused("backups", "from the root on");
  refused(folder / "s", "inside the store");
  refused(folder / "s/backups", "inside the store");
  refused(folder / "s/../s/x/", "inside the store");
  refused(folder.path(), "the store is inside it");
  fs::create_directory(folder / "homework");
  write_bytes(folder / "homework/essay.txt", "mine");
  refused(folder / "homework", "something else");
  CHECK(names_in(folder / "homework") == std::set<std::string>{"essay.txt"});
  refused(folder / "homework/essay.txt", "no");
  fs::create_symlink(folder / "s", folder / "link");
  refused(folder / "link/b", "inside the store");
  check_refused(store->backup(wish_for(folder / "no/such/folder")), ProblemCode::io,
                "No such file");
  CHECK(names_in(folder / "s").count("backups") == 0);
}

TEST_CASE("backup: one at a time in a folder") {
  TempFolder folder;
  auto one = small_store(folder / "s", 5);
  auto two = small_store(folder / "t", 7);
  std::optional<Result<KeptBackup>> second;
  auto wish = wish_for(folder / "b");
  wish.told = [&](BackupStep step, std::uint64_t) {
    if (step == BackupStep::verifying) second = two->backup(wish_for(folder / "b"));
  };
  CHECK(ok(one->backup(wish)));
  REQUIRE(second);
  check_refused(*second, ProblemCode::store_locked, "another process");
  CHECK(ok(two->backup(wish_for(folder / "b"))));
}

TEST_CASE("backup: what was erased leaves the disk after it, not under it") {
  TempFolder folder;
  auto store = small_store(folder / "s", 30);
  std::atomic<bool> purged{false};
  std::thread purger;
  auto wish = wish_for(folder / "b");
  wish.told = [&](BackupStep, std::uint64_t) {
    purger = std::thread([&] {
      CHECK(ok(store->purge()));
      purged = true;
    });
    // Long enough for a purge that does not wait.
    for (int i = 0; i < 100 && !purged; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK_FALSE(purged);
  };
  CHECK(ok(store->backup(wish)));
  REQUIRE(purger.joinable());
  purger.join();
  CHECK(purged);
}

TEST_CASE("backup: a full disk is said, and what was begun is no backup") {
  TempFolder folder;
  auto store = small_store(folder / "s", 100);
  for (const std::uint64_t point : {1, 5, 20, 60}) {
    const auto disk = std::make_shared<FaultyDisk>();
    FaultyEnv env(disk);
    disk->fail_at(point, DiskFault::full);
    auto wish = wish_for(folder.path() / ("b" + std::to_string(point)));
    wish.env = &env;
    check_refused(store->backup(wish), ProblemCode::store_full, "is full");
    CHECK_FALSE(ok(list_backups(wish.folder)));
    disk->make_room();
    CHECK(ok(store->backup(wish)));  // and it is forgotten once there is room
    CHECK(list_backups(wish.folder).value().size() == 1);
  }
  CHECK_FALSE(store->health());
}

TEST_CASE("backup: the store's own disk keeps its reserve, whatever room the other has") {
  class Little final : public rocksdb::FileSystemWrapper {
   public:
    Little() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
    const char* Name() const override { return "Little"; }
    rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&,
                                   std::uint64_t* bytes, rocksdb::IODebugContext*) override {
      // Other threads write meanwhile: after so many looks it is too little.
      *bytes = looks-- > 0 ? std::uint64_t{1} << 40 : 4096;
      return rocksdb::IOStatus::OK();
    }
    std::atomic<int> looks{1'000'000};
  };
  TempFolder folder;
  const auto files = std::make_shared<Little>();
  const auto env = rocksdb::NewCompositeEnv(files);
  auto options = no_watermark();
  options.env = env.get();
  options.free_watermark_bytes = 1 << 20;
  options.free_space_every = std::chrono::milliseconds{0};
  const auto store = Store::open(folder / "s", options).value();
  Transaction transaction(*store, 1);
  for (Position position = 1; position <= 3; ++position)
    put_raw(transaction, name_of(position), raw_of(position, 9'000'000));
  REQUIRE(ok(store->write(transaction)));
  files->looks = 0;
  check_refused(store->backup(wish_for(folder / "b")), ProblemCode::store_full, "store's own disk");
  files->looks = 2;
  check_refused(store->backup(wish_for(folder / "b")), ProblemCode::store_full, "store's own disk");
  CHECK_FALSE(ok(list_backups(folder / "b")));
  files->looks = 1'000'000;
  CHECK(ok(store->backup(wish_for(folder / "b"))));
}

TEST_CASE("backup: the power goes while one is made; the one before stays whole") {
  TempFolder folder;
  auto store = small_store(folder / "s", 60);
  REQUIRE(ok(store->backup(wish_for(folder / "b"))));
  write_mail(*store, 61);
  int cut_off = 0;
  const std::uint64_t step = std::getenv("FRONTDESK_LONG") ? 1 : 8;
  for (std::uint64_t point = 1; point < 60; point += step) {
    const auto place = folder.path() / ("b" + std::to_string(point));
    fs::copy(folder / "b", place, fs::copy_options::recursive);
    const auto disk = std::make_shared<FaultyDisk>();
    FaultyEnv env(disk);
    disk->fail_at(point, DiskFault::power);
    auto wish = wish_for(place);
    wish.env = &env;
    CAPTURE(point);
    if (!ok(store->backup(wish))) ++cut_off;
    std::mt19937 chance(static_cast<unsigned>(point));
    disk->lose_power(chance);
    const auto left = list_backups(place);
    REQUIRE_MESSAGE(ok(left), (ok(left) ? "" : left.error().says));
    CHECK(left->front().id == 1);
    for (const auto& backup : *left) CHECK(ok(verify_backup(place, backup.id)));
    CHECK(ok(store->backup(wish_for(place))));
    const auto restored = restore_backup(restore_to(place, place.string() + "r"));
    REQUIRE_MESSAGE(ok(restored), (ok(restored) ? "" : restored.error().says));
    check_whole(place.string() + "r", 61);
  }
  CHECK(cut_off > 3);
}

TEST_CASE("backup: stopped, it leaves nothing that counts") {
  TempFolder folder;
  auto store = small_store(folder / "s", 5);
  for (Position position = 6; position <= 20; ++position) {
    Transaction transaction(*store, 6);
    put_raw(transaction, name_of(position), raw_of(position, std::size_t{1} << 20));
    REQUIRE(ok(store->write(transaction)));
  }
  std::atomic<bool> cancelled{false};
  auto wish = wish_for(folder / "b");
  wish.cancelled = &cancelled;
  wish.told = [&](BackupStep step, std::uint64_t) {
    CHECK(step == BackupStep::copying);
    cancelled = true;
  };
  check_refused(store->backup(wish), ProblemCode::cancelled, "stopped");
  CHECK(list_backups(folder / "b").error().code == ProblemCode::not_found);
  // Nor one that was not read back.
  cancelled = false;
  wish.folder = folder / "c";
  wish.told = [&](BackupStep step, std::uint64_t) {
    if (step == BackupStep::verifying) cancelled = true;
  };
  check_refused(store->backup(wish), ProblemCode::cancelled, "stopped");
  CHECK(list_backups(folder / "c").error().code == ProblemCode::not_found);
  wish.told = [](BackupStep, std::uint64_t) { CHECK(false); };  // nor is one begun
  check_refused(store->backup(wish), ProblemCode::cancelled, "stopped");
}

TEST_CASE("restore: a damaged, half or foreign backup is refused and the place stays as it was") {
  TempFolder folder;
  auto store = small_store(folder / "s", 100);
  REQUIRE(ok(store->backup(wish_for(folder / "b"))));
  const auto refused = [&](const fs::path& backups, ProblemCode code, std::string_view says) {
    const auto restored = restore_backup(restore_to(backups, folder / "r"));
    REQUIRE_FALSE(ok(restored));
    CHECK(restored.error().code == code);
    CHECK_MESSAGE(restored.error().says.find(says) != std::string::npos, restored.error().says);
    CHECK_FALSE(fs::exists(folder / "r"));
    CHECK_FALSE(fs::exists(folder / ".r.restoring"));
  };
  const auto copied = [&](const char* name) {
    fs::copy(folder / "b", folder / name, fs::copy_options::recursive);
    return folder / name;
  };
  for (const auto* extension : {".blob", ".sst"}) {
    const auto place = copied(extension);
    const auto file = largest(place, extension);
    auto bytes = read_bytes(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write_bytes(file, bytes);
    CHECK(verify_backup(place, 0).error().code == ProblemCode::store_damaged);
    refused(place, ProblemCode::store_damaged, "damaged");
  }
  fs::remove(largest(copied("lacks"), ".blob"));
  refused(folder / "lacks", ProblemCode::store_damaged, "");
  // All is there but the last file, with which a backup begins to count.
  fs::remove(copied("half") / "meta/1");
  refused(folder / "half", ProblemCode::not_found, "begun and cut off");
  fs::create_directory(folder / "half2");
  fs::copy_file(folder / "b/FRONTDESK-BACKUPS", folder / "half2/FRONTDESK-BACKUPS");
  refused(folder / "half2", ProblemCode::not_found, "begun and cut off");
  fs::create_directory(folder / "foreign");
  refused(folder / "foreign", ProblemCode::invalid, "no folder of backups");
  refused(folder / "none", ProblemCode::not_found, "no folder");
  {
    Transaction transaction(*store, 1);
    transaction.put(Column::meta, "schema", key_of(schema_version + 1));
    REQUIRE(ok(store->write(transaction)));
    REQUIRE(ok(store->backup(wish_for(folder / "newer"))));
  }
  refused(folder / "newer", ProblemCode::store_newer, "newer frontdesk");
}

TEST_CASE("restore: never over a store in use, and over another only where it is said") {
  TempFolder folder;
  auto store = small_store(folder / "s", 30);
  REQUIRE(ok(store->backup(wish_for(folder / "b"))));
  auto wish = restore_to(folder / "b", folder / "s");
  wish.replace = true;
  CHECK(restore_backup(wish).error().code == ProblemCode::store_locked);
  for (Position position = 31; position <= 40; ++position) write_mail(*store, position);
  store.reset();
  wish.replace = false;
  CHECK(restore_backup(wish).error().code == ProblemCode::in_use);
  check_whole(folder / "s", 40);
  wish.replace = true;
  const auto restored = restore_backup(wish);
  REQUIRE_MESSAGE(ok(restored), (ok(restored) ? "" : restored.error().says));
  check_whole(folder / "s", 30);
  check_whole(restored->replaced, 40);
  fs::create_directory(folder / "empty");
  CHECK(ok(restore_backup(restore_to(folder / "b", folder / "empty"))));
  check_whole(folder / "empty", 30);
  write_bytes(folder / "file", "x");
  CHECK(restore_backup(restore_to(folder / "b", folder / "file")).error().code ==
        ProblemCode::in_use);
  fs::create_directory(folder / "homework");
  write_bytes(folder / "homework/essay.txt", "mine");
  wish.store = folder / "homework";
  CHECK(restore_backup(wish).error().code == ProblemCode::in_use);
  CHECK(read_bytes(folder / "homework/essay.txt") == "mine");
  fs::create_directory(folder / ".again.restoring");
  CHECK(restore_backup(restore_to(folder / "b", folder / "again")).error().code ==
        ProblemCode::in_use);
  // The restored store goes on as a store, and its backups go on in the same folder.
  auto again = open_store(folder / "s");
  write_mail(*again, 31);
  CHECK(again->backup(wish_for(folder / "b")).value().mark.position == 31);
  again.reset();
  CHECK(ok(restore_backup(restore_to(folder / "b", folder / "r"))));
  check_whole(folder / "r", 31);
}
