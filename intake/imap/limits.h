// Every limit of reading a mailbox in one table, with its default and the bounds that a
// configuration may set it to.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "rules/base/result.h"

namespace frontdesk::imap {

struct Limits {
  // What a server may send.
  std::uint64_t message_bytes = 26'214'400;   // a mail over it is parked and not fetched
  std::uint64_t skipped_bytes = 268'435'456;  // of a response's literals, kept or read over
  std::uint64_t line_bytes = 65'536;          // of a response, without its literals
  std::uint64_t search_bytes = 16'777'216;    // the same for the answer to a search
  std::uint64_t nesting = 16;                 // lists in each other
  std::uint64_t values = 4'096;               // in one response, all lists together
  std::uint64_t responses = 1'000'000;        // untagged ones to one command
  std::uint64_t uids = 100'000;       // kept of one search, the oldest; then it is asked again
  std::uint64_t data_rate_min = 500;  // bytes a second, while a command is answered
  std::chrono::seconds answer{60};    // silence while a command is answered
  // What is asked at once.
  std::uint64_t sizes = 500;              // mails whose size is asked for
  std::uint64_t batch_mails = 200;        // mails that are fetched
  std::uint64_t batch_bytes = 8'388'608;  // their size, where they are more than one
  std::chrono::seconds idle{600};  // then IDLE is begun anew; servers end it after 30 minutes
  std::chrono::seconds poll{60};   // between two looks where there is no IDLE
  std::chrono::seconds pause{1};   // between two searches, however often mail is announced
};

struct LimitRow {
  std::string_view name;
  std::variant<std::uint64_t Limits::*, std::chrono::seconds Limits::*> member;
  std::uint64_t min, max;
};

std::span<const LimitRow> limit_table();

// Sets one limit by its name: `not_found` for a name that is none, `invalid` outside the bounds.
Result<void> set_limit(Limits& limits, std::string_view name, std::uint64_t value);

}  // namespace frontdesk::imap
