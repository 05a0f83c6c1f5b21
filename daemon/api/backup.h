// POST and GET /v1/backup: a backup on the daemon's own machine, for admins.
#pragma once

#include "daemon/backup_runner.h"
#include "daemon/http/routes.h"

namespace frontdesk::api {

// The runner outlives the table.
void add_backup_routes(http::RouteTable& table, BackupRunner& runner);

}  // namespace frontdesk::api
