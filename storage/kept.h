// Records together with what is kept of their facts, as lists and tickets show them. What was
// erased is absent.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/arrival.h"
#include "router/ticket.h"
#include "storage/reader.h"

namespace frontdesk {

struct KeptArrival {
  ArrivalRecord arrival;
  std::optional<Arrival> facts;
};
BOOST_DESCRIBE_STRUCT(KeptArrival, (), (arrival, facts))

// Items of lists. `from` is the address or the number that it came from.
struct ListedTicket : Ticket {
  std::optional<std::string> subject, from;  // of the arrival that opened it
};
BOOST_DESCRIBE_STRUCT(ListedTicket, (Ticket), (subject, from))

struct ListedArrival : ArrivalRecord {
  std::optional<std::string> subject, from;
};
BOOST_DESCRIBE_STRUCT(ListedArrival, (ArrivalRecord), (subject, from))

// The arrival that opened a ticket; "" where its record names none.
std::string_view opening_arrival(const Ticket& ticket);
// How many arrivals a ticket has.
std::uint64_t interactions_of(const Ticket& ticket);

// The newest arrivals of a ticket, the oldest of them first: those that its record names, at most
// interactions_named_max. The list of arrivals has all of them.
Result<std::vector<KeptArrival>> newest_interactions(const Reader& reader, const Ticket& ticket);

// One read for each record.
Result<std::vector<ListedTicket>> listed(const Reader& reader, std::vector<Ticket> tickets);
Result<std::vector<ListedArrival>> listed(const Reader& reader,
                                          std::vector<ArrivalRecord> arrivals);

}  // namespace frontdesk
