// What a start takes from the store into memory: the open tickets, the watched mail, and where the
// journal stands.
#pragma once

#include "router/desk.h"
#include "storage/reader.h"

namespace frontdesk {

struct RecoveredState {
  DeskState desk;
  Position last = 0;  // the journal's last position; 0 where it is empty
};

Result<RecoveredState> recover_state(const Reader& reader);

}  // namespace frontdesk
