// Whose records are whose, for pages of one tenant: by the directory's own ties, so that a page of
// a small MSP does not cost a look at everybody's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/directory.h"

namespace frontdesk::api {

// The first ids of a tenant's records of a kind behind `after`, in their order; at most `limit`.
std::vector<std::string> tenant_ids(const Directory& directory, RecordKind kind,
                                    std::string_view msp, std::string_view after,
                                    std::size_t limit);

}  // namespace frontdesk::api
