// The table of webhooks that came before, the addresses of ours that providers call, and what a
// webhook tells of a call.
#include <doctest/doctest.h>

#include "daemon/voice/call_urls.h"
#include "daemon/voice/replays.h"
#include "daemon/voice/tellings.h"

using namespace frontdesk;
using namespace frontdesk::voice;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const Instant now{seconds{1'780'488'000}};

std::vector<CallStep> steps(const CallEvent& event, Turn turn = Turn::arrive) {
  std::vector<CallStep> found;
  for (const auto& move : moves_of(event, turn, now)) found.push_back(move.step);
  return found;
}

}  // namespace

TEST_CASE("replays: a second try for a minute, somebody else's recording after it") {
  Replays replays;
  CHECK(replays.seen("a", "/p", now) == Replays::Seen::first);
  CHECK(replays.seen("a", "/p", now + seconds{60}) == Replays::Seen::again);
  CHECK(replays.seen("b", "/p", now + seconds{60}) == Replays::Seen::first);
  CHECK(replays.seen("a", "/p", now + seconds{61}) == Replays::Seen::replayed);
  CHECK(replays.seen("a", "/p", now + hours{11}) == Replays::Seen::replayed);
  CHECK(replays.seen("c", "/p", now) == Replays::Seen::first);
  CHECK(replays.seen("c", "/q", now) == Replays::Seen::replayed);  // at another address
  replays.forget("a");
  replays.forget("nobody's");
  CHECK(replays.seen("a", "/p", now + hours{11}) == Replays::Seen::first);
}

TEST_CASE("replays, limits: two generations are kept, each bounded by number and age") {
  ReplayLimits limits;
  limits.entries = 2;
  Replays replays(limits);
  for (const auto* once : {"a", "b", "c", "d"})
    CHECK(replays.seen(once, "/p", now) == Replays::Seen::first);
  CHECK(replays.seen("a", "/p", now) == Replays::Seen::again);  // in the generation before
  CHECK(replays.seen("e", "/p", now) == Replays::Seen::first);
  CHECK(replays.seen("c", "/p", now) == Replays::Seen::again);
  CHECK(replays.seen("a", "/p", now) == Replays::Seen::first);  // forgotten

  Replays aged;
  CHECK(aged.seen("a", "/p", now) == Replays::Seen::first);
  CHECK(aged.seen("b", "/p", now + hours{13}) == Replays::Seen::first);
  CHECK(aged.seen("a", "/p", now + hours{13}) == Replays::Seen::replayed);
  CHECK(aged.seen("c", "/p", now + hours{26}) == Replays::Seen::first);
  CHECK(aged.seen("a", "/p", now + hours{26}) == Replays::Seen::first);
}

TEST_CASE("call urls: each turn's address reads as the turn that it was given for") {
  const CallUrls urls("https://desk.example", "twilio", "us-voice");
  const auto places = urls.places();
  CHECK(places.status == "https://desk.example/voice/twilio/us-voice/status");
  CHECK(urls.place_of(places.status)->to_status);
  for (const auto turn : {Turn::arrive, Turn::wait, Turn::parted, Turn::chosen, Turn::recorded}) {
    const auto place = urls.place_of(places.next(turn, 7));
    REQUIRE(place);
    CHECK(place->turn == turn);
    CHECK(place->round == 7);
    CHECK_FALSE(place->to_status);
  }
  CHECK_FALSE(urls.place_of("https://other.example/voice/twilio/us-voice/wait"));
  CHECK_FALSE(urls.place_of("https://desk.example/voice/twilio/us-voice/whither"));
  for (const auto* round : {"-1", "x", "1x", "100001", "4294967296"})
    CHECK_FALSE(CallUrls::place_of("wait", round));
  CHECK(CallUrls::place_of("", "")->turn == Turn::arrive);
}

TEST_CASE("tellings: a talk is an answer however it is told; a message is one; an end is last") {
  CallEvent event;
  CHECK(steps(event).empty());
  event.progress = Progress::bridged;
  CHECK(steps(event) == std::vector{CallStep::answered});
  event.progress = Progress::ended;
  CHECK(steps(event) == std::vector{CallStep::ended});
  event.recording = "https://p.example/r";
  CHECK(steps(event) == std::vector{CallStep::voicemail, CallStep::ended});
  CallEvent parted;
  parted.leg_ending = Ending::completed;
  CHECK(steps(parted, Turn::parted) == std::vector{CallStep::answered});
  parted.leg_ending = Ending::no_answer;
  CHECK(steps(parted, Turn::parted).empty());
  event.at = now - seconds{5};
  CHECK(moves_of(event, Turn::arrive, now).front().at == now - seconds{5});
  CHECK_FALSE(moves_of(event, Turn::arrive, now).front().heard);
  CHECK(moves_of(parted, Turn::arrive, now).empty());
}
