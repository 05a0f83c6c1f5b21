// How RocksDB is set up: for durability first, and for a small idle process.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <vector>

#include "storage/store.h"

namespace frontdesk {

rocksdb::DBOptions db_options(const StoreOptions& options, rocksdb::Env& env,
                              std::shared_ptr<rocksdb::EventListener> listener);
// RocksDB's own default column first, then ours in the order of Column.
std::vector<rocksdb::ColumnFamilyDescriptor> column_options(const StoreOptions& options);

}  // namespace frontdesk
