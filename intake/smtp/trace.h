// The Received line that we put before a message, so that hops can be counted.
#pragma once

#include <string>
#include <string_view>

#include "rules/base/clock.h"

namespace frontdesk::smtp {

// "Wed, 03 Jun 2026 12:30:00 +0000".
std::string mail_date(Instant at);

struct Trace {
  std::string_view helo, peer, host;
  bool lmtp = false, extended = false, tls = false, utf8 = false;
};

std::string received_line(const Trace& trace, Instant at);

}  // namespace frontdesk::smtp
