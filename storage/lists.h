// Lists by page, newest first. A page costs a bounded amount of work: where matches are rare it may
// be short, even empty, with a cursor to go on from. Cursors stay good while records come and go.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "router/ticket.h"
#include "storage/reader.h"

namespace frontdesk {

template <class T>
struct Page {
  std::vector<T> items;
  std::string next_cursor;  // "" where there is no more
};

// Empty members match all. `q` is a ticket number, an exact address or phone number, or words of
// the subject that must all occur.
struct TicketFilter {
  std::string queue, msp, q;
  std::optional<TicketStatus> status;
};

struct ArrivalFilter {
  std::optional<Outcome> outcome;
  std::string msp, line, contact, ticket;
  std::optional<Channel> channel;
  std::string from;  // exact address or E.164
};

inline constexpr std::size_t page_limit_max = 500;

// Problems: `invalid` for a cursor that is none.
Result<Page<Ticket>> list_tickets(const Reader& reader, const TicketFilter& filter,
                                  std::string_view cursor, std::size_t limit);
Result<Page<ArrivalRecord>> list_arrivals(const Reader& reader, const ArrivalFilter& filter,
                                          std::string_view cursor, std::size_t limit);

// How many arrivals have this outcome now. Reads their keys alone, all of them.
Result<std::size_t> count_arrivals(const Reader& reader, Outcome outcome);

}  // namespace frontdesk
