// The schema version of a store that has just been opened, and bringing an older one up to date.
// What changed between versions so far is keys that are derived from records: the index is rebuilt
// (reindex.h). The new version and the marker of the rebuilding are written together before
// anything else is touched, so an older program refuses a store whose upgrade was cut off, and the
// next open of this one goes on with it. The same is done where the version of Unicode has changed
// that the words of the index are folded by.
#pragma once

#include <string>

#include "storage/store.h"

namespace frontdesk {

// Problems as of Store::open.
Result<void> check_schema(Store& store, const std::string& path, const StoreOptions& options);

// The version that the store says it has; nothing in an empty one. Problem: store_damaged.
Result<std::optional<std::uint32_t>> stored_schema(const Reader& reader);

}  // namespace frontdesk
