// Why something is where it is, from the daemon's answer or from the store.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/io.h"
#include "router/arrival.h"
#include "router/decision.h"
#include "router/event.h"
#include "router/ticket.h"
#include "storage/reader.h"

namespace frontdesk::cli {

// A decision in an answer of the API, as text for people; "" where there is none.
std::string decision_of(const boost::json::value& decision);

struct KeptArrival {
  ArrivalRecord arrival;
  std::optional<Arrival> facts;
};

struct Explanation {
  std::optional<ArrivalRecord> arrival;
  std::optional<Ticket> ticket;
  std::vector<KeptArrival> interactions;  // of the ticket
  std::optional<Event> event;             // the journal's line of the decision
  std::optional<Arrival> facts;
  std::optional<Decision> decision;  // with its sentences
};

// Of an arrival or a ticket id; `not_found` where the store knows neither. Sentences are rendered
// with the rules that decided, where the store kept them.
Result<Explanation> explain_from(const Reader& reader, const std::string& id, Io& io);

}  // namespace frontdesk::cli
