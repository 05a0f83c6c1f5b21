// A transaction reads what it has written, whatever the order, and the store reads the same
// afterwards.
#include <doctest/doctest.h>

#include <map>
#include <random>

#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

using Records = std::map<std::string, std::string>;

Records walked(const Reader& reader, Column column, const std::string& prefix, bool reverse) {
  Range range;
  range.prefix = prefix;
  range.reverse = reverse;
  Records found;
  std::string last;
  for (auto cursor = reader.walk(column, range); cursor.valid(); cursor.next()) {
    const std::string key(cursor.key());
    CHECK((last.empty() || (reverse ? key < last : key > last)));
    last = key;
    found.emplace(key, cursor.value());
  }
  return found;
}

Records with_prefix(const Records& all, const std::string& prefix) {
  Records found;
  for (const auto& [key, value] : all)
    if (key.starts_with(prefix)) found.emplace(key, value);
  return found;
}

struct Model {
  Records facts, index;
};

void agree(const Reader& reader, const Model& model) {
  for (const bool reverse : {false, true})
    for (const std::string prefix : {"", "a", "b"}) {
      CHECK(walked(reader, Column::facts, prefix, reverse) == with_prefix(model.facts, prefix));
      CHECK(walked(reader, Column::index, prefix, reverse) == with_prefix(model.index, prefix));
    }
}

}  // namespace

TEST_CASE("transaction: gets and walks see what it wrote, as a map would") {
  TempFolder folder;
  auto store = open_store(folder / "s");
  Model model;
  std::mt19937 chance(7);
  for (int round = 0; round < 20; ++round) {
    Transaction transaction(*store, 1);
    for (int i = 0; i < 120; ++i) {
      const auto column = chance() % 2 == 0 ? Column::facts : Column::index;
      auto& records = column == Column::facts ? model.facts : model.index;
      // Short and long keys and values: their lengths are one byte, two, and three in the batch.
      const auto key = std::string(1, "abc"[chance() % 3]) +
                       std::string(chance() % 10 == 0 ? 200 : 1, 'k') +
                       std::to_string(chance() % 20);
      if (chance() % 4 == 0) {
        transaction.erase(column, key);
        records.erase(key);
      } else {
        const std::string value((chance() % 3) * (chance() % 3) * 9'000, 'v');
        transaction.put(column, key, value);
        records[key] = value;
      }
      const auto read = transaction.get(column, key).value();
      CHECK(read.has_value() == records.contains(key));
      if (read) CHECK(*read == records[key]);
      if (chance() % 30 == 0) agree(transaction, model);
    }
    agree(transaction, model);
    REQUIRE(ok(store->write(transaction)));
    agree(*store, model);
  }
}

TEST_CASE("transaction: one that is dropped leaves no trace") {
  TempFolder folder;
  auto store = open_store(folder / "s");
  {
    Transaction transaction(*store, 1);
    CHECK(transaction.empty());
    transaction.put(Column::facts, "a", "1");
    CHECK_FALSE(transaction.empty());
    CHECK(transaction.get(Column::facts, "a").value() == "1");
  }
  CHECK_FALSE(store->get(Column::facts, "a").value());
  CHECK_FALSE(walked(*store, Column::facts, "", false).contains("a"));
}
