// What the desk keeps of tickets and arrivals: ids, states and times, no personal data.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "router/call.h"
#include "router/chat.h"
#include "router/decision.h"

namespace frontdesk {

enum class TicketStatus {
  new_,
  offered,
  active,
  waiting_user,
  waiting_msp,
  scheduled,
  held,
  pending_approval,
  escalated,
  resolved,
  closed
};
BOOST_DESCRIBE_ENUM(TicketStatus, new_, offered, active, waiting_user, waiting_msp, scheduled, held,
                    pending_approval, escalated, resolved, closed)

constexpr bool is_open(TicketStatus status) {
  return status != TicketStatus::resolved && status != TicketStatus::closed;
}

using Position = std::uint64_t;  // of a line in the journal; the first is 1

// A ticket names no more of its arrivals than this: a storm of replies must not make it grow.
inline constexpr std::size_t interactions_named_max = 50;

struct Ticket {
  std::string id;  // "T-1042"
  TicketStatus status = TicketStatus::new_;
  std::string queue;
  Channel channel = Channel::email;
  std::optional<Region> region;
  std::string msp, company, site, contact, line;
  Priority priority = Priority::normal;
  std::string restriction;
  Instant created_at{}, changed_at{};
  std::optional<Instant> answer_by, held_until, expires_at;
  std::string opened_by;                  // the first of its arrivals
  std::vector<std::string> interactions;  // the newest arrivals, oldest of them first
  std::uint64_t interaction_count = 0;    // of all arrivals; the store lists them
  std::vector<std::string> reasons, flags;
  std::string linked;
  Position decided = 0;    // where its decision stands in the journal
  std::string technician;  // who has taken it; "" where nobody has
  std::optional<Instant> taken_at;
};
BOOST_DESCRIBE_STRUCT(Ticket, (),
                      (id, status, queue, channel, region, msp, company, site, contact, line,
                       priority, restriction, created_at, changed_at, answer_by, held_until,
                       expires_at, opened_by, interactions, interaction_count, reasons, flags,
                       linked, decided, technician, taken_at))

// What became of an arrival. Its facts (who wrote, what) are kept apart and can be erased.
struct ArrivalRecord {
  std::string id;
  Channel channel = Channel::email;
  std::string line, msp, company, contact;
  Instant at{};
  Outcome outcome = Outcome::queued;
  std::string ticket, spam_row, raw;
  std::vector<std::string> reasons, flags;
  std::optional<Instant> review_by;  // watched mail that nobody has reviewed yet (C18)
  std::optional<Instant> reviewed_at, released_at;
  std::string reviewed_by, released_by;
  bool facts_erased = false;
  Position decided = 0;
  std::optional<CallRecord> call;  // of a call
  std::optional<ChatRecord> chat;  // of a chat that was not refused
};
BOOST_DESCRIBE_STRUCT(ArrivalRecord, (),
                      (id, channel, line, msp, company, contact, at, outcome, ticket, spam_row, raw,
                       reasons, flags, review_by, reviewed_at, released_at, reviewed_by,
                       released_by, facts_erased, decided, call, chat))

}  // namespace frontdesk
