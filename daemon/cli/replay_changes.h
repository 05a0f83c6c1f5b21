// The pure half of a replay: what was known then, and what a person would call a change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "router/decide.h"
#include "router/ticket.h"

namespace frontdesk::cli {

// What only the store can add to the decision.
struct Surroundings {
  std::optional<Ticket> linked;  // the ticket that a stranger's reply stands beside
  unsigned storm = 0;            // the limit of the guard on a sender's rate, as it is now
};

// What the store and the desk knew at that moment. How often a sender wrote is not kept: whom the
// guard caught then counts as many as it allows now.
Context context_of(const Decision& then, const Surroundings& around);

// The members of a decision that a person would call a change, with both values.
std::vector<std::string> changes_between(const Decision& then, const Decision& now);

}  // namespace frontdesk::cli
