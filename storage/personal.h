// The index keys that tell something of a person: derived from an arrival's facts when they are
// written, and again when they are erased.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/arrival.h"

namespace frontdesk {

// `ticket` is that of the arrival's record, "" where it has none.
std::vector<std::string> personal_keys(const Arrival& arrival, std::string_view ticket);

}  // namespace frontdesk
