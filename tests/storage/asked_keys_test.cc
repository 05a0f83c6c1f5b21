// What stands in the filters of the index is what the questions name, and the answers are the same
// wherever the keys are: in memory, in tables, in a transaction.
#include "storage/asked_keys.h"

#include <doctest/doctest.h>

#include "storage/records.h"
#include "storage/terms.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

TEST_CASE("asked keys: the part that a question names, and nothing of what is walked") {
  const auto key = terms::dedup_key("abc");
  CHECK(asked_part(key) == key);
  CHECK(asked_part(key.substr(0, 2)).empty());  // all of them

  const auto message = terms::message_prefix("a-1@mail.example");
  CHECK(asked_part(terms::message_key("a-1@mail.example", 1000, "a-1")) == message);
  CHECK(asked_part(terms::message_key("a-1@mail.example", 1000, {})) == message);
  CHECK(asked_part(message) == message);
  CHECK(asked_part(message.substr(0, message.size() - 1)).empty());

  const auto address = terms::for_address("ann@acme.example");
  const auto writer = terms::ticket_entry(address, 1000);
  CHECK(asked_part(terms::ticket_entry(address, 1000, "a-1")) == writer);
  CHECK(asked_part(writer) == writer);
  CHECK(asked_part(terms::ticket_list(address)).empty());
  CHECK(asked_part(terms::ticket_entry(terms::for_status(TicketStatus::new_), 1000)).empty());
  CHECK(asked_part(terms::arrival_entry(address, "a-1")).empty());
  CHECK(asked_part(terms::raw_use_key("r-1", "a-1")).empty());
  CHECK(asked_part("").empty());
}

TEST_CASE("asked keys: found in every table and in memory, and what is not there is not") {
  TempFolder folder;
  const auto store = open_store(folder / "s");
  const auto name = [](int number) { return "a-" + std::to_string(number); };
  const auto address = [](int number) { return "p" + std::to_string(number) + "@acme.example"; };
  const auto mail = [&](Transaction& transaction, int number, int ticket) {
    auto facts = make_facts(name(number), address(number), "Printer");
    facts.mail.message_id = name(number) + "@mail.example";
    put_facts(transaction, facts, ticket_id(static_cast<std::uint64_t>(ticket)));
  };
  const auto found = [&](const Reader& reader, int number, std::vector<std::string> tickets) {
    CAPTURE(number);
    CHECK(tickets_of_message(reader, name(number) + "@mail.example").value() == tickets);
    for (const auto& ticket : tickets) {
      CHECK(is_participant(reader, ticket, address(number)).value());
      CHECK_FALSE(is_participant(reader, ticket, address(number + 1)).value());
    }
  };
  constexpr int each = 50;
  for (int table = 0; table < 3; ++table) {
    write(*store, [&](Transaction& transaction) {
      for (int i = 0; i < each; ++i) mail(transaction, table * each + i, 1000 + i);
      mail(transaction, 0, 2000 + table);  // one message of tickets that lie apart
    });
    if (table < 2) REQUIRE(ok(store->purge()));
  }
  const auto snapshot = store->snapshot();
  write(*store, [&](Transaction& transaction) {
    mail(transaction, 1000, 1000);
    const std::initializer_list<const Reader*> readers{&transaction, store.get(), snapshot.get()};
    for (const auto* reader : readers) {
      for (int i = 1; i < 3 * each; ++i) found(*reader, i, {ticket_id(1000 + i % each)});
      found(*reader, 0, {"T-1000", "T-2000", "T-2001", "T-2002"});
      found(*reader, 3 * each, {});
      found(*reader, 1001, {});
    }
    found(transaction, 1000, {"T-1000"});
    found(*store, 1000, {});
  });
  found(*store, 1000, {"T-1000"});
}
