// What becomes of a ticket as its call goes on.
#pragma once

#include <string_view>

#include "router/ticket.h"

namespace frontdesk {

// The ticket's call is in this state now.
void follow(Ticket& ticket, CallState state);

// Whoever hung up is here again, or was answered after all.
void forget_giving_up(Ticket& ticket);

// Sets a flag once.
void mark(Ticket& ticket, std::string_view flag);

}  // namespace frontdesk
