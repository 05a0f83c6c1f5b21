// Who owns the files of a store. What root makes for a daemon that is not root must be the
// daemon's.
#pragma once

#include <filesystem>

#include "rules/base/result.h"

namespace frontdesk {

// Gives a folder and all that is in it to whoever owns `like`. Does nothing unless root asks.
Result<void> own_like(const std::filesystem::path& folder, const std::filesystem::path& like);

}  // namespace frontdesk
