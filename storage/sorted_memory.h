// RocksDB's memory of what no table has yet, with SortedKeys in place of its own skip list. Debian
// builds RocksDB with its assertions: its list compares some twenty times more for each key that it
// takes, to see that it is in order. That was a tenth of all that a mail costs.
#pragma once

#include <rocksdb/memtablerep.h>

#include <memory>

namespace frontdesk {

// For columns whose keys are compared byte by byte, and one writer.
std::shared_ptr<rocksdb::MemTableRepFactory> sorted_memory();

}  // namespace frontdesk
