// What the store leaves out of a record, a reader gives it back.
#include "storage/encode.h"

#include <doctest/doctest.h>

#include "router/event.h"
#include "storage/decode.h"
#include "tests/storage/support.h"

using namespace frontdesk;

namespace {

struct Part {
  int number = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Part, (), (number, text))

// Members whose default says something stay in, whatever they hold.
struct Whole {
  std::string zone = "UTC", name;
  int seven = 7, none = 0;
  bool on = true, off = false;
  Instant at{};
  Outcome outcome = Outcome::duplicate;
  std::vector<std::string> words{"a"}, more;
  std::optional<std::string> queue;
  std::chrono::minutes wait{5}, delay{0};
  Part part;
  std::vector<Part> parts;
  std::optional<Part> chosen;
};
BOOST_DESCRIBE_STRUCT(Whole, (),
                      (zone, name, seven, none, on, off, at, outcome, words, more, queue, wait,
                       delay, part, parts, chosen))

template <class T>
std::string stored(const T& value) {
  std::string out;
  append_stored(out, value);
  return out;
}

template <class T>
void reads_back(const T& value) {
  const auto again = from_json<T>(stored(value));
  REQUIRE(again.has_value());
  CHECK(to_json(*again) == to_json(value));
}

}  // namespace

TEST_CASE("encode: what says nothing is left out, unless its default says something") {
  CHECK(stored(Whole{}) ==
        R"({"zone":"UTC","seven":7,"on":true,"at":"1970-01-01T00:00:00Z","outcome":"duplicate",)"
        R"("words":["a"],"wait":5})");
  Whole other;
  other.zone.clear();
  other.seven = 0;
  other.on = false;
  other.words.clear();
  other.wait = {};
  other.chosen.emplace();
  other.parts.resize(2);
  other.part.text = "x";
  CHECK(stored(other) ==
        R"({"zone":"","seven":0,"on":false,"at":"1970-01-01T00:00:00Z","outcome":"duplicate",)"
        R"("words":[],"wait":0,"part":{"text":"x"},"parts":[{},{}],"chosen":{}})");
  reads_back(other);
  other.name = "\"\n";
  other.queue = "";
  reads_back(other);
}

TEST_CASE("encode: records read back the same, with nothing in them and with much") {
  reads_back(Event{});
  reads_back(Ticket{});
  reads_back(ArrivalRecord{});
  reads_back(Arrival{});

  Event event;
  event.decision.emplace();
  reads_back(event);
  event.decision->queue = "";
  event.decision->coverage.emplace();
  event.decision->steps.resize(2);
  event.decision->steps.back().refs = {std::string(), std::string("ann")};
  event.decision->silent = true;
  reads_back(event);

  Arrival arrival;
  arrival.mail.references = {"", "b"};
  arrival.mail.hits.exceptions = {0, 3};
  arrival.mail.attachments.resize(1);
  arrival.mail.auth.dkim = "pass";
  arrival.mail.hops = -1;
  arrival.withheld = true;
  reads_back(arrival);

  Ticket ticket;
  ticket.held_until = Instant{};
  ticket.decided = 1;
  reads_back(ticket);
}

// A release that gave one of them another default would read old stores wrong.
TEST_CASE("encode: a missing member of a stored record means nothing, and always will") {
  CHECK(to_json(from_json<Ticket>("{}").value()) == to_json(Ticket{}));
  CHECK(stored(Ticket{}) == R"({"status":"new","channel":"email","priority":"normal",)"
                            R"("created_at":"1970-01-01T00:00:00Z",)"
                            R"("changed_at":"1970-01-01T00:00:00Z"})");
  CHECK(stored(ArrivalRecord{}) ==
        R"({"channel":"email","at":"1970-01-01T00:00:00Z","outcome":"queued"})");
  CHECK(stored(Arrival{}) == R"({"channel":"email","at":"1970-01-01T00:00:00Z"})");
  Event event;
  event.decision.emplace();
  CHECK(stored(event) == R"({"kind":"arrived","at":"1970-01-01T00:00:00Z","channel":"email",)"
                         R"("decision":{"outcome":"queued","at":"1970-01-01T00:00:00Z",)"
                         R"("recognition":"unknown","priority":"normal"}})");
}
