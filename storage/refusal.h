// What is said of a store that is not opened or cannot be read: what is wrong, and what to do.
#pragma once

#include <rocksdb/status.h>

#include <string>

#include "rules/base/result.h"

namespace frontdesk {

// Files are broken or gone.
Problem damaged_store(const std::string& path, const std::string& what);
Problem newer_store(const std::string& path, const std::string& what);
Problem locked_store(const std::string& path);

// RocksDB's own refusal to open.
Problem not_opened(const std::string& path, const rocksdb::Status& status);
// A read that RocksDB refused.
Problem not_read(const rocksdb::Status& status);

}  // namespace frontdesk
