#include "intake/imap/limits.h"

#include <array>
#include <string>

namespace frontdesk::imap {
namespace {

constexpr std::array<LimitRow, 16> table{{
    {"message_bytes", &Limits::message_bytes, 65'536, 268'435'456},
    {"skipped_bytes", &Limits::skipped_bytes, 65'536, 4'294'967'296},
    {"line_bytes", &Limits::line_bytes, 8'192, 1'048'576},
    {"search_bytes", &Limits::search_bytes, 65'536, 268'435'456},
    {"nesting", &Limits::nesting, 4, 100},
    {"values", &Limits::values, 256, 65'536},
    {"responses", &Limits::responses, 10'000, 100'000'000},
    {"uids", &Limits::uids, 100, 1'000'000},
    {"data_rate_min", &Limits::data_rate_min, 1, 1'000'000},
    {"answer", &Limits::answer, 1, 600},
    {"sizes", &Limits::sizes, 1, 500},  // a command has at most 8,000 bytes (RFC 7162, 4)
    {"batch_mails", &Limits::batch_mails, 1, 500},
    {"batch_bytes", &Limits::batch_bytes, 65'536, 268'435'456},
    {"idle", &Limits::idle, 10, 1'740},  // RFC 2177: before 29 minutes are over
    {"poll", &Limits::poll, 1, 1'740},
    {"pause", &Limits::pause, 1, 60},
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

}  // namespace frontdesk::imap
