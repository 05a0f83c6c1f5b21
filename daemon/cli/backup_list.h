// Backups as a table for people.
#pragma once

#include <string>
#include <vector>

#include "storage/backup.h"

namespace frontdesk::cli {

std::string backup_table(const std::vector<KeptBackup>& backups);

}  // namespace frontdesk::cli
