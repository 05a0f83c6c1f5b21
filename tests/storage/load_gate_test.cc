#include "storage/load_gate.h"

#include <doctest/doctest.h>

#include <chrono>

using namespace frontdesk;
using namespace std::chrono_literals;
using Change = LoadGate::Change;

namespace {

constexpr LoadGateOptions usual{15s, 300s};

std::optional<Problem> strain(std::string says = "too much waits") {
  return problem(ProblemCode::store_busy, std::move(says));
}

// A gate and a clock that a test moves: a sample every second.
struct Watched {
  LoadGate gate{usual};
  LoadGate::Time now{1000h};

  Change after(std::chrono::milliseconds step, std::optional<Problem> seen) {
    now += step;
    return gate.sample(now, std::move(seen));
  }
  // The second of the change, counted from 1; 0 where there was none.
  int until_change(int seconds, const std::optional<Problem>& seen) {
    for (int second = 1; second <= seconds; ++second)
      if (after(1s, seen) != Change::none) return second;
    return 0;
  }
};

Watched shut_gate() {
  Watched watched;
  watched.after(0s, strain());
  CHECK(watched.until_change(100, strain()) == 15);
  return watched;
}

}  // namespace

TEST_CASE("load gate: shuts after 15 seconds of strain, with its reason, and is open until then") {
  Watched watched;
  CHECK(watched.after(0s, strain()) == Change::none);
  for (int second = 1; second < 15; ++second) {
    CHECK(watched.after(1s, strain()) == Change::none);
    CHECK_FALSE(watched.gate.shut());
  }
  CHECK(watched.after(1s, strain("the last straw")) == Change::shut);
  REQUIRE(watched.gate.shut());
  CHECK(watched.gate.shut()->why.says == "the last straw");
  CHECK(watched.gate.shut()->why.code == ProblemCode::store_busy);
  CHECK(watched.gate.shut()->opens_in == 300s);
}

TEST_CASE("load gate: opens after five minutes without strain, not before") {
  auto watched = shut_gate();
  CHECK(watched.until_change(299, std::nullopt) == 0);
  CHECK(watched.gate.shut()->opens_in == 1s);
  CHECK(watched.after(1s, std::nullopt) == Change::opened);
  CHECK_FALSE(watched.gate.shut());
  // And needs the whole time to shut again.
  CHECK(watched.until_change(100, strain()) == 15);
}

TEST_CASE(
    "load gate: strain while it is shut begins the five minutes anew and is the reason shown") {
  auto watched = shut_gate();
  CHECK(watched.until_change(250, std::nullopt) == 0);
  CHECK(watched.after(1s, strain("again")) == Change::none);
  CHECK(watched.gate.shut()->why.says == "again");
  CHECK(watched.gate.shut()->opens_in == 300s);
  CHECK(watched.until_change(400, std::nullopt) == 300);
}

TEST_CASE("load gate: short strain never adds up, strain with short breaks does") {
  Watched brief;
  for (int round = 0; round < 100; ++round) {
    CHECK(brief.until_change(10, strain()) == 0);
    CHECK(brief.until_change(10, std::nullopt) == 0);
  }
  Watched broken;
  broken.after(0s, strain());
  int seconds = 0;
  auto change = Change::none;
  while (change == Change::none && seconds < 100)
    change = broken.after(1s, ++seconds % 4 == 0 ? std::nullopt : strain());
  CHECK(change == Change::shut);
  CHECK(seconds == 27);
}

TEST_CASE(
    "load gate: an error is strain for five seconds: one does not shut it, a row of them does") {
  Watched watched;
  watched.after(0s, std::nullopt);
  watched.gate.failed(problem(ProblemCode::store_sick, "cannot be read"));
  CHECK(watched.until_change(100, std::nullopt) == 0);
  int seconds = 0;
  auto change = Change::none;
  for (; change == Change::none && seconds < 100; ++seconds) {
    if (seconds % 4 == 0) watched.gate.failed(problem(ProblemCode::store_sick, "cannot be read"));
    change = watched.after(1s, std::nullopt);
  }
  CHECK(change == Change::shut);
  CHECK(seconds == 15);
  CHECK(watched.gate.shut()->why.says == "cannot be read");
  // What failed last still counts for a moment.
  CHECK(watched.until_change(299, std::nullopt) == 0);
  CHECK(watched.until_change(10, std::nullopt) > 0);
}

TEST_CASE("load gate: a clock that steps back counts as no time, and time goes on from there") {
  Watched watched;
  watched.after(0s, strain());
  CHECK(watched.until_change(10, strain()) == 0);
  CHECK(watched.after(-1h, strain()) == Change::none);
  CHECK(watched.until_change(100, strain()) == 5);
  CHECK(watched.until_change(100, std::nullopt) == 0);
  CHECK(watched.after(-10h, std::nullopt) == Change::none);
  CHECK(watched.until_change(300, std::nullopt) == 200);
}

TEST_CASE("load gate: a clock that leaps ahead neither shuts nor opens it") {
  Watched watched;
  watched.after(0s, strain());
  CHECK(watched.after(24h, strain()) == Change::none);
  CHECK(watched.until_change(100, strain()) == 13);
  CHECK(watched.after(24h, std::nullopt) == Change::none);
  CHECK(watched.gate.shut()->opens_in == 298s);
}

TEST_CASE("load gate: its times are those that it was given") {
  LoadGate gate({1s, 2s});
  LoadGate::Time now{};
  gate.sample(now, strain());
  CHECK(gate.sample(now += 1s, strain()) == Change::shut);
  CHECK(gate.sample(now += 1999ms, std::nullopt) == Change::none);
  CHECK(gate.sample(now += 1ms, std::nullopt) == Change::opened);
}
