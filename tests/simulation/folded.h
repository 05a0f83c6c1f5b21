// The journal folded from its first line on: the records as they must be.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "router/desk.h"
#include "storage/reader.h"

namespace frontdesk::simulation {

struct Folded {
  DeskState state;
  std::map<std::string, Ticket> tickets;
  std::map<std::string, ArrivalRecord> arrivals;
  std::vector<Event> events;
};

// Throws Broken where a line is missing, has no effect, or did by itself what was not due.
Folded fold_journal(const Reader& reader);

// Throws Broken where records, lists or what a start would recover are not as folded.
void compare_records(const Reader& reader, const Folded& folded);
void compare_lists(const Reader& reader, const Folded& folded);
void compare_recovered(const Reader& reader, const Folded& folded);

}  // namespace frontdesk::simulation
