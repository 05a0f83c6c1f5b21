// Reading one state of the records: of the store as it stands, of a snapshot, or of a transaction
// with what it has written so far. The typed reads (records.h, lists.h) work on any of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rules/base/result.h"
#include "storage/columns.h"

namespace rocksdb {
class Iterator;
}

namespace frontdesk {

// Which keys to walk: those that begin with `prefix`, in order, or backwards. With `after`, a whole
// key, the walk starts at the first key beyond it. With `from`, at that key or the first beyond.
struct Range {
  std::string prefix;
  std::string after;
  std::string from;
  bool reverse = false;
};

// A walk over a range. Must not outlive its reader; a transaction must not be written to while one
// of its cursors lives.
class Cursor {
 public:
  Cursor(std::unique_ptr<rocksdb::Iterator> iterator, Range range);
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  // False at the end, and where reading failed: ask `ok` then.
  bool valid() const;
  std::string_view key() const;
  std::string_view value() const;
  void next();
  // To this key, or the first beyond it in the direction of the walk.
  void seek(std::string_view key);
  Result<void> ok() const;

 private:
  std::unique_ptr<rocksdb::Iterator> iterator_;
  Range range_;
};

class Reader {
 public:
  virtual ~Reader() = default;
  // Nothing where there is no such key; a problem only where reading failed.
  virtual Result<std::optional<std::string>> get(Column column, std::string_view key) const = 0;
  virtual Cursor walk(Column column, Range range) const = 0;
};

}  // namespace frontdesk
