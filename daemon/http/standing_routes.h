// What stands beside the API: health, readiness, metrics, and the API's own description.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/http/openapi.h"
#include "daemon/http/routes.h"

namespace frontdesk::http {

struct Standing {
  std::function<Result<void>()> ready;   // why not, where it is not
  std::function<std::string()> metrics;  // the page
};

// Adds /healthz, /readyz, /metrics and /v1/openapi.json. Call it last: the document describes the
// routes that the table has then.
void add_standing_routes(RouteTable& table, Standing standing, const Schemas& schemas);

}  // namespace frontdesk::http
