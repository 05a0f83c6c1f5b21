// A decision as the API and the command line show it: the members that the design names, in its
// order; after them `versions`, `expires_at`, `duplicate_of`, `linked` and `silent`, each only
// where it says something. The journal keeps the plain form.
#pragma once

#include <string>

#include "router/decision.h"

namespace frontdesk {

void append_decision(std::string& out, const Decision& decision);
std::string decision_json(const Decision& decision);

}  // namespace frontdesk
