// Reads the write-ahead logs of a store that is not open and judges them (wal_tail.h).
#pragma once

#include <rocksdb/env.h>

#include <optional>
#include <string>

#include "storage/wal_tail.h"

namespace frontdesk {

Result<std::optional<WalReport>> check_wals(rocksdb::Env& env, const std::string& path);

}  // namespace frontdesk
