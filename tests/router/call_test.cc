// A call's states, in whatever order they are told.
#include "router/call.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace frontdesk;

namespace {

constexpr Instant begin{std::chrono::milliseconds{1'780'488'000'000}};
constexpr Instant after(int seconds) {
  return begin + std::chrono::seconds{seconds};
}

CallRecord told(std::vector<CallMove> moves) {
  CallRecord call;
  for (const auto& move : moves) advance(call, move);
  return call;
}

}  // namespace

TEST_CASE("call: waits, is answered, is over") {
  CallRecord call;
  CHECK(advance(call, {CallStep::waits, after(1)}));
  CHECK(call.state == CallState::waiting);
  CHECK(advance(call, {CallStep::answered, after(20)}));
  CHECK(call.state == CallState::answered);
  CHECK(advance(call, {CallStep::ended, after(300)}));
  CHECK(call.state == CallState::completed);
  CHECK(call.answered_at == after(20));
  CHECK(call.ended_at == after(300));
}

TEST_CASE("call: every order of the same tellings, each twice, ends in the same record") {
  std::vector<CallMove> moves{{CallStep::waits, after(1)},     {CallStep::answered, after(20)},
                              {CallStep::ended, after(300)},   {CallStep::waits, after(1)},
                              {CallStep::answered, after(20)}, {CallStep::ended, after(300)}};
  const auto before = [](const CallMove& a, const CallMove& b) { return a.step < b.step; };
  std::sort(moves.begin(), moves.end(), before);
  do {
    const auto call = told(moves);
    CHECK(call.state == CallState::completed);
    CHECK(call.answered_at == after(20));
    CHECK(call.ended_at == after(300));
  } while (std::next_permutation(moves.begin(), moves.end(), before));
}

TEST_CASE("call: never backwards") {
  CallRecord call = told({{CallStep::answered, after(20)}});
  CHECK_FALSE(advance(call, {CallStep::waits, after(30)}));
  CHECK_FALSE(advance(call, {CallStep::voicemail, after(30)}));
  CHECK_FALSE(advance(call, {CallStep::answered, after(40)}));
  CHECK(call.answered_at == after(20));
  CHECK(advance(call, {CallStep::ended, after(50)}));
  CHECK_FALSE(advance(call, {CallStep::ended, after(60)}));
  CHECK(call.ended_at == after(50));
}

TEST_CASE(
    "call: who hangs up before an answer has abandoned it; a message or a callback is none of "
    "that") {
  CHECK(told({{CallStep::waits, after(1)}, {CallStep::ended, after(9)}}).state ==
        CallState::abandoned);
  CHECK(told({{CallStep::ended, after(2)}}).state == CallState::abandoned);
  for (const auto [step, state] : {std::pair(CallStep::voicemail, CallState::voicemail),
                                   std::pair(CallStep::callback, CallState::callback)}) {
    for (const bool end_first : {false, true}) {
      std::vector<CallMove> moves{{step, after(30)}, {CallStep::ended, after(31)}};
      if (end_first) std::reverse(moves.begin(), moves.end());
      const auto call = told(moves);
      CHECK(call.state == state);
      CHECK(call.ended_at == after(31));
    }
  }
  // An answer after the end is some other call's.
  auto call = told({{CallStep::ended, after(9)}});
  CHECK_FALSE(advance(call, {CallStep::answered, after(10)}));
  CHECK(call.state == CallState::abandoned);
}
