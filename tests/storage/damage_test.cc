// Files of a store that are gone or broken: it is refused with what to do, and left as it is.
#include <doctest/doctest.h>
#include <rocksdb/file_system.h>

#include "storage/recover_state.h"
#include "tests/storage/folder_copy.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

// A store that was used: tables, blob files and a log that is needed.
class Used {
 public:
  Used() {
    const auto live = open_store(folder_ / "live");
    for (int start = 0; start < 3; ++start) {
      write(*live, [&](Transaction& transaction) {
        for (int i = 0; i < 40; ++i) {
          const auto number = static_cast<std::uint64_t>(start * 40 + i + 1);
          put_ticket(transaction, make_ticket(number, "northwind", "any.ticket"), nullptr);
          put_raw(transaction, "a-" + std::to_string(number), std::string(3000, 'r'));
          Event event;
          transaction.append(event);
        }
      });
      if (start < 2) REQUIRE(ok(live->purge()));
    }
    copy_live(folder_ / "live", folder_ / "kept");
    again();
  }
  void again() {
    fs::remove_all(path());
    fs::copy(folder_ / "kept", path());
  }
  fs::path path() const { return folder_ / "s"; }

  std::vector<fs::path> files(const std::string& name, const std::string& extension) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(path())) {
      const auto file = entry.path().filename().string();
      if (file.starts_with(name) && file.ends_with(extension)) found.push_back(entry.path());
    }
    REQUIRE_FALSE(found.empty());
    return found;
  }

 private:
  TempFolder folder_;
};

// What a start says: the store's own refusal, or that of what is read first.
std::optional<Problem> refusal(const fs::path& path, const StoreOptions& options) {
  const auto store = Store::open(path, options);
  if (!store) return store.error();
  const auto state = recover_state(**store);
  if (!state) return state.error();
  return std::nullopt;
}

void remove(const fs::path& file) {
  fs::remove(file);
}
void halve(const fs::path& file) {
  fs::resize_file(file, fs::file_size(file) / 2);
}
void empty(const fs::path& file) {
  fs::resize_file(file, 0);
}
void flip_footer(const fs::path& file) {
  auto bytes = read_bytes(file);
  for (std::size_t at = bytes.size() - 8; at < bytes.size(); ++at)
    bytes[at] = static_cast<char>(~bytes[at]);
  write_bytes(file, bytes);
}
void flip_start(const fs::path& file) {
  auto bytes = read_bytes(file);
  for (std::size_t at = 10; at < 30; ++at) bytes[at] = static_cast<char>(~bytes[at]);
  write_bytes(file, bytes);
}

void misname(const fs::path& file) {
  write_bytes(file, "MANIFEST-999999\n");
}

struct Row {
  std::string what, name, extension;
  void (*damage)(const fs::path&);
  bool opens = false;  // and is refused by the first read
};

}  // namespace

TEST_CASE("damage: every refusal says what to do, and nothing is changed") {
  Used used;
  REQUIRE_FALSE(refusal(used.path(), no_watermark()));
  const std::vector<Row> rows{
      {"tables gone", "", ".sst", remove},
      {"tables cut", "", ".sst", halve},
      {"tables' footers broken", "", ".sst", flip_footer, true},
      {"tables' records broken", "", ".sst", flip_start, true},
      {"MANIFEST gone", "MANIFEST-", "", remove},
      {"MANIFEST cut", "MANIFEST-", "", halve},
      {"MANIFEST empty", "MANIFEST-", "", empty},
      {"MANIFEST broken", "MANIFEST-", "", flip_start},
      {"CURRENT gone", "CURRENT", "", remove},
      {"CURRENT empty", "CURRENT", "", empty},
      {"CURRENT broken", "CURRENT", "", misname},
      {"log gone", "", ".log", remove},
  };
  for (const auto& row : rows) {
    for (const bool read_only : {true, false}) {
      CAPTURE(row.what);
      CAPTURE(read_only);
      used.again();
      for (const auto& file : used.files(row.name, row.extension)) row.damage(file);
      const auto before = contents(used.path());
      auto options = no_watermark();
      options.read_only = read_only;
      const auto refused = refusal(used.path(), options);
      REQUIRE(refused);
      CAPTURE(refused->says);
      CHECK(refused->says.find("frontdesk restore") != std::string::npos);
      CHECK(refused->says.find('\n') == std::string::npos);
      if (!row.opens) CHECK(refused->says.find(used.path().string()) != std::string::npos);
      if (!row.opens) CHECK(contents(used.path()) == before);
    }
  }
}

TEST_CASE("damage: bytes of a mail that are gone are told by whoever reads them") {
  Used used;
  for (const auto& file : used.files("", ".blob")) fs::remove(file);
  const auto store = Store::open(used.path(), no_watermark());
  REQUIRE(ok(store));
  const auto raw = get_raw(**store, "a-1");
  REQUIRE_FALSE(ok(raw));
  CHECK(raw.error().says.find("frontdesk restore") != std::string::npos);
  CHECK((*store)->strain().read_errors > 0);
}

TEST_CASE("damage: a disk that fails to read is named with what to do") {
  class Unreadable final : public rocksdb::FileSystemWrapper {
   public:
    Unreadable() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
    const char* Name() const override { return "Unreadable"; }
    rocksdb::IOStatus NewSequentialFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                        rocksdb::IODebugContext* debug) override {
      if (path.find("MANIFEST") != std::string::npos)
        return rocksdb::IOStatus::IOError("while reading " + path, "Input/output error");
      return FileSystemWrapper::NewSequentialFile(path, options, result, debug);
    }
  };
  Used used;
  const auto env = rocksdb::NewCompositeEnv(std::make_shared<Unreadable>());
  auto options = no_watermark();
  options.env = env.get();
  const auto before = contents(used.path());
  const auto refused = refusal(used.path(), options);
  REQUIRE(refused);
  CHECK(refused->code == ProblemCode::io);
  CHECK(refused->says.find("Input/output error") != std::string::npos);
  CHECK(refused->says.find("frontdesk restore") != std::string::npos);
  CHECK(contents(used.path()) == before);
}

TEST_CASE("damage: what a start leaves that was cut off before there was a store is no damage") {
  TempFolder folder;
  fs::create_directories(folder / "s");
  write_bytes(folder / "s" / "MANIFEST-000001", "half");
  write_bytes(folder / "s" / "IDENTITY", "x");
  write_bytes(folder / "s" / "000001.dbtmp", "MANIFEST-000001\n");
  CHECK_FALSE(refusal(folder / "s", no_watermark()));
}
