#include "router/follow_call.h"

#include <algorithm>

#include "rules/base/names.h"

namespace frontdesk {

void mark(Ticket& ticket, std::string_view flag) {
  const auto known = std::find(ticket.flags.begin(), ticket.flags.end(), flag);
  if (known == ticket.flags.end()) ticket.flags.emplace_back(flag);
}

void forget_giving_up(Ticket& ticket) {
  std::erase(ticket.flags, name_of(CallState::abandoned));
  std::erase(ticket.flags, name_of(CallState::short_call));
}

void follow(Ticket& ticket, CallState state) {
  const bool waits = ticket.status == TicketStatus::new_;
  if (state == CallState::answered && waits) ticket.status = TicketStatus::active;
  // What waits for the MSP, or for somebody to find its MSP, stays there.
  const bool ours = ticket.queue != "msp" && ticket.queue != "triage";
  if (state == CallState::callback && waits && ours) ticket.queue = "callback";
  const bool left = gave_up(state) || state == CallState::voicemail || state == CallState::callback;
  if (left) mark(ticket, name_of(state));
  if (state != CallState::completed) return;
  forget_giving_up(ticket);  // the end had been told before the answer
  // Somebody talked, by telephone, and is not known here: the ticket must not be nobody's.
  const bool nobodys =
      ticket.technician.empty() && (waits || ticket.status == TicketStatus::active);
  if (!nobodys) return;
  ticket.status = TicketStatus::new_;
  mark(ticket, "talked");
}

}  // namespace frontdesk
