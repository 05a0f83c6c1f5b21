// Keys in order in memory, and RocksDB's columns over them.
#include "storage/sorted_keys.h"

#include <doctest/doctest.h>
#include <malloc.h>

#include <atomic>
#include <boost/endian/conversion.hpp>
#include <cstring>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

struct Before {
  bool operator()(const std::string& a, const std::string& b) const {
    return SortedKeys::compare(a, b) < 0;
  }
};
using Model = std::set<std::string, Before>;

// A key as RocksDB makes it: the user's, and a number.
std::string numbered(std::string_view key, std::uint64_t number) {
  unsigned char bytes[8];
  boost::endian::store_little_u64(bytes, number);
  return std::string(key).append(reinterpret_cast<const char*>(bytes), sizeof bytes);
}

class Keys {
 public:
  bool put(const std::string& key) {
    std::string entry;
    for (auto size = key.size(); entry.empty() || size > 0; size >>= 7)
      entry += static_cast<char>((size & 0x7f) | (size >> 7 ? 0x80 : 0));
    entry += key;
    auto* node = keys.make(entry.size(), [&](std::size_t bytes) {
      return memory_.emplace_back(bytes + 1, '\0').data() + 1;  // at no even place
    });
    std::memcpy(const_cast<char*>(node->entry()), entry.data(), entry.size());
    return keys.insert(node);
  }

  SortedKeys keys;

 private:
  std::deque<std::string> memory_;
};

std::string text(const SortedKeys::Node* node) {
  return node ? std::string(node->key()) : "none";
}

// Every way to look, for every key that is there and some that are not.
void check_same(const SortedKeys& keys, const Model& model, const std::vector<std::string>& asked) {
  std::vector<std::string> walked;
  for (const auto* at = keys.first(); at; at = SortedKeys::after(*at)) walked.push_back(text(at));
  CHECK(walked == std::vector<std::string>(model.begin(), model.end()));
  CHECK(text(keys.last()) == (model.empty() ? "none" : *model.rbegin()));
  for (const auto& key : asked) {
    const auto at = model.lower_bound(key);
    CHECK(text(keys.at_least(key)) == (at == model.end() ? "none" : *at));
    CHECK(text(keys.before(key)) == (at == model.begin() ? "none" : *std::prev(at)));
  }
}

}  // namespace

TEST_CASE("sorted keys: the same as a set, for keys in any order and for groups in order") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    Keys keys;
    Model model;
    std::vector<std::string> asked{numbered("", 0), numbered("\xff\xff", 1)};
    const std::uint64_t spread = round % 3 == 0 ? 20 : 100'000;
    std::uint64_t number = 1;
    for (int group = 0; group < 20; ++group) {
      Model in_order;
      std::vector<std::string> group_keys;
      for (int i = 0; i < 40; ++i) {
        // Long ones too: their length takes two bytes.
        const std::string name =
            std::to_string(random() % spread) + std::string(random() % 16 == 0 ? 200 : 0, 'x');
        group_keys.push_back(numbered(name, round % 2 == 0 ? number++ : random() % 3));
        in_order.insert(group_keys.back());
      }
      if (round % 4 < 2) group_keys.assign(in_order.begin(), in_order.end());
      for (const auto& key : group_keys) {
        CHECK(keys.put(key) == model.insert(key).second);
        asked.push_back(key);
        asked.push_back(numbered(std::to_string(random() % spread), random() % 3));
      }
    }
    check_same(keys.keys, model, asked);
  }
}

TEST_CASE("sorted keys: the younger of a key comes first, and a key before those that go on") {
  Keys keys;
  for (const auto& key : {numbered("a", 1), numbered("ab", 9), numbered("a", 7), numbered("", 3)})
    CHECK(keys.put(key));
  CHECK_FALSE(keys.put(numbered("a", 7)));
  std::vector<std::string> walked;
  for (const auto* at = keys.keys.first(); at; at = SortedKeys::after(*at))
    walked.push_back(text(at));
  CHECK(walked ==
        std::vector{numbered("", 3), numbered("a", 7), numbered("a", 1), numbered("ab", 9)});
}

TEST_CASE("sorted keys: who reads while one inserts sees what was there, in order") {
  Keys keys;
  constexpr int count = 20'000;
  std::atomic<int> done{0};
  std::atomic<int> wrong{0};
  const auto key_of_number = [](int i) {
    return numbered(std::to_string(i % 17) + '/' + std::to_string(1'000'000 + i), 1);
  };
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader)
    readers.emplace_back([&, reader] {
      std::mt19937 random(static_cast<unsigned>(reader));
      for (int there = 0; there < count; there = done.load(std::memory_order_acquire)) {
        if (there == 0) continue;
        const auto key = key_of_number(static_cast<int>(random() % static_cast<unsigned>(there)));
        const auto* found = keys.keys.at_least(key);
        if (!found || found->key() != key) ++wrong;
        const auto* at = keys.keys.before(key);
        for (int i = 0; at && i < 20; ++i) {
          const auto* next = SortedKeys::after(*at);
          if (next && SortedKeys::compare(at->key(), next->key()) >= 0) ++wrong;
          at = next;
        }
      }
    });
  for (int i = 0; i < count; ++i) {
    REQUIRE(keys.put(key_of_number(i)));
    done.store(i + 1, std::memory_order_release);
  }
  for (auto& reader : readers) reader.join();
  CHECK(wrong == 0);
}

TEST_CASE("sorted memory: a column is walked both ways over what is in memory and in tables") {
  TempFolder folder;
  StoreOptions options;
  options.free_watermark_bytes = 0;
  options.write_buffer_bytes = std::uint64_t{256} << 10;  // some of it goes to tables meanwhile
  auto store = Store::open(folder / "s", options).value();
  std::map<std::string, std::string> model;
  std::mt19937_64 random(3);
  for (int group = 0; group < 60; ++group) {
    Transaction transaction(*store, 1);
    for (int i = 0; i < 100; ++i) {
      // Dedup keys stand in the filters, the others do not.
      const auto key =
          std::string(i % 3 == 0 ? "k" : "t").append(1, '\0') + std::to_string(random() % 5'000);
      if (i % 10 == 9) {
        transaction.erase(Column::index, key);
        model.erase(key);
      } else {
        const std::string value(random() % 200, static_cast<char>('a' + group % 26));
        transaction.put(Column::index, key, value);
        model[key] = value;
      }
    }
    REQUIRE(ok(store->write(transaction)));
  }
  for (const bool again : {false, true}) {
    if (again) {
      store.reset();
      store = open_store(folder / "s");
    }
    std::map<std::string, std::string> walked, back;
    for (auto cursor = store->walk(Column::index, {}); cursor.valid(); cursor.next())
      walked.emplace(cursor.key(), cursor.value());
    Range reverse;
    reverse.reverse = true;
    for (auto cursor = store->walk(Column::index, reverse); cursor.valid(); cursor.next())
      back.emplace(cursor.key(), cursor.value());
    CHECK(walked == model);
    CHECK(back == model);
    for (int i = 0; i < 5'000; ++i)
      for (const char* kind : {"k", "t"}) {
        const auto key = std::string(kind).append(1, '\0') + std::to_string(i);
        const auto found = store->get(Column::index, key);
        REQUIRE(ok(found));
        const auto known = model.find(key);
        CHECK(found->value_or("none") == (known == model.end() ? "none" : known->second));
        Range from;
        from.prefix = std::string(kind).append(1, '\0');
        from.from = key;
        const auto cursor = store->walk(Column::index, from);
        const auto next = model.lower_bound(key);
        const bool there = next != model.end() && next->first.starts_with(from.prefix);
        REQUIRE(cursor.valid() == there);
        if (there) CHECK(cursor.key() == next->first);
      }
  }
}

TEST_CASE("sorted memory: reads of what is still in memory leave nothing behind") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  Transaction transaction(*store, 1);
  transaction.put(Column::meta, "here", "1");
  REQUIRE(ok(store->write(transaction)));
  const auto read = [&](int times) {
    for (int i = 0; i < times; ++i) REQUIRE(ok(store->get(Column::meta, i % 2 ? "here" : "none")));
  };
  read(1'000);
  const auto before = mallinfo2().uordblks;
  read(50'000);
  CHECK(mallinfo2().uordblks < before + 200'000);
}
