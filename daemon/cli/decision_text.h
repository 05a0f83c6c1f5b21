// A decision as a person reads it: what became of it in a line, what it stands on, and the steps as
// sentences.
#pragma once

#include <string>

#include "router/decision.h"

namespace frontdesk::cli {

// The steps' `says` are rendered already; a step without one shows its code.
std::string decision_text(const Decision& decision);

}  // namespace frontdesk::cli
