// Steps as sentences, rendered only when someone reads them.
#pragma once

#include <string>

#include "router/arrival.h"
#include "router/decision.h"
#include "router/directory.h"

namespace frontdesk {

// Fills `says` of every step. `arrival` may be null (facts erased): sentences then say so. Private
// numbers never appear (R225).
void render(Decision& decision, const Arrival* arrival, const Directory& directory,
            const RuleSet& rules);

}  // namespace frontdesk
