// What an import tells beyond what it refuses.
#pragma once

#include <string_view>
#include <vector>

#include "router/import_batch.h"

namespace frontdesk {

// Adds the notices of the file itself (a plan by its old name, a start that is near) and those of
// data_quality that name a record of the file.
void add_import_notices(std::vector<DirectoryNotice>& notices, const ImportBatch& batch,
                        const DirectoryEditor& editor, const Directory& base, const RuleSet& rules,
                        std::string_view only_msp, Instant now);

}  // namespace frontdesk
