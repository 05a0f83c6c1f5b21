#include "intake/chat/limits.h"

#include <array>
#include <string>

namespace frontdesk::chat {
namespace {

// The bounds keep the limits true of each other: a longest text fits a frame and what may wait for
// its commit, and what rests does not yet cut off.
constexpr std::array<LimitRow, 26> table{{
    {"frame_bytes", &Limits::frame_bytes, 65'536, 1'048'576},
    {"text_characters", &Limits::text_characters, 100, 4'000},
    {"upload_bytes", &Limits::upload_bytes, 65'536, 268'435'456},
    {"uploads_per_message", &Limits::uploads_per_message, 1, 100},
    {"uploads_waiting", &Limits::uploads_waiting, 1, 100},
    {"uploads_per_chat", &Limits::uploads_per_chat, 1, 10'000},
    {"unacknowledged", &Limits::unacknowledged, 1, 1'000},
    {"unacknowledged_bytes", &Limits::unacknowledged_bytes, 32'768, 1'048'576},
    {"message_burst", &Limits::message_burst, 1, 10'000},
    {"messages_per_minute", &Limits::messages_per_minute, 1, 60'000},
    {"typing_burst", &Limits::typing_burst, 1, 1'000},
    {"typing_per_minute", &Limits::typing_per_minute, 1, 60'000},
    {"frame_burst", &Limits::frame_burst, 20, 100'000},
    {"frames_per_minute", &Limits::frames_per_minute, 60, 60'000},
    {"errors", &Limits::errors, 1, 10'000},
    {"orders", &Limits::orders, 20, 10'000},
    {"queued_bytes", &Limits::queued_bytes, 262'144, 16'777'216},
    {"resting_bytes", &Limits::resting_bytes, 4'096, 131'072},
    {"kept_messages", &Limits::kept_messages, 1, 1'000},
    {"kept_bytes", &Limits::kept_bytes, 1, 1'048'576},
    {"hello", &Limits::hello, 1, 300},
    {"opening", &Limits::opening, 1, 300},
    {"ping", &Limits::ping, 5, 3'600},
    {"pong", &Limits::pong, 1, 300},
    {"write", &Limits::write, 1, 300},
    {"grace", &Limits::grace, 10, 86'400},
}};

}  // namespace

std::span<const LimitRow> limit_table() {
  return table;
}

Result<void> set_limit(Limits& limits, std::string_view name, std::uint64_t value) {
  for (const auto& row : table) {
    if (row.name != name) continue;
    if (value < row.min || value > row.max)
      return problem(ProblemCode::invalid, std::string(name) + " must be from " +
                                               std::to_string(row.min) + " to " +
                                               std::to_string(row.max));
    if (const auto* count = std::get_if<std::uint64_t Limits::*>(&row.member))
      limits.*(*count) = value;
    else
      limits.*(std::get<std::chrono::seconds Limits::*>(row.member)) = std::chrono::seconds(value);
    return {};
  }
  return problem(ProblemCode::not_found, "there is no limit named " + std::string(name));
}

}  // namespace frontdesk::chat
