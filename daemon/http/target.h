// The request's target, taken apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/message.h"

namespace frontdesk::http {

struct Target {
  std::string path;                   // as sent
  std::vector<std::string> segments;  // decoded
  Pairs query;                        // decoded; + is a space
};

// "/v1/tickets/T-1042?x=y", or "*" (no segments). `invalid` for anything else, for dot segments,
// for escapes that decode to control characters or to bytes that are not UTF-8, and for more than
// 32 segments or 64 query parameters.
Result<Target> parse_target(std::string_view target);

}  // namespace frontdesk::http
