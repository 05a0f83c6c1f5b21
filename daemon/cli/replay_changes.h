// The pure half of a replay: what was known then, and what a person would call a change.
#pragma once

#include <string>
#include <vector>

#include "router/decide.h"

namespace frontdesk::cli {

// What the store and the desk knew at that moment, as far as the decision itself shows it.
Context context_of(const Decision& then);

// The members of a decision that a person would call a change, with both values.
std::vector<std::string> changes_between(const Decision& then, const Decision& now);

}  // namespace frontdesk::cli
