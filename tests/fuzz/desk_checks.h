// A desk and what its store holds, folded event by event, and what must hold after each.
#pragma once

#include <map>
#include <string>

#include "router/desk.h"
#include "rules/base/json.h"
#include "tests/fuzz/fuzz.h"

namespace frontdesk::fuzz {

class Ledger {
 public:
  void keep(Ticket ticket) {
    state_.restore(ticket);
    tickets_.insert_or_assign(ticket.id, std::move(ticket));
  }
  void keep(ArrivalRecord arrival) {
    state_.restore(arrival);
    arrivals_.insert_or_assign(arrival.id, std::move(arrival));
  }
  bool knows_ticket(const std::string& id) const { return tickets_.contains(id); }

  void fold(const Event& event) {
    const auto open = state_.open_tickets();
    const auto effects =
        apply(state_, event, find(tickets_, ticket_of(event)), find(arrivals_, event.arrival));
    if (effects.conflict) {
      require(effects.tickets.empty() && effects.arrivals.empty());
      require(state_.open_tickets() == open);
    }
    for (const auto& ticket : effects.tickets) {
      require(ticket.interactions.size() <= interactions_named_max);
      tickets_.insert_or_assign(ticket.id, ticket);
    }
    for (const auto& arrival : effects.arrivals) arrivals_.insert_or_assign(arrival.id, arrival);
    told_ += to_json(effects.tickets) + to_json(effects.arrivals) + effects.conflict.value_or("");
  }

  // The state is that of a start from what is stored: the fold and the records never part.
  void check() const {
    DeskState fresh;
    std::size_t open = 0, queued = 0;
    for (const auto& [id, ticket] : tickets_) {
      fresh.restore(ticket);
      if (!is_open(ticket.status)) continue;
      ++open;
      const auto* held = state_.ticket(id);
      require(held && to_json(*held) == to_json(ticket));
    }
    for (const auto& [id, arrival] : arrivals_) fresh.restore(arrival);
    require(open == state_.open_tickets() && fresh.queues() == state_.queues());
    require(fresh.reviews() == state_.reviews() && fresh.first_due() == state_.first_due());
    require(fresh.next_ticket() <= state_.next_ticket());
    for (const auto& [queue, places] : state_.queues()) {
      require(!queue.empty() && !places.empty());
      queued += places.size();
      for (const auto& place : places) require(state_.ticket(place.ticket)->queue == queue);
    }
    require(queued <= open);
  }

  const std::string& told() const { return told_; }
  std::uint64_t next_ticket() const { return state_.next_ticket(); }

 private:
  static std::string ticket_of(const Event& event) {
    if (event.decision && event.decision->ticket) return *event.decision->ticket;
    return event.ticket;
  }
  template <class T>
  static const T* find(const std::map<std::string, T>& all, const std::string& id) {
    const auto found = all.find(id);
    return found == all.end() ? nullptr : &found->second;
  }

  DeskState state_;
  std::map<std::string, Ticket> tickets_;
  std::map<std::string, ArrivalRecord> arrivals_;
  std::string told_;
};

}  // namespace frontdesk::fuzz
