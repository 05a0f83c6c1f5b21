// The session against a slow obvious model: whatever breaks and whenever, no message is lost,
// doubled or reordered, on either side.
#include <doctest/doctest.h>

#include "chat_world.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

// What one side wrote, in the order of the log: "v1", "v2", …
std::vector<std::string> written_by(const Log& log, From from) {
  std::vector<std::string> names;
  for (const auto& entry : log.entries)
    if (entry.from == from) names.push_back(entry.text.substr(0, entry.text.find('.')));
  return names;
}
std::vector<std::string> counted(char letter, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(letter + std::to_string(i));
  return names;
}

}  // namespace

TEST_CASE("chat: over random disconnects no message is lost, doubled or reordered") {
  std::size_t lost = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    World world(seed);
    for (int i = 0; i < 1'500; ++i) world.step(true);
    int quiet = 0;
    for (; quiet < 20'000 && !world.is_quiet(); ++quiet) world.step(false);
    lost += world.lost();

    CHECK(world.visitor.faults.empty());
    REQUIRE(world.is_quiet());
    const auto& log = world.log();
    CHECK(written_by(log, From::visitor) ==
          counted('v', static_cast<std::size_t>(world.visitor.written)));
    const auto theirs = written_by(log, From::technician);
    CHECK(theirs == counted('t', theirs.size()));
    std::vector<Line> lines;
    for (const auto& entry : log.entries) lines.push_back({entry.number, entry.text});
    CHECK(world.visitor.lines == lines);
  }
  CHECK(lost > 1'000);  // it was put to the test
}
