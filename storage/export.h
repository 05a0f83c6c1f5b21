// All that is known of a contact, as JSON lines: {"contact":…}, then for each arrival
// {"arrival":…,"facts":…|null,"decision":…|null} and at the end each ticket once.
#pragma once

#include <functional>
#include <string_view>

#include "storage/reader.h"

namespace frontdesk {

// Calls `line` for each, without the line feed. Works on one state: give it a snapshot.
Result<void> export_contact(const Reader& reader, std::string_view contact,
                            const std::function<void(std::string_view)>& line);

}  // namespace frontdesk
