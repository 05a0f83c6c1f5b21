// What one group of commands writes. Reads see what was written before in the same group. Nothing
// is on disk before the committer's write; a transaction that is dropped leaves no trace.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "router/event.h"
#include "storage/reader.h"
#include "storage/store.h"

namespace frontdesk {

class Transaction final : public Reader {
 public:
  // `next` is the position that the next journal line gets.
  Transaction(const Store& store, Position next);
  ~Transaction() override;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Result<std::optional<std::string>> get(Column column, std::string_view key) const override;
  Cursor walk(Column column, Range range) const override;
  void put(Column column, std::string_view key, std::string_view value);
  // A value that is made in its place: `append` appends it to the text that it gets, and does
  // nothing else with the transaction.
  template <class F>
  void put_made(Column column, std::string_view key, F&& append) {
    append(begin_put(column, key));
    end_put();
  }
  void erase(Column column, std::string_view key);

  // Sets the event's position and writes its line.
  Position append(Event& event);
  Position next_position() const { return next_; }

  bool empty() const;
  std::size_t bytes() const;
  // The first read that failed. Such a transaction is never written: what was decided on it may be
  // wrong.
  const std::optional<Problem>& failure() const { return failure_; }

 private:
  std::string& begin_put(Column column, std::string_view key);
  void end_put();

  friend class Store;
  friend class Reindex;
  struct Parts;
  std::unique_ptr<Parts> parts_;
  Position next_;
  mutable std::optional<Problem> failure_;
};

}  // namespace frontdesk
