// A line of the journal. Events carry all that `apply` needs: time, ids, decision. No personal
// data.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "router/decision.h"
#include "router/ticket.h"
#include "rules/base/result.h"

namespace frontdesk {

enum class EventKind {
  arrived,           // an arrival was decided
  released,          // an arrival was decided again: by a person, an approval
  due,               // a held ticket's time came; decided again
  expired,           // an approval's time is over: to the MSP (C12)
  reviewed,          // a person saw watched mail and left it in quarantine (C18)
  review_overdue,    // nobody has looked at watched mail until its deadline (C18)
  directory_edited,  // records were put or removed
  rules_activated,   // another rule set is in force
  raw_read,          // someone read raw mail: audit
  facts_erased,      // personal data was erased
  store_recovered,   // a torn tail was mended at start
  call_moved,        // something happened to a call: it waits, was answered, is over
  taken,             // a technician took a ticket from its queue
  said,              // a message of a chat: its number, not its text
  chat_ended,        // by its visitor, a technician, or since nobody came back
};
BOOST_DESCRIBE_ENUM(EventKind, arrived, released, due, expired, reviewed, review_overdue,
                    directory_edited, rules_activated, raw_read, facts_erased, store_recovered,
                    call_moved, taken, said, chat_ended)

struct Event {
  Position position = 0;
  EventKind kind = EventKind::arrived;
  Instant at{};
  std::string by;       // who did it: "smtp", "admin", a token's name
  std::string arrival;  // id
  Channel channel = Channel::email;
  std::string raw;     // id of the raw bytes
  std::string ticket;  // the id that a new ticket gets, or the ticket that is meant
  std::optional<Decision> decision;
  std::optional<CallMove> call;
  std::optional<ChatMove> chat;
  std::vector<std::string> refs;  // record ids edited or erased ("contacts/ann"), a rule set's hash
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (position, kind, at, by, arrival, channel, raw, ticket, decision, call, chat,
                       refs))

}  // namespace frontdesk
