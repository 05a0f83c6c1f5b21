// A map from text to T whose copies share what they have in common: 256 shards behind shared
// pointers, and the entries behind pointers of their own. Copying is 256 pointer copies; a change
// copies the pointers of one shard and the one entry.
//
// Looking up costs one line of a shard's table and the entry: the tables are open, and a cell has
// the hash beside the pointer.
#pragma once

#include <algorithm>
#include <array>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "router/expect_line.h"
#include "rules/base/text.h"
#include "rules/base/text_hash.h"

namespace frontdesk {

template <class T>
class ShardedMap {
 public:
  const T* find(std::string_view key) const {
    const auto hash = TextHash{}(key);
    const auto& shard = shards_[hash % shard_count];
    if (!shard) return nullptr;
    const auto* entry = shard->cells[shard->place(hash, key)].entry.get();
    return entry ? &entry->value : nullptr;
  }

  // Asks the processor for what `find` will read, so that it comes while something else is done:
  // first the place in the table, and once that has come the entry.
  void expect_place(std::string_view key) const {
    const auto hash = TextHash{}(key);
    if (const auto& shard = shards_[hash % shard_count])
      expect_line(&shard->cells[shard->first(hash)]);
  }
  void expect_entry(std::string_view key) const {
    const auto hash = TextHash{}(key);
    if (const auto& shard = shards_[hash % shard_count]) shard->expect(hash);
  }

  void put(std::string_view key, T value) {
    const auto hash = TextHash{}(key);
    auto& cell = edit(hash, key);
    cell = {hash, new Entry(key, std::move(value))};
  }

  // The value of a key to change in place; `fresh` where there is none.
  T& at(std::string_view key, T fresh = T()) {
    const auto hash = TextHash{}(key);
    auto& cell = edit(hash, key);
    if (!cell.entry) {
      cell = {hash, new Entry(key, std::move(fresh))};
    } else if (cell.entry->use_count() > 1) {
      cell.entry = new Entry(*cell.entry);
    }
    return cell.entry->value;
  }

  void erase(std::string_view key) {
    if (!find(key)) return;
    const auto hash = TextHash{}(key);
    auto& shard = own(hash);
    const auto entry = shard.cells[shard.place(hash, key)].entry;  // `key` may be its own
    shard.take_out(shard.place(hash, key));
  }

  std::size_t size() const {
    std::size_t total = 0;
    for (const auto& shard : shards_) total += shard ? shard->used : 0;
    return total;
  }

  template <class F>
  void for_each(F&& visit) const {
    for (const auto& shard : shards_)
      if (shard)
        for (const auto& cell : shard->cells)
          if (cell.entry) visit(cell.entry->key.view(), cell.entry->value);
  }

 private:
  struct Entry : boost::intrusive_ref_counter<Entry> {
    Entry(std::string_view its_key, T its_value) : key(its_key), value(std::move(its_value)) {}
    ShortText<48> key;  // most addresses too
    T value;
  };
  struct Cell {
    std::uint64_t hash = 0;
    boost::intrusive_ptr<Entry> entry;  // null where the cell is free
  };
  // An open table of a power of two, at most two thirds full: the run of a hash ends at a free
  // cell.
  struct Shard : boost::intrusive_ref_counter<Shard> {
    std::vector<Cell> cells = std::vector<Cell>(8);
    std::size_t used = 0;

    std::size_t mask() const { return cells.size() - 1; }
    std::size_t first(std::uint64_t hash) const { return hash >> 16 & mask(); }
    // Where the key is, or the free cell where it would go.
    std::size_t place(std::uint64_t hash, std::string_view key) const {
      auto at = first(hash);
      while (const auto* entry = cells[at].entry.get()) {
        if (cells[at].hash == hash) {
          fetch(entry);
          if (entry->key == key) break;
        }
        at = (at + 1) & mask();
      }
      return at;
    }
    // The entry of a hash, or one of another key that has the same: asked for all the same.
    void expect(std::uint64_t hash) const {
      for (auto at = first(hash); cells[at].entry; at = (at + 1) & mask())
        if (cells[at].hash == hash) return fetch(cells[at].entry.get());
    }
    // The lines of an entry come together, and not each when it is asked for.
    static void fetch(const Entry* entry) {
      constexpr std::size_t line = 64, at_most = 10 * line;
      const auto* bytes = reinterpret_cast<const char*>(entry);
      for (std::size_t at = 0; at < std::min(sizeof(Entry), at_most); at += line)
        expect_line(bytes + at);
    }
    void grow() {
      std::vector<Cell> before(cells.size() * 2);
      before.swap(cells);
      for (auto& cell : before)
        if (cell.entry) {
          auto at = first(cell.hash);
          while (cells[at].entry) at = (at + 1) & mask();
          cells[at] = std::move(cell);
        }
    }
    // What stands behind in the run moves up, so that no run has a hole.
    void take_out(std::size_t hole) {
      cells[hole].entry.reset();
      --used;
      for (auto at = (hole + 1) & mask(); cells[at].entry; at = (at + 1) & mask()) {
        const auto wanted = first(cells[at].hash);
        const bool reaches = ((at - wanted) & mask()) >= ((at - hole) & mask());
        if (!reaches) continue;
        cells[hole] = std::move(cells[at]);
        cells[at].entry.reset();
        hole = at;
      }
    }
  };

  static constexpr std::size_t shard_count = 256;

  // The shard of a hash, ours alone: a shard that another snapshot shares is copied first. Copies
  // are made of published snapshots only, so a count of one is a shard that nobody else can reach.
  Shard& own(std::uint64_t hash) {
    auto& shard = shards_[hash % shard_count];
    if (!shard) {
      shard = new Shard;
    } else if (shard->use_count() > 1) {
      shard = new Shard(*shard);
    }
    return *shard;
  }
  // The cell of a key to write to: counted as used, so whoever asks must fill it.
  Cell& edit(std::uint64_t hash, std::string_view key) {
    auto& shard = own(hash);
    auto place = shard.place(hash, key);
    if (shard.cells[place].entry) return shard.cells[place];
    if (++shard.used * 3 > shard.cells.size() * 2) {
      shard.grow();
      place = shard.place(hash, key);
    }
    return shard.cells[place];
  }

  std::array<boost::intrusive_ptr<Shard>, shard_count> shards_;
};

}  // namespace frontdesk
