// Every limit of the mail server in one table, with its default and the bounds that a configuration
// may set it to.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "rules/base/result.h"

namespace frontdesk::smtp {

// A line of a message has no limit of its own: it is bounded by the message, and the MIME guard
// decides whether such a mail may be parsed. It is stored either way.
struct Limits {
  std::uint64_t message_bytes = 26'214'400;
  std::uint64_t recipients = 1'000;
  std::uint64_t command_line_bytes = 2'048;
  std::uint64_t commands = 100'000;  // per connection
  std::uint64_t transactions = 10'000;
  std::uint64_t errors = 20;
  // Commands that lead nowhere: NOOP, RSET, VRFY, HELP, EXPN, a greeting said again, MAIL after a
  // MAIL of which no mail came.
  std::uint64_t junk = 100;
  std::uint64_t connections = 1'000;
  std::uint64_t connections_per_address = 50;         // an IPv6 /64 counts as one address
  std::uint64_t held_bytes = 268'435'456;             // message bytes of all connections together
  std::uint64_t held_bytes_per_address = 67'108'864;  // see held_from_one
  std::uint64_t data_rate_min = 500;                  // bytes a second, while a message comes in
  std::chrono::seconds idle{300};
  std::chrono::seconds idle_stress{10};    // from four fifths of `connections` on
  std::chrono::seconds without_mail{600};  // since the last mail taken; a message coming in may end
  std::chrono::seconds handshake{30};      // TLS, and the PROXY header

  // What one address may hold: enough for one message, whose memory grows by doubling.
  std::uint64_t held_from_one() const {
    return std::max(held_bytes_per_address, 2 * message_bytes + 65'536);
  }
};

struct LimitRow {
  std::string_view name;
  std::variant<std::uint64_t Limits::*, std::chrono::seconds Limits::*> member;
  std::uint64_t min, max;
};

std::span<const LimitRow> limit_table();

// Sets one limit by its name: `not_found` for a name that is none, `invalid` outside the bounds.
Result<void> set_limit(Limits& limits, std::string_view name, std::uint64_t value);

}  // namespace frontdesk::smtp
