// What besides the rule files has a say in a decision.
#pragma once

#include <string>

namespace frontdesk {

// "tz 2025b, libphonenumber 8.12, frontdesk 0.1.0", of what this process runs with.
std::string deciding_versions();

}  // namespace frontdesk
