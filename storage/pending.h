// What a transaction has written so far, and the last word on each key. Only for storage/.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk {

class Pending {
 public:
  Pending() : keys_(0, Hash{this}, Same{this}) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  void put(rocksdb::ColumnFamilyHandle* handle, std::string_view key, std::string_view value);
  void erase(rocksdb::ColumnFamilyHandle* handle, std::string_view key);
  // The same as `put`, for a value that is made in its place: append it to what `begin` gives, then
  // call `end`, and nothing else in between.
  std::string& begin(rocksdb::ColumnFamilyHandle* handle, std::string_view key);
  void end();

  // Nothing where the transaction has not touched the key; an empty value inside where it erased
  // it. Valid until the next write.
  std::optional<std::optional<std::string_view>> find(rocksdb::ColumnFamilyHandle* handle,
                                                      std::string_view key) const;

  // What was written to a column, in order, beginning with the write of this number: `visit` gets
  // the key, and the value or nothing where the key was erased.
  std::size_t writes(rocksdb::ColumnFamilyHandle* handle) const;
  template <class F>
  void each(rocksdb::ColumnFamilyHandle* handle, std::size_t first, F&& visit) const {
    for (auto i = first; i < writes(handle); ++i) {
      const auto& one = all_[columns_[handle->GetID()].writes[i]];
      visit(key(one), value(one));
    }
  }

  bool empty() const { return all_.empty(); }
  std::size_t bytes() const { return bytes_.size(); }

  // The last word on each key as RocksDB's batch, in the order of the keys: each finds its place in
  // RocksDB's memory beside the one before it, and looking for it is most of what an insert costs.
  rocksdb::Status make_batch();
  rocksdb::WriteBatch& batch() { return batch_; }

  // Ready for the next transaction, with the memory of this one.
  void clear();

 private:
  struct Written {
    std::size_t begin = 0, value_size = 0;  // the key's first byte in bytes_; the value follows it
    std::size_t hash = 0;
    std::uint32_t key_size = 0, column = 0;
    std::uint32_t last = 0;  // of the first write to a key: the number of the last
    bool erased = false, outdone = false;
  };
  struct Column {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    std::vector<std::uint32_t> writes;
  };
  struct Asked {
    std::uint32_t column = 0;
    std::string_view key;
  };
  struct Hash {
    using is_transparent = void;
    const Pending* pending;
    std::size_t operator()(const Asked& one) const {
      return std::hash<std::string_view>()(one.key) + one.column;
    }
    std::size_t operator()(std::uint32_t one) const { return pending->all_[one].hash; }
  };
  struct Same {
    using is_transparent = void;
    const Pending* pending;
    Asked view(const Asked& one) const { return one; }
    Asked view(std::uint32_t one) const {
      const auto& written = pending->all_[one];
      return {written.column, pending->key(written)};
    }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const auto x = view(a), y = view(b);
      return x.column == y.column && x.key == y.key;
    }
  };

  std::string_view key(const Written& one) const {
    return std::string_view(bytes_).substr(one.begin, one.key_size);
  }
  std::optional<std::string_view> value(const Written& one) const {
    if (one.erased) return std::nullopt;
    return std::string_view(bytes_).substr(one.begin + one.key_size, one.value_size);
  }
  rocksdb::Status sort_into_batch(const Column& column);

  std::string bytes_;  // key, value, key, value
  std::vector<Written> all_;
  boost::unordered_flat_set<std::uint32_t, Hash, Same> keys_;  // the first write to each key
  std::vector<Column> columns_;                                // by RocksDB's number of the column

  // While a batch is made: a write by the first bytes of its key, as numbers.
  struct Place {
    std::uint64_t first = 0, second = 0;
    std::uint32_t write = 0;
  };
  std::vector<Place> order_;
  rocksdb::WriteBatch batch_;
};

}  // namespace frontdesk
