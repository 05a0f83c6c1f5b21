// Tickets as people name them.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk::cli {

// "T-1000" for "t-1000", "t1000", "#1000" and "1000"; anything else as it stands.
std::string ticket_named(std::string_view written);

}  // namespace frontdesk::cli
