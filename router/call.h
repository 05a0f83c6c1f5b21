// A call as the desk sees it. Providers tell of it late, twice and out of order, so its states have
// a rank and it never goes back.
#pragma once

#include <boost/describe.hpp>
#include <optional>

#include "rules/base/clock.h"

namespace frontdesk {

enum class CallState {
  ringing,
  waiting,     // was greeted and holds
  answered,    // a technician is on it
  abandoned,   // the caller hung up before anybody answered
  short_call,  // the same, so soon that it is counted apart (`short_hang_up` of calls.toml)
  voicemail,   // left a message
  callback,    // asked to be called back
  told,        // heard what there was to say: closed, partner support, not served
  completed    // answered, and over
};
BOOST_DESCRIBE_ENUM(CallState, ringing, waiting, answered, abandoned, short_call, voicemail,
                    callback, told, completed)

// What happened to a call.
enum class CallStep { waits, answered, voicemail, callback, told, ended, ended_soon };
BOOST_DESCRIBE_ENUM(CallStep, waits, answered, voicemail, callback, told, ended, ended_soon)

struct CallMove {
  CallStep step = CallStep::waits;
  Instant at{};        // when it happened, as the provider says, or when we heard of it
  bool heard = false;  // the latter: what is told late may have come before
};
BOOST_DESCRIBE_STRUCT(CallMove, (), (step, at, heard))

struct CallRecord {
  CallState state = CallState::ringing;
  std::optional<Instant> answered_at, ended_at;
};
BOOST_DESCRIBE_STRUCT(CallRecord, (), (state, answered_at, ended_at))

constexpr bool is_over(CallState state) {
  return state != CallState::ringing && state != CallState::waiting && state != CallState::answered;
}

// True where the caller hung up unanswered.
constexpr bool gave_up(CallState state) {
  return state == CallState::abandoned || state == CallState::short_call;
}

// False where the move leads nowhere: known already, or overtaken by what came first. An answer
// that is told after the end still counts, if it was before the end: the call was not abandoned.
bool advance(CallRecord& call, const CallMove& move);

}  // namespace frontdesk
