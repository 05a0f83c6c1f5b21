// Reads the write-ahead logs of a store that is not open and judges them (wal_tail.h).
#pragma once

#include <rocksdb/env.h>

#include <optional>
#include <string>
#include <vector>

#include "storage/wal_tail.h"

namespace frontdesk {

// By name: 12 of "000012.log"; nothing where it is no log.
std::optional<std::uint64_t> wal_number(std::string_view name);
std::string wal_name(std::uint64_t number);

struct WalVerdict {
  std::optional<WalReport> torn;  // the log whose tail is to be mended
  std::vector<WalReport> logs;    // all, in order
};

Result<WalVerdict> check_wals(rocksdb::Env& env, const std::string& path);

// Cuts the zeros off that were laid out for batches to come, and syncs the logs, before they are
// replayed. What a process wrote and had not synced when it was killed is taken over by the next
// one; lost with the power later, it would leave a hole before the logs that go on from there.
Result<void> settle_wals(rocksdb::Env& env, const std::string& path, const WalVerdict& verdict);

// Cuts a torn tail off its log, once RocksDB has opened without it. RocksDB may keep that log: the
// next start would find it torn before logs that go on, and could not tell it from damage.
Result<void> cut_tail(rocksdb::Env& env, const std::string& path, const WalReport& log);

}  // namespace frontdesk
