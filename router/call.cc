#include "router/call.h"

#include <algorithm>

namespace frontdesk {
namespace {

bool answer(CallRecord& call, const CallMove& move) {
  if (call.answered_at) return false;
  // Nobody answers a call that is over: it was before, whatever came first here.
  const bool overtaken = gave_up(call.state) && (move.heard || move.at <= *call.ended_at);
  if (is_over(call.state) && !overtaken) return false;
  call.answered_at = overtaken ? std::min(move.at, *call.ended_at) : move.at;
  call.state = overtaken ? CallState::completed : CallState::answered;
  return true;
}

bool end(CallRecord& call, const CallMove& move) {
  if (call.ended_at) return false;
  call.ended_at = move.at;
  if (is_over(call.state)) return true;
  call.state = call.answered_at                    ? CallState::completed
               : move.step == CallStep::ended_soon ? CallState::short_call
                                                   : CallState::abandoned;
  return true;
}

// Left behind instead of being answered. One who leaves a message hangs up before it is told.
bool leave(CallRecord& call, CallState state) {
  if (call.answered_at || (is_over(call.state) && !gave_up(call.state))) return false;
  call.state = state;
  return true;
}

}  // namespace

bool advance(CallRecord& call, const CallMove& move) {
  switch (move.step) {
    case CallStep::waits:
      if (call.state != CallState::ringing) return false;
      call.state = CallState::waiting;
      return true;
    case CallStep::answered:
      return answer(call, move);
    case CallStep::voicemail:
      return leave(call, CallState::voicemail);
    case CallStep::callback:
      return leave(call, CallState::callback);
    case CallStep::told:
      return leave(call, CallState::told);
    case CallStep::ended:
    case CallStep::ended_soon:
      return end(call, move);
  }
  return false;
}

}  // namespace frontdesk
