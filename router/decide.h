// The decision: pure, about a microsecond, the same for the same values on any machine, any day.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "router/arrival.h"
#include "router/decision.h"
#include "router/directory.h"
#include "rules/rule_set.h"

namespace frontdesk {

// A ticket that a mail may belong to, in the order of preference: token, references nearest first,
// In-Reply-To, subject number.
struct ThreadCandidate {
  std::string ticket, msp, company;
  std::string via;           // token | references | in_reply_to | subject | redial
  bool participant = false;  // the sender wrote in it or was copied on it
  bool closed = false;
  std::string contact{};  // with redial: who hung up
};

// What only the store and the desk know at this moment.
struct Context {
  std::optional<std::string> earlier;  // arrival id with the same key
  std::vector<ThreadCandidate> threads;
  unsigned sender_count = 0;    // mails by this sender to this line within the rate guard's period
  bool no_new_contact = false;  // a contact of this sender would be refused: no auto_add
  bool overflow = false;        // the US queues are over their thresholds (C11)
  // A decision made before (release, approval, held until): what it already settled.
  struct Again {
    bool skip_screen = false;            // released from quarantine
    std::optional<std::string> contact;  // the contact that approval made
    bool person_settled = false;         // a person let in whom the directory does not know
    bool was_held = false;               // its time has come: coverage is judged at `now`
    // Whose it was. An MSP that was named once stays, whatever the directory says by now: a claim
    // on the sender must not move work, nor must a lock-out. "" where nobody was named.
    std::string msp, company, site;
  };
  std::optional<Again> again;
};

Decision decide(const Arrival& arrival, const Context& context, const Directory& directory,
                const RuleSet& rules, Instant now);

}  // namespace frontdesk
