// The same dialogue cut in every way: what happens must not depend on it.
#pragma once

#include <doctest/doctest.h>

#include "talk.h"

namespace frontdesk::imap::test {

inline Played play(const Talk& talk, const std::vector<std::string>& turns) {
  auto whole = talk.play(turns);
  for (const std::size_t piece : {1, 2, 3, 7, 64}) {
    CAPTURE(piece);
    const auto cut = talk.play(turns, piece);
    CHECK(cut.said == whole.said);
    CHECK(cut.events == whole.events);
    CHECK(cut == whole);
  }
  return whole;
}

// One turn cut in two at every place.
inline void cut_everywhere(const Talk& talk, const std::vector<std::string>& turns) {
  const auto whole = talk.play(turns);
  for (std::size_t t = 0; t < turns.size(); ++t) {
    if (turns[t].starts_with('@')) continue;
    for (std::size_t at = 1; at < turns[t].size(); ++at) {
      auto cut = turns;
      cut[t] = turns[t].substr(0, at);
      cut.insert(cut.begin() + static_cast<std::ptrdiff_t>(t) + 1, turns[t].substr(at));
      CAPTURE(t);
      CAPTURE(at);
      REQUIRE(talk.play(cut) == whole);
    }
  }
}

}  // namespace frontdesk::imap::test
