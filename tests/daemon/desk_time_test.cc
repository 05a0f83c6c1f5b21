// What the desk does when a time comes, and what it knows of the mails before.
#include "storage/lists.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";
constexpr auto evening = "2026-06-03T23:00:00Z";  // 19:00 in Boston, Business Hours
constexpr auto morning = "2026-06-04T12:00:00Z";

// The writer sleeps on the machine's clock. A command makes it look at the desk's; what was due is
// in the store before the second is answered.
void look(Desk& d, std::string_view when) {
  d.clock.set(at(when));
  for (int i = 0; i < 2; ++i)
    REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
              d.desk->put_setting("look", "1", std::move(done));
            }).has_value());
}

bool said(const Decision& decision, std::string_view reason) {
  return std::find(decision.reasons.begin(), decision.reasons.end(), reason) !=
         decision.reasons.end();
}

}  // namespace

TEST_CASE("each held mail waits for its own time (C9)") {
  Desk d(at(evening));
  d.load_directory();
  DirectoryEdit edit;
  edit.by = "test";
  auto later = d.desk->directory()->site("acme-bh")->site;
  later.id = "acme-fr";
  later.time_zone = "America/Los_Angeles";
  edit.put.sites = {later};
  Contact kim;
  kim.id = "kim";
  kim.site = "acme-fr";
  kim.emails = {"kim@acme.example"};
  edit.put.contacts = {kim};
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(edit, std::move(done));
          }).has_value());
  d.clock.set(at("2026-06-06T02:00:00Z"));
  const auto boston = d.mail("bob@acme.example", "Two", "Message-ID: <d2@acme>\r\n");
  const auto angeles = d.mail("kim@acme.example", "Three", "Message-ID: <d3@acme>\r\n");
  REQUIRE(boston.decision.outcome == Outcome::held);
  REQUIRE(angeles.decision.outcome == Outcome::held);
  look(d, "2026-06-08T12:00:00Z");
  CHECK(d.ticket(*boston.decision.ticket).status == TicketStatus::new_);
  CHECK(d.ticket(*angeles.decision.ticket).status == TicketStatus::held);
  const auto lines = get_events(*d.store, 1, 1000).value();
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const Event& line) { return line.kind == EventKind::due; }) == 1);
  look(d, "2026-06-08T15:00:00Z");
  CHECK(d.ticket(*angeles.decision.ticket).status == TicketStatus::new_);
}

TEST_CASE("what was released from quarantine and then held is not screened again (C9, C18)") {
  Desk d(at(evening));
  d.load_directory();
  const auto watched = d.mail("bob@acme.example", "Out of Office", "Message-ID: <d4@acme>\r\n");
  REQUIRE(watched.decision.outcome == Outcome::watched);
  const auto released = answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
    d.desk->release({watched.arrival, "tess", std::nullopt, ""}, std::move(done));
  });
  REQUIRE(released.has_value());
  REQUIRE(released->outcome == Outcome::held);
  const auto listed = [&](TicketStatus status) {
    TicketFilter filter;
    filter.status = status;
    return list_tickets(*d.store, filter, "", 10)->items.size();
  };
  CHECK(listed(TicketStatus::held) == 1);
  look(d, morning);
  CHECK(listed(TicketStatus::held) == 0);
  CHECK(listed(TicketStatus::new_) == 1);
  CHECK(d.arrival(watched.arrival).outcome == Outcome::queued);
  CHECK(d.ticket(*released->ticket).status == TicketStatus::new_);
}

TEST_CASE("held work whose facts were erased is decided by its site (C9)") {
  Desk d(at(evening));
  d.load_directory();
  const auto taken = d.mail("bob@acme.example", "Scanner", "Message-ID: <d5@acme>\r\n");
  REQUIRE(taken.decision.outcome == Outcome::held);
  REQUIRE(answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
            d.desk->erase_contact({"bob", "admin"}, std::move(done));
          }).has_value());
  look(d, morning);
  const auto ticket = d.ticket(*taken.decision.ticket);
  CHECK(ticket.status == TicketStatus::new_);
  CHECK(ticket.queue == "any.ticket");
  CHECK(ticket.site == "acme-bh");
}

TEST_CASE("an approval that nobody gave goes to the MSP (C12)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail(std::string(300, 'n') + " <long@hive.example>", "Help",
                            "Message-ID: <d6@hive>\r\n", "Hello.", "help@umbrella.example");
  REQUIRE(taken.decision.outcome == Outcome::pending_approval);
  REQUIRE(taken.decision.expires_at);
  d.clock.set(*taken.decision.expires_at - std::chrono::seconds{1});
  d.mail("ann@acme.example", "Before", "Message-ID: <d7@acme>\r\n");
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::pending_approval);
  look(d, to_text(*taken.decision.expires_at));
  CHECK(d.ticket(*taken.decision.ticket).queue == "msp");
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::new_);
}

TEST_CASE("a sender over the rate is put away, until they fall silent (X4)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto* guard = d.rules.rules->spam.guard(LoopSign::sender_rate);
  REQUIRE(guard);
  const auto send = [&](unsigned i, const std::string& from = "ann@acme.example") {
    const auto n = std::to_string(i);
    return d.mail(from, "Alarm " + n, "Message-ID: <x" + n + from + ">\r\n").decision;
  };
  for (unsigned i = 0; i < guard->limit; ++i) CHECK(send(i).outcome == Outcome::queued);
  // Anybody may have written the others in the name of somebody on file: a person looks (C18).
  const auto watched = send(guard->limit);
  CHECK(said(watched, "loop:" + guard->id));
  CHECK(watched.outcome == Outcome::watched);
  CHECK(watched.review_by);
  for (unsigned i = 0; i < guard->limit; ++i) send(i, "machine@initech.example");
  CHECK(send(guard->limit, "machine@initech.example").outcome == Outcome::quarantined);
  CHECK(send(0, "peter@initech.example").outcome == Outcome::queued);
  d.clock.set(d.clock.now() + guard->period);
  CHECK(send(guard->limit + 1).outcome == Outcome::queued);
}

TEST_CASE("a ticket is looked for among the fifty nearest references (C18a)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto first = d.mail("ann@acme.example", "Printer", "Message-ID: <f1@acme>\r\n");
  const auto reply = [&](const std::string& id, int between) {
    std::string references = "References: <f1@acme>";
    for (int i = 0; i < between; ++i) references += "\r\n <n" + std::to_string(i) + "@x>";
    return d
        .mail("bob@acme.example", "Printer",
              "Message-ID: <" + id + "@acme>\r\n" + references + "\r\n")
        .decision;
  };
  CHECK(reply("f2", 49).ticket == first.decision.ticket);
  CHECK(reply("f3", 50).ticket != first.decision.ticket);
}

TEST_CASE("in-reply-to and the number in a subject find a ticket too (C18a)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto ticket =
      d.mail("ann@acme.example", "Printer", "Message-ID: <g1@acme>\r\n").decision.ticket;
  REQUIRE(ticket);
  CHECK(d.mail("bob@acme.example", "Printer", "Message-ID: <g2@acme>\r\nIn-Reply-To: <g1@acme>\r\n")
            .decision.ticket == ticket);
  CHECK(d.mail("bob@acme.example", "Re: [" + *ticket + "] Printer", "Message-ID: <g3@acme>\r\n")
            .decision.ticket == ticket);
  CHECK(d.mail("bob@acme.example", "Printer", "Message-ID: <g4@acme>\r\n").decision.ticket !=
        ticket);
}

TEST_CASE("each event and each copy is told once, and what has no event leaves the position") {
  Desk d(at(wednesday));
  d.load_directory();
  std::vector<Position> told;
  DeskObserver observer;
  observer.happened = [&](std::span<const Event> events) {
    for (const auto& event : events) told.push_back(event.position);
  };
  observer.duplicate = [&](Channel, std::string_view) { ++d.duplicates; };
  d.desk.reset();
  d.desk = *FrontDesk::open(*d.store, d.clock, d.rules.rules, {}, observer);
  const auto taken = d.mail("ann@acme.example", "Printer", "Message-ID: <o1@acme>\r\n");
  const Position position = d.desk->view()->position;
  CHECK(told == std::vector<Position>{position});
  CHECK(d.mail("ann@acme.example", "Printer", "Message-ID: <o1@acme>\r\n").arrival ==
        taken.arrival);
  look(d, wednesday);
  CHECK(d.desk->view()->position == position);
  CHECK(told == std::vector<Position>{position});
  CHECK(d.duplicates == 1);
}

TEST_CASE("the wallboard shows how many wait in a queue and since when, priority or not") {
  Desk d(at(wednesday));
  d.load_directory();
  DirectoryEdit edit;
  edit.by = "test";
  auto ann = *d.desk->directory()->contact("ann");
  ann.phones = {{"primary", "+12125550142", ""},
                {"other", "+12125550143", ""},
                {"mobile", "+12125550144", ""}};
  ann.priority_connect = true;
  edit.put.contacts = {ann};
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(edit, std::move(done));
          }).has_value());
  d.mail("peter@initech.example", "First", "Message-ID: <v1@initech>\r\n");
  d.clock.set(at("2026-06-03T15:00:00Z"));
  const auto priority = d.mail("ann@acme.example", "Second", "Message-ID: <v2@acme>\r\n");
  REQUIRE(priority.decision.priority == Priority::priority_connect);
  for (const auto& queue : d.desk->view()->queues)
    if (queue.queue == "any.ticket") {
      CHECK(queue.depth == 2);
      CHECK(queue.oldest_since == at(wednesday));
    } else {
      CHECK(queue.depth == 0);
      CHECK_FALSE(queue.oldest_since);
    }
}
