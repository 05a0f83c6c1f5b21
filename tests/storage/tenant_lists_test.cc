// What a page of one tenant's list says: nothing of others, its cursor neither.
#include <doctest/doctest.h>

#include <set>

#include "storage/erase.h"
#include "storage/lists.h"
#include "storage/records.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

TEST_CASE("lists: where a page ends for its work, the cursor is one of the tenant's own records") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  std::set<std::string> own;
  Transaction t(*store, last_position(*store).value() + 1);
  for (std::uint64_t n = 1'000; n < 4'000; ++n) {
    const bool mine = n % 2 == 0;
    const auto ticket = make_ticket(n, mine ? "northwind" : "harbor", mine ? "mine" : "theirs");
    if (mine) own.insert(ticket.id);
    put_ticket(t, ticket, nullptr);
  }
  REQUIRE(ok(store->write(t)));
  TicketFilter filter;
  filter.msp = "northwind";
  filter.queue = "theirs";
  std::string cursor;
  int pages = 0;
  do {
    const auto page = list_tickets(*store, filter, cursor, 100).value();
    CHECK(page.items.empty());
    cursor = page.next_cursor;
    if (!cursor.empty()) CHECK_MESSAGE(own.contains(cursor.substr(1)), cursor);
    ++pages;
  } while (!cursor.empty());
  CHECK(pages > 1);  // else nothing is proved
}

TEST_CASE("lists: a channel of more lines than a page may seek is walked to its end") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  constexpr int lines = 1600;
  Transaction t(*store, last_position(*store).value() + 1);
  for (int n = 0; n < lines; ++n) {
    auto arrival = make_arrival("a-" + std::to_string(10'000 + n), "northwind", n);
    arrival.line = "line" + std::to_string(n % 7 * 1000 + n);
    arrival.channel = Channel::voice;
    put_arrival(t, arrival, nullptr);
  }
  REQUIRE(ok(store->write(t)));
  ArrivalFilter filter;
  filter.channel = Channel::voice;
  filter.msp = "northwind";
  std::string cursor;
  std::set<std::string> found;
  int pages = 0;
  do {
    const auto page = list_arrivals(*store, filter, cursor, 500).value();
    for (const auto& arrival : page.items) found.insert(arrival.id);
    REQUIRE_MESSAGE(page.next_cursor != cursor, cursor);
    cursor = page.next_cursor;
    ++pages;
  } while (!cursor.empty());
  CHECK(found.size() == lines);
  CHECK(pages < 20);
}

TEST_CASE("an MSP is named by what came in for it or waits for it, and by nothing else") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  Transaction t(*store, last_position(*store).value() + 1);
  auto erased = make_arrival("a-10001", "north", 1);
  erased.facts_erased = true;
  put_arrival(t, erased, nullptr);
  put_ticket(t, make_ticket(1'000, "north.two", "any"), nullptr);
  CHECK(msp_is_named(t, "north").value());
  REQUIRE(ok(store->write(t)));
  for (const auto* named : {"north", "north.two"}) CHECK(msp_is_named(*store, named).value());
  for (const auto* not_named : {"nort", "north.", "north.t", "a", ""})
    CHECK_FALSE(msp_is_named(*store, not_named).value());
}
