// Makes the column `index` anew from the records: what every change of derived keys needs. Keys
// that no record tells are kept (FORMAT.md, "Upgrading"). Memory is bounded by one batch.
//
// Crash-safe at any instruction: a marker in `meta` says how far it has come and is written in the
// same batch as the keys. While it is there the index is not whole, and opening the store goes on
// with the rebuilding first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/store.h"
#include "storage/transaction.h"

namespace rocksdb {
class WriteBatch;
}

namespace frontdesk {

class Reindex {
 public:
  struct Count {
    std::uint64_t records = 0;  // tickets and arrivals done by this run
    std::uint64_t of = 0;       // of so many, as RocksDB estimates it
    std::uint64_t unreadable = 0;
  };
  using Told = std::function<void(const Count&)>;

  // The store outlives it. Nobody else may write meanwhile.
  explicit Reindex(Store& store, Told told = {}) : store_(store), told_(std::move(told)) {}

  static Result<bool> is_pending(const Reader& reader);

  // Puts the marker into a transaction: from its commit on the index counts as not whole.
  static void begin(Transaction& transaction);
  // From the marker to the end; nothing where there is none. Records that cannot be decoded are
  // counted and found by nothing. Problems: store_damaged where the marker cannot be read,
  // store_sick where the store cannot be read or written.
  Result<Count> finish();

 private:
  enum class Step : char { clear = 'c', tickets = 't', arrivals = 'a' };
  struct Place {
    Step step = Step::clear;
    std::string after;  // the key of the last record done
  };
  Result<Place> place() const;
  Result<void> clear();
  Result<bool> next_tickets(Place& place);
  Result<bool> next_arrivals(Place& place);
  Result<void> put_arrival_of(Transaction& transaction, std::string_view id,
                              std::string_view record);
  Result<void> commit(const Transaction& transaction, const Place& place);
  Result<void> write(rocksdb::WriteBatch& batch);
  std::uint64_t estimate() const;

  Store& store_;
  const Told told_;
  Count count_;
};

}  // namespace frontdesk
