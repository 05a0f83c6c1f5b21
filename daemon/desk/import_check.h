// What an import may not bring although each of its rows is good.
#pragma once

#include "daemon/desk/directory_tally.h"
#include "router/directory_import.h"
#include "storage/reader.h"

namespace frontdesk {

// An import with what its directory comes to, whole: which of its records differ, and its tally.
struct CheckedImport {
  Imported imported;
  DirectoryTally::Records changed;
  DirectoryTally tally;
};

// Rejects what would make the directory larger than it may be, and MSPs under ids that are used up
// (tenant_end.h).
CheckedImport check_import(Imported imported, const Directory& base, const DirectoryTally& tally,
                           const DirectoryLimits& limits, const Reader& reader);

}  // namespace frontdesk
