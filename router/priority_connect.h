// Priority Connect works only with data that is unique to a person (R90, R91).
#pragma once

#include <optional>
#include <string>

#include "router/directory.h"

namespace frontdesk {

// What a contact lacks for Priority Connect, as a clause; nothing where the record is complete:
// company and site names, first and last name, a primary, an other and a mobile number and an
// address, each nobody else's of the same MSP. `other_optional` relaxes the other number (C24).
// What another MSP has on file blocks nobody: it may be mistaken, and is the provider's to know
// (the notices several_msps_email and several_msps_phone).
std::optional<std::string> priority_gap(const Contact& contact, const Directory& directory,
                                        bool other_optional);

}  // namespace frontdesk
