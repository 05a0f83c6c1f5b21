// Write-ahead logs with zeros laid out behind their end. A sync of bytes that lie on blocks which
// the file has, and which were written before, changes nothing else: the file system need not
// commit its own journal, which takes as long again. At one connection that is a seventh of a
// mail's time.
//
// The zeros are written, not only reserved, a step at a time, and cut off when RocksDB closes the
// log; after a crash they stand behind the last batch (wal_tail.h). They cost a second write of
// each byte: so there are none where syncs carry much. Where there is no room for them, the log
// goes on without.
#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <memory>

#include "storage/store.h"

namespace frontdesk {

// How far ahead, for a store with such options.
std::uint64_t log_step(const StoreOptions& options);

// An Env like `base`, which outlives it, over such logs. Other files are as they are.
std::unique_ptr<rocksdb::Env> logs_laid_out(rocksdb::Env& base, std::uint64_t step);

}  // namespace frontdesk
