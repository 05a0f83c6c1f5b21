// What a provider tells of a call, in nobody's dialect.
//
// Webhooks come late, twice, and in any order: `progress` is a rank, and what ranks lower than what
// is known already changes nothing.
#pragma once

#include <boost/describe.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "intake/voice/call_instruction.h"
#include "rules/base/clock.h"

namespace frontdesk::voice {

enum class Progress : std::uint8_t {
  ringing,
  answered,  // the caller's leg, by us
  bridged,   // a dialled leg was answered by a person
  ended,     // the caller's leg is over
};
BOOST_DESCRIBE_ENUM(Progress, ringing, answered, bridged, ended)

enum class Ending : std::uint8_t { completed, busy, no_answer, failed, canceled };
BOOST_DESCRIBE_ENUM(Ending, completed, busy, no_answer, failed, canceled)

enum class Direction : std::uint8_t { inbound, outbound };
BOOST_DESCRIBE_ENUM(Direction, inbound, outbound)

// For a provider that takes commands to a leg instead of an answer (Telnyx).
struct Control {
  std::string leg;         // what commands are addressed to
  bool answered = false;   // else only `answer` and `reject` are understood
  bool recording = false;  // a message is being taken, and is to be stopped first
};

struct CallEvent {
  bool asks = false;  // waits for instructions; else it only tells
  std::string call;   // the provider's id of the call, the same in all its webhooks
  std::string leg;    // of a dialled leg, where the webhook is of one
  std::string id;  // tells this webhook from all others of the call; the same when it comes twice
  std::string from, to, forwarded_from, caller_name;  // as given: sip: addresses too
  Direction direction = Direction::inbound;           // of the call, not of a dialled leg
  Progress progress = Progress::ringing;              // at least this far
  std::optional<Ending> ending;                       // with Progress::ended
  std::optional<Ending> leg_ending;                   // a dialled leg is over, and the call is not
  std::string keys;                                   // pressed in answer to Ask; "" where none
  std::string recording;                              // its link, https only
  std::optional<std::chrono::seconds> recording_length;
  std::optional<std::chrono::seconds> duration;  // of what has ended, the leg or the call
  std::optional<Instant> at;                     // the provider's own time, where it is signed

  // Of a provider that calls the same URL for everything (Telnyx): the `next` whose turn it is, and
  // what is still to be done of an earlier list. Where `rest` is not empty, it is the answer.
  std::string next;
  std::vector<CallInstruction> rest;
  Control control;
};

}  // namespace frontdesk::voice
