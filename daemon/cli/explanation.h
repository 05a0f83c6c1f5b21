// Why something is where it is, from the daemon's answer or from the store.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/io.h"
#include "router/decision.h"
#include "router/event.h"
#include "storage/kept.h"

namespace frontdesk::cli {

// A decision in an answer of the API, as text for people; "" where there is none.
std::string decision_of(const boost::json::value& decision);

// "3 interactions" of a ticket, and how to see all of them where fewer are shown above; a line.
std::string interactions_note(const Ticket& ticket, std::size_t shown);

struct Explanation {
  std::optional<ArrivalRecord> arrival;
  std::optional<Ticket> ticket;
  std::vector<KeptArrival> interactions;  // the newest of the ticket
  std::optional<Event> event;             // the journal's line of the decision
  std::optional<Arrival> facts;
  std::optional<Decision> decision;  // with its sentences
};

// Of an arrival or a ticket id; `not_found` where the store knows neither. Sentences are rendered
// with the rules that decided, where the store kept them.
Result<Explanation> explain_from(const Reader& reader, const std::string& id, Io& io);

}  // namespace frontdesk::cli
