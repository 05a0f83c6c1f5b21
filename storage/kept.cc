#include "storage/kept.h"

#include <algorithm>

#include "storage/records.h"

namespace frontdesk {

namespace {

// The members of a record that are kept with its facts alone.
template <class Listed>
Result<void> add_facts(const Reader& reader, std::string_view arrival, bool erased, Listed& item) {
  if (arrival.empty() || erased) return {};
  auto facts = get_facts(reader, arrival);
  if (!facts) return facts.error();
  if (!*facts) return {};
  auto& known = **facts;
  if (!known.mail.subject.empty()) item.subject = std::move(known.mail.subject);
  auto& from = known.from_address.empty() ? known.from_phone : known.from_address;
  if (!from.empty()) item.from = std::move(from);
  return {};
}

}  // namespace

std::string_view opening_arrival(const Ticket& ticket) {
  if (!ticket.opened_by.empty() || ticket.interactions.empty()) return ticket.opened_by;
  return ticket.interactions.front();
}

std::uint64_t interactions_of(const Ticket& ticket) {
  return std::max<std::uint64_t>(ticket.interaction_count, ticket.interactions.size());
}

Result<std::vector<KeptArrival>> newest_interactions(const Reader& reader, const Ticket& ticket) {
  std::vector<KeptArrival> kept;
  const auto& ids = ticket.interactions;
  const auto first = ids.size() - std::min(ids.size(), interactions_named_max);
  for (auto i = first; i < ids.size(); ++i) {
    auto arrival = get_arrival(reader, ids[i]);
    if (!arrival) return arrival.error();
    if (!*arrival) continue;
    auto facts = get_facts(reader, ids[i]);
    if (!facts) return facts.error();
    kept.push_back({std::move(**arrival), std::move(*facts)});
  }
  return kept;
}

Result<std::vector<ListedTicket>> listed(const Reader& reader, std::vector<Ticket> tickets) {
  std::vector<ListedTicket> items;
  items.reserve(tickets.size());
  for (auto& ticket : tickets) {
    auto& item = items.emplace_back();
    static_cast<Ticket&>(item) = std::move(ticket);
    if (auto ok = add_facts(reader, opening_arrival(item), false, item); !ok) return ok.error();
  }
  return items;
}

Result<std::vector<ListedArrival>> listed(const Reader& reader,
                                          std::vector<ArrivalRecord> arrivals) {
  std::vector<ListedArrival> items;
  items.reserve(arrivals.size());
  for (auto& arrival : arrivals) {
    auto& item = items.emplace_back();
    static_cast<ArrivalRecord&>(item) = std::move(arrival);
    if (auto ok = add_facts(reader, item.id, item.facts_erased, item); !ok) return ok.error();
  }
  return items;
}

}  // namespace frontdesk
