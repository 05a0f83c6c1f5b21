// The desk: a fold over the journal. `apply` is total and pure: it asks no clock, no random source
// and no file, and a command that comes too late has the effect `conflict`. Only open tickets live
// here, and the watched mail that waits for a look.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "router/event.h"
#include "router/reviews.h"
#include "router/sharded_map.h"
#include "router/ticket.h"

namespace frontdesk {

// Where a ticket stands among those that wait in its queue: priority, then age (C23).
struct QueuePlace {
  Priority priority = Priority::normal;
  Instant since{};
  std::string ticket;
  auto operator<=>(const QueuePlace&) const = default;
};

// What apply asks the world to do. Records are whole: the store writes them as they stand.
struct Effects {
  std::vector<Ticket> tickets;          // put
  std::vector<ArrivalRecord> arrivals;  // put
  std::optional<std::string> conflict;  // why the event had no effect
};

class DeskState {
 public:
  // Rebuilding after a start: every open ticket and every watched arrival as stored, in any order;
  // then the number of the next ticket.
  void restore(Ticket ticket);
  void restore(const ArrivalRecord& watched) { reviews_.follow(watched); }
  void set_next_ticket(std::uint64_t number) { next_ticket_ = number; }

  const Ticket* ticket(std::string_view id) const;
  template <class F>
  void for_each(F&& visit) const {
    for (const auto& [id, ticket] : tickets_) visit(ticket);
  }
  std::size_t open_tickets() const { return tickets_.size(); }
  const std::map<std::string, std::set<QueuePlace>, std::less<>>& queues() const { return queues_; }
  std::uint64_t next_ticket() const { return next_ticket_; }
  const Reviews& reviews() const { return reviews_; }
  // The first deadline: of a held or pending ticket, or of a watched arrival. One of the two ids is
  // set. Null where nothing waits.
  struct Due {
    Instant at{};
    std::string ticket, arrival{};
    auto operator<=>(const Due&) const = default;
  };
  std::optional<Due> first_due() const;

 private:
  friend class Fold;
  // Every open ticket enters and leaves through these two, which keep queues and deadlines in step.
  void take_out(const Ticket& ticket);
  void put_in(const Ticket& ticket);

  std::unordered_map<std::string, Ticket, TextHash, std::equal_to<>> tickets_;
  std::map<std::string, std::set<QueuePlace>, std::less<>> queues_;
  std::set<Due> due_;  // of tickets
  Reviews reviews_;
  std::uint64_t next_ticket_ = 1000;
};

// `stored_ticket` and `stored_arrival` are the records that the event refers to, where they are not
// in the state any more (a closed ticket that gets a reply, an arrival that is released or
// reviewed); null otherwise.
Effects apply(DeskState& state, const Event& event, const Ticket* stored_ticket,
              const ArrivalRecord* stored_arrival);

}  // namespace frontdesk
