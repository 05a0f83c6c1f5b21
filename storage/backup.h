// Backups of a store: made while it goes on, checked, listed, and put back. A folder of backups
// belongs to RocksDB's BackupEngine: tables and blob files are kept once for all backups that have
// them, the rest once for each. FORMAT.md, "Backups", says what stands where.
#pragma once

#include <atomic>
#include <boost/describe.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "router/ticket.h"
#include "rules/base/clock.h"
#include "rules/base/result.h"

namespace rocksdb {
class Env;
}

namespace frontdesk {

// What a backup says of itself; written into it.
struct BackupMark {
  Instant at{};
  Position position = 0;  // it holds every journal line up to this one, and may hold later ones
  std::uint32_t schema = 0;
  std::string rules;    // hash of the rule set in force
  std::string program;  // the version that made it
};
BOOST_DESCRIBE_STRUCT(BackupMark, (), (at, position, schema, rules, program))

struct KeptBackup {
  std::uint32_t id = 0;
  BackupMark mark;
  std::uint64_t bytes = 0, files = 0;  // of this backup, also those that others share
};
BOOST_DESCRIBE_STRUCT(KeptBackup, (), (id, mark, bytes, files))

enum class BackupStep { copying, verifying, done };
BOOST_DESCRIBE_ENUM(BackupStep, copying, verifying, done)

// Bytes that were copied so far, in steps of some MiB. On a thread of RocksDB's; must not throw.
using BackupTold = std::function<void(BackupStep step, std::uint64_t bytes)>;

struct BackupWish {
  std::filesystem::path folder;  // absolute; made where there is none
  std::uint32_t keep = 0;        // so many backups stay, the newest; 0: all
  Instant at{};
  std::string program;
  std::uint64_t bytes_per_second = 0;  // at most; 0: as fast as the disk
  BackupTold told{};
  const std::atomic<bool>* cancelled = nullptr;
  rocksdb::Env* env = nullptr;  // of the folder, for tests; null: the store's
};

// Store::backup makes one. It has been read back and its checksums are right when it returns.
// Problems: invalid for a folder that cannot be meant (relative, the store's own, somebody else's),
// forbidden where the folder may not be written, store_locked where another process writes into it,
// store_full where its disk is full or the store's would be, cancelled, io. What a failed one left
// goes at once, or with the next backup.

// The whole backups of a folder, the oldest first; what was cut off is none. Problems: not_found
// where the folder has none at all, and says whether one was begun; invalid where it is none of
// ours.
Result<std::vector<KeptBackup>> list_backups(const std::filesystem::path& folder);

// Reads every byte of a backup against its checksums. `id` 0: the newest. Problems as above, and
// store_damaged.
Result<KeptBackup> verify_backup(const std::filesystem::path& folder, std::uint32_t id);

}  // namespace frontdesk
