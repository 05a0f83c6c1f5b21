// A chat as the desk sees it: how far its messages go, and whether it is over. What was said is
// kept apart, with the facts of its arrival, and erased with them.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "rules/base/clock.h"

namespace frontdesk {

enum class ChatFrom { visitor, technician, system };
BOOST_DESCRIBE_ENUM(ChatFrom, visitor, technician, system)

// That something was said, and never what.
struct ChatMove {
  std::uint64_t number = 0;  // of the message, from 1 without a gap
  ChatFrom from = ChatFrom::visitor;
};
BOOST_DESCRIBE_STRUCT(ChatMove, (), (number, from))

struct ChatRecord {
  std::uint64_t last = 0;     // number of the last message
  std::uint64_t answers = 0;  // of them, by technicians
  std::optional<Instant> ended_at;
  std::string ended_by;
};
BOOST_DESCRIBE_STRUCT(ChatRecord, (), (last, answers, ended_at, ended_by))

// One message. Personal.
struct ChatEntry {
  std::uint64_t number = 0;
  Instant at{};
  ChatFrom from = ChatFrom::visitor;
  std::string name;          // of whoever wrote it, as it is shown
  std::string text;          // redacted (R189)
  std::string id;            // that its writer gave it: with it it is kept once
  std::string email, phone;  // of the form of closed hours
};
BOOST_DESCRIBE_STRUCT(ChatEntry, (), (number, at, from, name, text, id, email, phone))

// False where the message is not the next, or the chat is over.
bool advance(ChatRecord& chat, const ChatMove& move);
// False where it was over before.
bool conclude(ChatRecord& chat, Instant at, const std::string& by);

}  // namespace frontdesk
