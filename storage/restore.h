// A backup put back as a store. It is built beside the place where it will stand, read through as a
// store, brought to the disk, and only then gets its name: no daemon ever finds a half one.
#pragma once

#include <optional>

#include "storage/backup.h"

namespace frontdesk {

struct RestoreWish {
  std::filesystem::path backups;
  std::uint32_t id = 0;  // 0: the newest
  std::filesystem::path store;
  bool replace = false;  // puts it in the place of a store that is there; that one stays beside
  // Told of the steps, and of lines of the journal that were checked.
  std::function<void(std::string_view step, std::uint64_t count)> told{};
};

struct Restored {
  KeptBackup backup;
  Position position = 0;             // of the last journal line that is there
  std::filesystem::path replaced{};  // where the store that was there stands now; empty: none was
};

// Problems: store_locked where a process has the store; in_use where something is there and
// `replace` was not said; store_newer; store_damaged where the backup is; store_full; those of
// list_backups; forbidden; io. After a problem the place is as it was.
Result<Restored> restore_backup(const RestoreWish& wish);

}  // namespace frontdesk
