#include "intake/chat/seat.h"

#include <doctest/doctest.h>

#include "chat_talk.h"

using namespace frontdesk;
using namespace frontdesk::chat;

TEST_CASE("chat seat: only the secret opens it, compared in constant time") {
  const Seat seat(sha256("right"), noon);
  CHECK(seat.knows("right"));
  for (const auto* wrong : {"", "righ", "rightt", "Right", "wrong"}) CHECK_FALSE(seat.knows(wrong));
}

TEST_CASE("chat seat: of two connections the newer wins, and the older is to be told") {
  Seat seat(sha256("x"), noon);
  CHECK_FALSE(seat.take(1));
  CHECK_FALSE(seat.take(1));  // has it already
  CHECK(seat.take(2) == std::optional<ConnectionId>(1));
  CHECK(seat.connection() == 2);
  // The older one goes: the newer one sits on.
  seat.leave(1, noon + 1s);
  CHECK(seat.is_taken());
  seat.leave(2, noon + 2s);
  CHECK_FALSE(seat.is_taken());
  CHECK_FALSE(seat.take(3));
}

TEST_CASE("limits: a lost chat keeps its place for 120 seconds") {
  const Limits limits;
  Seat seat(sha256("x"), noon);
  CHECK(seat.expires(limits) == noon + 120s);
  seat.take(1);
  CHECK_FALSE(seat.expires(limits));
  seat.leave(1, noon + 1h);
  CHECK(seat.expires(limits) == noon + 1h + 120s);
  seat.leave(1, noon + 2h);  // said twice
  CHECK(seat.expires(limits) == noon + 1h + 120s);
}

TEST_CASE("limits: a chat has 50 uploads") {
  Seat seat(sha256("x"), noon);
  for (int i = 0; i < 50; ++i) CHECK(seat.take_upload({}));
  CHECK_FALSE(seat.take_upload({}));
}
