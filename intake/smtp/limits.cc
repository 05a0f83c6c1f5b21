#include "intake/smtp/limits.h"

#include <array>
#include <string>

namespace frontdesk::smtp {
namespace {

constexpr std::uint64_t any = 1'000'000'000;

constexpr std::array<LimitRow, 16> table{{
    {"message_bytes", &Limits::message_bytes, 65'536, 268'435'456},
    {"recipients", &Limits::recipients, 100, 100'000},  // RFC 5321 asks for 100 at least
    {"command_line_bytes", &Limits::command_line_bytes, 512, 65'536},
    {"commands", &Limits::commands, 100, any},
    {"transactions", &Limits::transactions, 1, any},
    {"errors", &Limits::errors, 1, 10'000},
    {"junk", &Limits::junk, 1, 10'000},
    {"connections", &Limits::connections, 1, 100'000},
    {"connections_per_address", &Limits::connections_per_address, 1, 100'000},
    {"held_bytes", &Limits::held_bytes, 1'048'576, 68'719'476'736},
    {"held_bytes_per_address", &Limits::held_bytes_per_address, 1'048'576, 68'719'476'736},
    {"data_rate_min", &Limits::data_rate_min, 1, 1'000'000},
    {"idle", &Limits::idle, 1, 3'600},
    {"idle_stress", &Limits::idle_stress, 1, 3'600},
    {"without_mail", &Limits::without_mail, 1, 86'400},
    {"handshake", &Limits::handshake, 1, 300},
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

}  // namespace frontdesk::smtp
