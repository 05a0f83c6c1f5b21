#include "router/call.h"

namespace frontdesk {
namespace {

bool answer(CallRecord& call, Instant at) {
  if (call.answered_at) return false;
  const bool overtaken = call.state == CallState::abandoned && at <= *call.ended_at;
  if (is_over(call.state) && !overtaken) return false;
  call.answered_at = at;
  call.state = overtaken ? CallState::completed : CallState::answered;
  return true;
}

bool end(CallRecord& call, Instant at) {
  if (call.ended_at) return false;
  call.ended_at = at;
  if (!is_over(call.state))
    call.state = call.answered_at ? CallState::completed : CallState::abandoned;
  return true;
}

// Left behind instead of being answered. One who leaves a message hangs up before it is told.
bool leave(CallRecord& call, CallState state) {
  if (call.answered_at || (is_over(call.state) && call.state != CallState::abandoned)) return false;
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
      return answer(call, move.at);
    case CallStep::voicemail:
      return leave(call, CallState::voicemail);
    case CallStep::callback:
      return leave(call, CallState::callback);
    case CallStep::ended:
      return end(call, move.at);
  }
  return false;
}

}  // namespace frontdesk
