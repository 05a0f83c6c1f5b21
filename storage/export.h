// All that is known of a person, as JSON lines: {"contact":…}, then for each arrival
// {"arrival":…,"facts":…|null,"decision":…|null} and at the end each ticket once. The arrivals are
// those that an erasure with the same traces takes.
#pragma once

#include <functional>
#include <string_view>

#include "storage/reader.h"
#include "storage/traces.h"

namespace frontdesk {

// Calls `line` for each, without the line feed. Works on one state: give it a snapshot.
Result<void> export_contact(const Reader& reader, const PersonTraces& person,
                            const std::function<void(std::string_view)>& line);

}  // namespace frontdesk
