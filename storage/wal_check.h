// Reads the write-ahead logs of a store that is not open and judges them (wal_tail.h).
#pragma once

#include <rocksdb/env.h>

#include <optional>
#include <string>

#include "storage/wal_tail.h"

namespace frontdesk {

Result<std::optional<WalReport>> check_wals(rocksdb::Env& env, const std::string& path);

// Syncs the logs before they are replayed. What a process wrote and had not synced when it was
// killed is taken over by the next one; lost with the power later, it would leave a hole before the
// logs that go on from there.
Result<void> sync_wals(rocksdb::Env& env, const std::string& path);

// Cuts a torn tail off its log, once RocksDB has opened without it. RocksDB may keep that log: the
// next start would find it torn before logs that go on, and could not tell it from damage.
Result<void> cut_tail(rocksdb::Env& env, const std::string& path, const WalReport& log);

}  // namespace frontdesk
