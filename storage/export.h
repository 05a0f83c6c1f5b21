// All that is known of a person, as JSON lines: {"contact":…}, then for each arrival
// {"arrival":…,"facts":…|null,"decision":…|null} and at the end each ticket once. The arrivals are
// those that an erasure with the same traces takes.
#pragma once

#include <functional>
#include <string_view>

#include "router/arrival.h"
#include "router/ticket.h"
#include "storage/reader.h"
#include "storage/traces.h"

namespace frontdesk {

// Takes out of an arrival's record, facts and decision what whoever asks may not see; facts and
// decision are null where there are none.
using Narrow = std::function<void(ArrivalRecord&, Arrival*, Decision*)>;

// Calls `line` for each, without the line feed. Works on one state: give it a snapshot.
Result<void> export_contact(const Reader& reader, const PersonTraces& person,
                            const std::function<void(std::string_view)>& line,
                            const Narrow& narrow = {});

}  // namespace frontdesk
