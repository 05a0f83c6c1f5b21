// Problems as application/problem+json (RFC 9457).
#pragma once

#include <chrono>

#include "daemon/http/message.h"
#include "rules/base/result.h"

namespace frontdesk::http {

// The status is the catalogue's; 503 and 429 carry Retry-After, 401 says how to authenticate.
Response problem_response(const Problem& problem);

// 503: not now, but after so many seconds.
Response later_response(const Problem& problem, std::chrono::seconds after);

// 503: its body, or the answer to it, would be more than all connections may hold.
Response too_many_held();

// For what HTTP itself refuses and the catalogue has no status for: 405, 431, 501, 505.
Response refusal(int status, std::string_view code, std::string says);

}  // namespace frontdesk::http
