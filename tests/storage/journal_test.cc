// Reading the journal from a position, so many lines at a time.
#include <doctest/doctest.h>

#include "storage/transaction.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

TEST_CASE("journal: lines from a position on, at most so many") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  Transaction transaction(*store, 1);
  for (int i = 0; i < 5; ++i) {
    Event event;
    transaction.append(event);
  }
  REQUIRE(store->write(transaction).has_value());
  const auto positions = [&](Position first, std::size_t limit) {
    std::vector<Position> found;
    for (const auto& event : get_events(*store, first, limit).value())
      found.push_back(event.position);
    return found;
  };
  CHECK(positions(3, 2) == std::vector<Position>{3, 4});
  CHECK(positions(4, 100) == std::vector<Position>{4, 5});
  CHECK(positions(6, 100).empty());
  CHECK(last_position(*store).value() == 5);
}
