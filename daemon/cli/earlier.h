// What was decided of an arrival before its last decision: it may have been let through, or its
// time may have come.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "router/event.h"

namespace frontdesk::cli {

// Events from a position on, at most so many: the daemon's journal or the store's.
using JournalPages = std::function<Result<std::vector<Event>>(Position first, std::size_t at_most)>;

// The events with earlier decisions of the arrival of `last`, oldest first.
Result<std::vector<Event>> earlier_decisions(const JournalPages& journal, const Event& last);

// As a table with a heading; "" where there are none.
std::string earlier_text(const std::vector<Event>& events);

}  // namespace frontdesk::cli
