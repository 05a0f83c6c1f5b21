// What a caller hears and what happens next: a turn of the call in, instructions and the call's
// next step out. Pure: the decision is made elsewhere, the rules say the words.
//
// A call is a row of turns, each asked for by the provider at the URL that the turn before gave it:
//
//   arrive → (put through | wait → wait → … → nobody: message or callback) → over
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "intake/voice/call_instruction.h"
#include "router/call.h"
#include "router/decision.h"
#include "rules/calls.h"
#include "rules/rule_set.h"

namespace frontdesk::voice {

enum class Turn {
  arrive,   // it has just come in
  wait,     // it holds
  parted,   // from whom it was put through to, or nobody answered there
  chosen,   // a key was pressed, or none
  recorded  // a message was taken
};
BOOST_DESCRIBE_ENUM(Turn, arrive, wait, parted, chosen, recorded)

// What is known of the call at this turn.
struct Situation {
  Turn turn = Turn::arrive;
  const Decision* decision = nullptr;  // of the call, or of the redial that joined its ticket
  std::string msp_name;                // "" where nobody is named
  std::string queue;                   // that its ticket waits in; "" takes the decision's
  std::string caller;                  // its number; "" where it is withheld
  std::string partner_support;         // where the MSPs' own staff turn to, as it is said
  std::string forward_to;              // the site's own target outside coverage (C9)
  std::string technician;              // number or address of who has taken the ticket; "" nobody
  std::string caller_id;               // what a target may see: never a private number (R225)
  CallState state = CallState::ringing;
  std::chrono::seconds waited{0};
  std::size_t position = 0;  // in its queue, from 1; 0 unknown
  unsigned round = 0;        // of waiting
  bool redial = false;       // within the redial time: it goes on where it was
  std::string keys;          // with `chosen`
  bool can_record = true;    // the provider can take messages
};

struct Scene {
  std::vector<CallInstruction> say;
  std::optional<CallStep> step;  // to be journaled before it is said
};

// The URL that the provider is to ask for a turn, and the one to tell of a dialled leg.
struct Places {
  std::function<std::string(Turn, unsigned round)> next;
  std::string status;
};

Scene scene(const Situation& situation, const CallRules& rules, const Places& places);

}  // namespace frontdesk::voice
