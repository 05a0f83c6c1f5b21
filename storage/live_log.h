// The mark of the newest log with acknowledged batches: a file of its own, LIVE_LOG, that names it.
// RocksDB's manifest notes a log only once it is closed; that the one in use is gone or emptied, it
// does not notice, and would open without what was acknowledged.
//
// The mark is written with the first sync of a log that has batches in it, once the log's name is
// on the disk, and before that sync returns: before anything in it is acknowledged. It is taken
// away, and that is on the disk too, before the log is removed. So whenever the power goes, a log
// that the mark names is there and begins with a whole batch.
//
// For the same reason a manifest's name is on the disk before CURRENT names it.
#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/wal_tail.h"

namespace frontdesk {

inline constexpr std::string_view live_log_name = "LIVE_LOG";

// The log that the mark names; nothing where there is none. Problems: store_damaged, io.
Result<std::optional<std::uint64_t>> marked_log(rocksdb::Env& env, const std::string& path);

// Whether the log that is marked is there, among all logs in order. Where a newer one is there,
// RocksDB's manifest answers for those before it; so it is, too, where a program that knows no mark
// has used the store since. Problem: store_damaged.
Result<void> check_marked_log(std::optional<std::uint64_t> marked,
                              const std::vector<WalReport>& logs);

// Keeps the mark of the store in `path`.
class LiveLog;

// An Env like `base`, which outlives it, whose logs are marked. `live` says when to begin: after
// the opening, since until RocksDB is open the logs from before are needed.
struct MarkedLogs {
  std::shared_ptr<LiveLog> live;
  std::unique_ptr<rocksdb::Env> env;
};
MarkedLogs logs_marked(rocksdb::Env& base, const std::string& path,
                       std::optional<std::uint64_t> marked);
void begin_to_mark(LiveLog& live);

}  // namespace frontdesk
