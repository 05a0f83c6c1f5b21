#include "storage/records.h"

#include <doctest/doctest.h>

#include "storage/erase.h"
#include "storage/export.h"
#include "storage/lists.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

struct Desk {
  TempFolder folder;
  std::unique_ptr<Store> store = open_store(folder / "s");
  void write(const std::function<void(Transaction&)>& run) { test::write(*store, run); }
  // A mail that became a ticket of its own.
  void mail(std::uint64_t number, const std::string& id, const std::string& from,
            const std::string& subject, const std::string& raw = {}) {
    write([&](Transaction& t) {
      auto ticket = make_ticket(number, "northwind", "any.ticket");
      ticket.interactions = {id};
      auto arrival = make_arrival(id, "northwind", static_cast<int>(number));
      arrival.ticket = ticket.id;
      arrival.contact = "ann";
      arrival.raw = raw;
      auto facts = make_facts(id, from, subject);
      facts.raw = raw;
      Event event;
      event.arrival = id;
      event.decision.emplace();
      arrival.decided = t.append(event);
      put_ticket(t, ticket, nullptr);
      put_arrival(t, arrival, nullptr);
      put_facts(t, facts, ticket.id);
      if (!raw.empty()) put_raw(t, raw, "Subject: " + subject);
    });
  }
  std::string tickets(const TicketFilter& filter) {
    std::string ids;
    for (const auto& ticket : list_tickets(*store, filter, "", 100).value().items)
      ids += ticket.id + ' ';
    return ids;
  }
  std::string search(const std::string& q) {
    TicketFilter filter;
    filter.q = q;
    return tickets(filter);
  }
  std::size_t index_keys_with(const std::string& id) {
    std::size_t count = 0;
    for (auto cursor = store->walk(Column::index, {}); cursor.valid(); cursor.next())
      count += cursor.key().find(id) != std::string_view::npos ? 1 : 0;
    return count;
  }
};

}  // namespace

TEST_CASE("records: what is put is read again, keys and threads find it") {
  Desk d;
  d.mail(1000, "a-1", "ann@acme.example", "The printer burns", "r-1");
  CHECK(get_ticket(*d.store, "T-1000").value()->interactions.at(0) == "a-1");
  CHECK(get_ticket(*d.store, "nonsense").value() == std::nullopt);
  CHECK(get_facts(*d.store, "a-1").value()->from_address == "ann@acme.example");
  CHECK(get_raw(*d.store, "r-1").value() == "Subject: The printer burns");
  CHECK(find_by_key(*d.store, sha256_hex("a-1")).value() == "a-1");
  CHECK(tickets_of_message(*d.store, "a-1@mail.example").value() ==
        std::vector<std::string>{"T-1000"});
  CHECK(tickets_of_message(*d.store, "a-2@mail.example").value().empty());
  CHECK(is_participant(*d.store, "T-1000", "ann@acme.example").value());
  CHECK_FALSE(is_participant(*d.store, "T-1000", "eve@acme.example").value());
  CHECK_FALSE(is_participant(*d.store, "T-1001", "ann@acme.example").value());
}

TEST_CASE("records: a directory record, a rule set and a setting") {
  Desk d;
  d.write([](Transaction& t) {
    Contact ann;
    ann.id = "ann";
    ann.first_name = "Ann";
    put_record(t, RecordKind::contacts, ann);
    put_rule_set(t, "sha256:1", "text");
    set_active_rules(t, "sha256:1");
    put_setting(t, "token/1", "x");
  });
  CHECK(all_records(*d.store).value().contacts.at(0).first_name == "Ann");
  CHECK(get_rule_set(*d.store, active_rules(*d.store).value()).value() == "text");
  CHECK(get_settings(*d.store, "token/").value().at(0).first == "token/1");
  d.write([](Transaction& t) { erase_record(t, RecordKind::contacts, "ann"); });
  CHECK(all_records(*d.store).value().contacts.empty());
}

TEST_CASE("lists: tickets by queue, status, tenant and what is searched for, newest first") {
  Desk d;
  d.mail(1000, "a-1", "ann@acme.example", "The printer burns");
  d.mail(1001, "a-2", "bob@acme.example", "Printer jam, printer again");
  d.write([](Transaction& t) {
    put_ticket(t, make_ticket(1002, "southwind", "us.voice", TicketStatus::active), nullptr);
  });
  TicketFilter filter;
  CHECK(d.tickets(filter) == "T-1002 T-1001 T-1000 ");
  filter.msp = "northwind";
  CHECK(d.tickets(filter) == "T-1001 T-1000 ");
  filter.status = TicketStatus::active;
  CHECK(d.tickets(filter) == "");
  filter.msp = "";
  CHECK(d.tickets(filter) == "T-1002 ");
  filter = {};
  filter.queue = "us.voice";
  CHECK(d.tickets(filter) == "T-1002 ");
  CHECK(d.search("PRINTER") == "T-1001 T-1000 ");
  CHECK(d.search("printer burns") == "T-1000 ");
  CHECK(d.search("Ann@acme.example") == "T-1000 ");
  CHECK(d.search("#1001") == "T-1001 ");
  CHECK(d.search("T-1002") == "T-1002 ");
  CHECK(d.search("1003") == "");
  filter = {};
  filter.msp = "southwind";
  filter.q = "1000";  // another tenant's
  CHECK(d.tickets(filter) == "");
  filter.q = "printer";
  CHECK(d.tickets(filter) == "");
  filter.q = "a";
  CHECK(list_tickets(*d.store, filter, "", 10).error().code == ProblemCode::invalid);
}

TEST_CASE("lists: a ticket that changes moves between them") {
  Desk d;
  const auto before = make_ticket(1000, "m", "us.voice");
  auto after = before;
  after.queue = "msp";
  after.status = TicketStatus::closed;
  d.write([&](Transaction& t) { put_ticket(t, before, nullptr); });
  d.write([&](Transaction& t) { put_ticket(t, after, &before); });
  TicketFilter filter;
  filter.queue = "us.voice";
  CHECK(d.tickets(filter) == "");
  filter.queue = "msp";
  CHECK(d.tickets(filter) == "T-1000 ");
  filter.status = TicketStatus::closed;
  CHECK(d.tickets(filter) == "T-1000 ");
}

TEST_CASE("lists: pages do not repeat or skip while records come") {
  Desk d;
  for (std::uint64_t n = 1000; n < 1010; ++n)
    d.write([&](Transaction& t) { put_ticket(t, make_ticket(n, "m", "q"), nullptr); });
  TicketFilter filter;
  filter.queue = "q";
  std::string seen, cursor;
  std::uint64_t newer = 1010;
  do {
    const auto page = list_tickets(*d.store, filter, cursor, 3).value();
    for (const auto& ticket : page.items) seen += ticket.id.substr(5) + ' ';
    cursor = page.next_cursor;
    d.write([&](Transaction& t) { put_ticket(t, make_ticket(newer++, "m", "q"), nullptr); });
  } while (!cursor.empty());
  CHECK(seen == "9 8 7 6 5 4 3 2 1 0 ");
  CHECK(list_tickets(*d.store, filter, "zzz", 3).error().code == ProblemCode::invalid);
  CHECK(list_tickets(*d.store, filter, "xabc", 3).error().code == ProblemCode::invalid);
}

TEST_CASE("lists: a search whose matches are rare goes on from page to page, and finds all") {
  Desk d;
  d.write([&](Transaction& t) {
    for (std::uint64_t n = 1000; n < 4000; ++n)
      put_ticket(t,
                 make_ticket(n, "m", n % 2 != 0 ? "odd" : "even",
                             n % 2 == 0 || n == 1001 ? TicketStatus::held : TicketStatus::new_),
                 nullptr);
  });
  TicketFilter filter;
  filter.queue = "odd";
  filter.status = TicketStatus::held;
  std::string seen, cursor;
  int pages = 0;
  do {
    const auto page = list_tickets(*d.store, filter, cursor, 100).value();
    for (const auto& ticket : page.items) seen += ticket.id + ' ';
    cursor = page.next_cursor;
    ++pages;
  } while (!cursor.empty() && pages < 100);
  CHECK(seen == "T-1001 ");
  CHECK(pages > 1);
}

TEST_CASE("lists: arrivals by outcome, channel, line and sender") {
  Desk d;
  d.mail(1000, "a-1", "ann@acme.example", "x");
  d.write([](Transaction& t) {
    auto spam = make_arrival("a-2", "northwind");
    spam.outcome = Outcome::quarantined;
    put_arrival(t, spam, nullptr);
    auto call = make_arrival("a-3", "");
    call.channel = Channel::voice;
    call.line = "us-voice";
    put_arrival(t, call, nullptr);
  });
  const auto ids = [&](const ArrivalFilter& filter) {
    std::string all;
    for (const auto& arrival : list_arrivals(*d.store, filter, "", 10).value().items)
      all += arrival.id + ' ';
    return all;
  };
  ArrivalFilter filter;
  CHECK(ids(filter) == "a-3 a-2 a-1 ");
  filter.outcome = Outcome::quarantined;
  CHECK(ids(filter) == "a-2 ");
  filter.msp = "southwind";
  CHECK(ids(filter) == "");
  filter = {};
  filter.channel = Channel::voice;
  CHECK(ids(filter) == "a-3 ");
  filter.line = "mail";
  CHECK(ids(filter) == "");
  filter = {};
  filter.from = "ann@acme.example";
  CHECK(ids(filter) == "a-1 ");
}

TEST_CASE("lists: all arrivals of an outcome are counted, where they are now") {
  Desk d;
  auto last = make_arrival("a-x", "");
  last.outcome = Outcome::quarantined;
  d.write([&](Transaction& t) {
    for (int i = 0; i < 1200; ++i) {  // more than a page, and than a page's work
      auto spam = make_arrival("a-" + std::to_string(i), i % 2 ? "northwind" : "");
      spam.outcome = i < 1100 ? Outcome::quarantined : Outcome::watched;
      put_arrival(t, spam, nullptr);
    }
    put_arrival(t, last, nullptr);
  });
  CHECK(count_arrivals(*d.store, Outcome::quarantined).value() == 1101);
  CHECK(count_arrivals(*d.store, Outcome::watched).value() == 100);
  CHECK(count_arrivals(*d.store, Outcome::refused).value() == 0);
  d.write([&](Transaction& t) {
    auto released = last;
    released.outcome = Outcome::queued;
    put_arrival(t, released, &last);
  });
  CHECK(count_arrivals(*d.store, Outcome::quarantined).value() == 1100);
}

TEST_CASE("lists: the arrivals of a ticket by page, newest first, also after they were erased") {
  Desk d;
  d.write([](Transaction& t) {
    for (int i = 1; i <= 5; ++i) {
      auto arrival = make_arrival("a-" + std::to_string(i), "northwind", i);
      if (i != 3) arrival.ticket = "T-1000";
      put_arrival(t, arrival, nullptr);
    }
    CHECK(forget(t, "a-4"));
  });
  ArrivalFilter filter;
  filter.ticket = "T-1000";
  std::string ids, cursor;
  do {
    const auto page = list_arrivals(*d.store, filter, cursor, 2).value();
    for (const auto& arrival : page.items) ids += arrival.id + ' ';
    cursor = page.next_cursor;
  } while (!cursor.empty());
  CHECK(ids == "a-5 a-4 a-2 a-1 ");
  filter.msp = "southwind";
  CHECK(list_arrivals(*d.store, filter, "", 9).value().items.empty());
}

TEST_CASE("lists: an arrival that gets its ticket later is listed with it then") {
  Desk d;
  const auto before = make_arrival("a-1", "northwind");
  auto after = before;
  after.ticket = "T-1000";
  d.write([&](Transaction& t) { put_arrival(t, before, nullptr); });
  ArrivalFilter filter;
  filter.ticket = "T-1000";
  CHECK(list_arrivals(*d.store, filter, "", 9).value().items.empty());
  d.write([&](Transaction& t) { put_arrival(t, after, &before); });
  CHECK(list_arrivals(*d.store, filter, "", 9).value().items.size() == 1);
}

TEST_CASE("erasure: what is personal goes, ids and decisions stay") {
  Desk d;
  d.mail(1000, "a-1", "ann@acme.example", "The printer burns", "r-1");
  d.mail(1001, "a-2", "ann@acme.example", "Again", "r-1");  // shares its raw bytes
  d.write([](Transaction& t) { CHECK(erase_arrival(t, "a-1").value()); });
  CHECK_FALSE(get_arrival(*d.store, "a-1").value()->facts_erased);  // the journal marks it
  d.write([](Transaction& t) { CHECK(forget(t, "a-1")); });
  CHECK(get_facts(*d.store, "a-1").value() == std::nullopt);
  CHECK(get_event(*d.store, 1).value()->arrival == "a-1");
  CHECK(d.search("printer") == "");
  CHECK(d.search("ann@acme.example") == "T-1001 ");
  CHECK_FALSE(is_participant(*d.store, "T-1000", "ann@acme.example").value());
  CHECK(is_participant(*d.store, "T-1001", "ann@acme.example").value());
  CHECK(tickets_of_message(*d.store, "a-1@mail.example").value().empty());
  CHECK(find_by_key(*d.store, sha256_hex("a-1")).value() == "a-1");
  CHECK(get_raw(*d.store, "r-1").value().has_value());
  // The lists that are no personal data: msp+outcome, outcome, line, ticket.
  CHECK(d.index_keys_with("a-1") == 4);
  d.write([](Transaction& t) {
    const PersonTraces ann{"ann", "northwind", {}, {}};
    CHECK(arrivals_of_person(t, ann, "", 10).value().arrivals == std::vector<std::string>{"a-2"});
    CHECK(forget(t, "a-2"));
    CHECK(arrivals_of_person(t, ann, "", 10).value().arrivals.empty());
    CHECK_FALSE(forget(t, "a-1"));
    CHECK_FALSE(forget(t, "a-9"));
  });
  CHECK(get_raw(*d.store, "r-1").value() == std::nullopt);
  CHECK(ok(d.store->purge()));
  CHECK(get_raw(*d.store, "r-1").value() == std::nullopt);
}

TEST_CASE("erasure: facts that are damaged go too, with their raw bytes") {
  Desk d;
  d.mail(1000, "a-1", "ann@acme.example", "The printer burns", "a-1");
  d.write([](Transaction& t) { t.put(Column::facts, "a-1", "{\"id\":"); });
  CHECK_FALSE(get_facts(*d.store, "a-1").has_value());
  d.write([](Transaction& t) { CHECK(forget(t, "a-1")); });
  CHECK(get_facts(*d.store, "a-1").value() == std::nullopt);
  CHECK(get_raw(*d.store, "a-1").value() == std::nullopt);
}

TEST_CASE("records: C18a, an address that only folds alike takes no part in the ticket") {
  Desk d;
  d.mail(1000, "a-1", "ann@stra\u00dfe.example", "One");
  d.mail(1001, "a-2", "ann@strasse.example", "Two");
  CHECK(is_participant(*d.store, "T-1000", "ann@stra\u00dfe.example").value());
  CHECK_FALSE(is_participant(*d.store, "T-1000", "ann@strasse.example").value());
  CHECK_FALSE(is_participant(*d.store, "T-1001", "ann@stra\u00dfe.example").value());
  CHECK(d.search("Ann@Strasse.Example") == "T-1001 ");
}

TEST_CASE("erasure: raw bytes go with the last arrival that uses them, whichever that is") {
  for (const bool first_goes_first : {true, false}) {
    Desk d;
    d.mail(1000, "a-1", "ann@acme.example", "To two lines", "a-1");
    d.mail(1001, "a-2", "ann@acme.example", "To two lines", "a-1");
    d.mail(1002, "a-3", "ann@acme.example", "To two lines", "a-1");
    const auto [one, two] = first_goes_first ? std::pair("a-1", "a-3") : std::pair("a-3", "a-1");
    for (const auto* arrival : {one, "a-2"}) {
      d.write([&](Transaction& t) { CHECK(forget(t, arrival)); });
      CHECK(get_raw(*d.store, "a-1").value().has_value());
    }
    d.write([&](Transaction& t) { CHECK(forget(t, two)); });
    CHECK(get_raw(*d.store, "a-1").value() == std::nullopt);
  }
}

TEST_CASE("retention: an MSP's arrivals from before an instant, until they are erased") {
  Desk d;
  d.write([](Transaction& t) {
    for (int i = 1; i <= 5; ++i)
      put_arrival(t, make_arrival("a-" + std::to_string(i), "northwind", i), nullptr);
    put_arrival(t, make_arrival("a-0", "southwind", 0), nullptr);
  });
  CHECK(arrivals_before(*d.store, "northwind", at_second(4), 2).value() ==
        std::vector<std::string>{"a-1", "a-2"});
  d.write([](Transaction& t) { CHECK(forget(t, "a-1")); });
  CHECK(arrivals_before(*d.store, "northwind", at_second(4), 9).value() ==
        std::vector<std::string>{"a-2", "a-3"});
}

TEST_CASE("export: a contact's record, arrivals with facts and decision, and tickets") {
  Desk d;
  d.write([](Transaction& t) {
    Contact ann;
    ann.id = "ann";
    put_record(t, RecordKind::contacts, ann);
  });
  d.mail(1000, "a-1", "ann@acme.example", "One");
  d.mail(1001, "a-2", "ann@acme.example", "Two");
  PersonTraces ann{"ann", "northwind", {}, {}};
  ann.known = true;
  const auto lines = exported(*d.store, ann);
  REQUIRE(lines.size() == 5);
  for (const auto& line : lines) CHECK(ok(parse_json(line)));
  CHECK(lines[1].find("\"subject\":\"One\"") != std::string::npos);
  CHECK(lines[1].find("\"decision\":{\"outcome\"") != std::string::npos);
  CHECK(lines[4].find("T-1001") != std::string::npos);
}
