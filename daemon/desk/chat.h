// What the desk is asked of chats, and answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "router/arrival.h"
#include "router/chat.h"
#include "router/decision.h"
#include "router/ticket.h"
#include "rules/base/digest.h"

namespace frontdesk {

// A chat that begins, or one whose welcome was lost: then it is the same one, with this secret.
struct ChatOpening {
  Arrival arrival;
  Sha256 secret{};
};

// A chat as it stands.
struct ChatView {
  ArrivalRecord arrival;
  Decision decision;             // that it came in with
  std::optional<Ticket> ticket;  // where it has one that is open
  std::size_t position = 0;      // of that in its queue, from 1; 0 where it is not near the head
};

struct ChatSaying {
  std::string arrival;  // or, where that is empty,
  std::string ticket;   // the chat of this ticket that is open
  std::string by;
  bool any_ticket = false;  // of an admin: also where another technician has it
  ChatEntry entry;          // number and instant are the desk's to give
  bool ends = false;        // the form of closed hours
};

struct ChatSaid {
  std::string arrival;
  ChatEntry entry;  // as it is kept: the earlier one where this was said before
  bool again = false;
};

struct ChatEnding {
  std::string arrival;  // or, where that is empty,
  std::string ticket;   // the chat of this ticket that is open
  std::string by;
  bool any_ticket = false;
};

// Where a ticket with a chat waits now.
struct ChatPlace {
  std::string ticket;
  std::size_t position = 0;
};

// Messages of one chat: what it may take of an export's line and of memory stays bounded.
inline constexpr std::uint64_t chat_messages_at_most = 1'000;

}  // namespace frontdesk
