// Priority Connect works only with data that is unique to a person (R90, R91).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "router/directory.h"

namespace frontdesk {

// What a contact lacks for Priority Connect, as a clause; nothing where the record is complete:
// company and site names, first and last name, a primary, an other and a mobile number and an
// address, each nobody else's. `other_optional` relaxes the other number (C24). `only_msp` is told
// of its own people alone: that another MSP has a number on file too is the provider's to know.
std::optional<std::string> priority_gap(const Contact& contact, const Directory& directory,
                                        bool other_optional, std::string_view only_msp = {});

}  // namespace frontdesk
