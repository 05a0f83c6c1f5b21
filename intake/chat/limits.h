// Every limit of the chat in one table, with its default and the bounds that a configuration may
// set it to. What has a limit of its own that nobody needs to change stands in fields.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "rules/base/result.h"

namespace frontdesk::chat {

struct Limits {
  std::uint64_t frame_bytes = 65'536;  // a text of 4,000 characters, each written as \uXXXX\uXXXX
  std::uint64_t text_characters = 4'000;  // of a message or a form
  std::uint64_t upload_bytes = 26'214'400;
  std::uint64_t uploads_per_message = 10;
  std::uint64_t uploads_waiting = 4;  // asked for on a connection, and not answered yet
  std::uint64_t uploads_per_chat = 50;
  std::uint64_t unacknowledged = 8;  // messages of a connection that wait for their commit
  std::uint64_t unacknowledged_bytes = 32'768;
  std::uint64_t message_burst = 20;
  std::uint64_t messages_per_minute = 60;
  std::uint64_t typing_burst = 5;
  std::uint64_t typing_per_minute = 60;
  std::uint64_t frame_burst = 100;
  std::uint64_t frames_per_minute = 600;  // of any kind; more than this ends the connection
  std::uint64_t errors = 20;              // frames that were wrong
  std::uint64_t orders = 100;             // messages that overtake, while one is owed
  std::uint64_t queued_bytes = 262'144;   // written and not read yet: more is a slow reader
  std::uint64_t resting_bytes = 32'768;   // from here on nothing is sent that can wait
  std::uint64_t kept_messages = 32;       // of a chat, in memory; older ones come from the store
  std::uint64_t kept_bytes = 4'096;
  std::chrono::seconds hello{10};
  std::chrono::seconds opening{30};  // the desk's answer to a hello
  std::chrono::seconds ping{30};     // of silence, then the server asks
  std::chrono::seconds pong{20};
  std::chrono::seconds write{30};   // without a byte taken
  std::chrono::seconds grace{120};  // a lost connection keeps its place in the queue
};

struct LimitRow {
  std::string_view name;
  std::variant<std::uint64_t Limits::*, std::chrono::seconds Limits::*> member;
  std::uint64_t min, max;
};

std::span<const LimitRow> limit_table();

// Sets one limit by its name: `not_found` for a name that is none, `invalid` outside the bounds.
Result<void> set_limit(Limits& limits, std::string_view name, std::uint64_t value);

}  // namespace frontdesk::chat
