// A ticket as the API and the command line show it: with its newest arrivals, and where all of them
// are listed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/kept.h"

namespace frontdesk {

// {"ticket":…,"interactions":[…],"all_interactions":"/v1/arrivals?ticket=T-1042","decision":…};
// `decision` is JSON already.
std::string ticket_json(const Ticket& ticket, const std::vector<KeptArrival>& newest,
                        std::string_view decision);

// {"arrival":…,"facts":…|null,"decision":…}
std::string arrival_json(const KeptArrival& kept, std::string_view decision);

}  // namespace frontdesk
