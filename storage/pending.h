// What a transaction has written so far: RocksDB's batch, and where in it the last word on each key
// stands. Only for storage/.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <boost/unordered/unordered_flat_set.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/columns.h"

namespace frontdesk {

class Pending {
 public:
  Pending() : keys_(0, Hash{&batch_}, Same{&batch_}) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  rocksdb::Status put(rocksdb::ColumnFamilyHandle* handle, std::string_view key,
                      std::string_view value);
  rocksdb::Status erase(rocksdb::ColumnFamilyHandle* handle, std::string_view key);

  // Nothing where the transaction has not touched the key; an empty value inside where it erased
  // it. Valid until the next write.
  std::optional<std::optional<std::string_view>> find(rocksdb::ColumnFamilyHandle* handle,
                                                      std::string_view key) const;

  // What was written to a column, in order, beginning with the write of this number: `visit` gets
  // the key, and the value or nothing where the key was erased.
  std::size_t writes(rocksdb::ColumnFamilyHandle* handle) const;
  template <class F>
  void each(rocksdb::ColumnFamilyHandle* handle, std::size_t first, F&& visit) const {
    const auto id = handle->GetID();
    for (std::size_t i = first; i < writes(handle); ++i) {
      const auto& one = columns_[id][i];
      visit(asked(batch_, one).key, value(one));
    }
  }

  rocksdb::WriteBatch& batch() { return batch_; }
  const rocksdb::WriteBatch& batch() const { return batch_; }

 private:
  // A key and its value as they lie in the batch's bytes, which may move as they grow.
  struct Written {
    std::uint32_t column = 0, key_size = 0;
    std::size_t key_end = 0;
    std::optional<std::size_t> value_size;  // nothing: erased
  };
  struct Asked {
    std::uint32_t column = 0;
    std::string_view key;
  };
  static Asked asked(const rocksdb::WriteBatch& batch, const Written& written) {
    return {written.column, std::string_view(batch.Data())
                                .substr(written.key_end - written.key_size, written.key_size)};
  }
  struct Hash {
    using is_transparent = void;
    const rocksdb::WriteBatch* batch;
    std::size_t operator()(const Asked& one) const {
      return std::hash<std::string_view>()(one.key) + one.column;
    }
    std::size_t operator()(const Written& one) const { return (*this)(asked(*batch, one)); }
  };
  struct Same {
    using is_transparent = void;
    const rocksdb::WriteBatch* batch;
    Asked view(const Asked& one) const { return one; }
    Asked view(const Written& one) const { return asked(*batch, one); }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const auto x = view(a), y = view(b);
      return x.column == y.column && x.key == y.key;
    }
  };
  std::optional<std::string_view> value(const Written& written) const;
  void note(Written written);

  rocksdb::WriteBatch batch_;
  boost::unordered_flat_set<Written, Hash, Same> keys_;
  std::vector<std::vector<Written>> columns_;  // by RocksDB's number of the column
};

}  // namespace frontdesk
