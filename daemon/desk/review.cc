// A look at watched mail that leaves it where it is (C18). A look that lets it through is a
// release.

#include "daemon/desk/working.h"
#include "storage/records.h"

namespace frontdesk {

Result<ArrivalRecord> confirm(Working& working, Transaction& transaction,
                              const std::string& arrival, const std::string& by) {
  Event event;
  event.kind = EventKind::reviewed;
  event.at = working.clock.now();
  event.by = by;
  event.arrival = arrival;
  if (auto ok = working.carry_out(transaction, std::move(event)); !ok) return ok.error();
  auto record = get_arrival(transaction, arrival);
  if (!record) return record.error();
  return std::move(record->value());
}

}  // namespace frontdesk
