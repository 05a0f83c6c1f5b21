// The desk's fold over any events: a few bytes make one, out of few ids, so that events meet. After
// each the state is that of a start from the records.
#include <string>

#include "tests/fuzz/desk_checks.h"

using namespace frontdesk;

namespace {

const Instant start{std::chrono::milliseconds{1'780'489'800'000}};

template <class E>
E any(fuzz::Input& input) {
  constexpr auto count = boost::mp11::mp_size<boost::describe::describe_enumerators<E>>::value;
  return static_cast<E>(input.below(count));
}

std::string ticket(fuzz::Input& input) {
  const char* const ids[] = {"",       "T-1000", "T-1001", "T-1002",
                             "T-1003", "T-x",    "T-1099", "T-18446744073709551615"};
  return ids[input.below(8)];
}

std::string arrival(fuzz::Input& input) {
  return "a-" + std::to_string(input.below(6));
}

// Also times that go back.
Instant time_near(fuzz::Input& input) {
  return start + std::chrono::minutes{input.byte()};
}

Decision decision(fuzz::Input& input) {
  Decision made;
  made.outcome = any<Outcome>(input);
  made.at = time_near(input);
  made.priority = any<Priority>(input);
  const auto bits = input.byte();
  if ((bits & 1) != 0) made.queue = (bits & 2) != 0 ? "us.voice" : "";
  if ((bits & 4) != 0) made.msp = "northwind";
  if ((bits & 8) != 0) made.held_until = time_near(input);
  if ((bits & 16) != 0) made.expires_at = time_near(input);
  if ((bits & 32) != 0) made.review_by = time_near(input);
  if ((bits & 64) != 0) made.ticket = ticket(input);
  made.silent = (bits & 128) != 0;
  if (input.flag()) made.flags = {"bounce"};
  if (input.flag()) made.linked = ticket(input);
  return made;
}

Event event(fuzz::Input& input, Position position, std::uint64_t next) {
  Event made;
  made.position = position;
  made.kind = any<EventKind>(input);
  made.at = time_near(input);
  made.by = "fuzz";
  made.channel = any<Channel>(input);
  made.arrival = arrival(input);
  made.ticket = input.flag() ? "T-" + std::to_string(next) : ticket(input);
  if (input.below(8) != 0) made.decision = decision(input);
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  fuzz::Ledger ledger, twin;
  for (Position position = 1; position <= 60 && !input.empty(); ++position) {
    const auto next = event(input, position, ledger.next_ticket());
    ledger.fold(next);
    twin.fold(next);
    ledger.check();
  }
  fuzz::require(ledger.told() == twin.told());
  return 0;
}
