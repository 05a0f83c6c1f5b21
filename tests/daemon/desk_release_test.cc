// Letting arrivals through: with a contact, without one, by whom, and what is kept of it.
#include "storage/lists.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";

// Lines of their own for the MSP that refuses strangers and the one that adds them.
LoadedRules rules_of_two() {
  auto texts = rules_with().rules->texts;
  texts["lines.toml"] +=
      "\n[[line]]\nid = \"fabrikam-mail\"\nchannel = \"email\"\n"
      "address = \"help@fabrikam.example\"\nmsp = \"fabrikam\"\n"
      "\n[[line]]\nid = \"northwind-mail\"\nchannel = \"email\"\n"
      "address = \"help@northwind.example\"\nmsp = \"northwind\"\n"
      "\n[[line]]\nid = \"umbrella-voice\"\nchannel = \"voice\"\n"
      "number = \"+13125550190\"\nmsp = \"umbrella\"\n";
  return compile_rules(texts);
}

Taken stranger(Desk& d, const std::string& id, const std::string& to) {
  return d.mail("Kim Roe <kim@elsewhere.example>", "Help", "Message-ID: <" + id + "@x>\r\n",
                "Hello.", to);
}

Contact kim(std::string site = "acme-nyc") {
  Contact made;
  made.id = "kim";
  made.site = std::move(site);
  made.emails = {"kim@elsewhere.example"};
  return made;
}

Result<Decision> release(Desk& d, const std::string& arrival, std::optional<Contact> contact = {},
                         const std::string& only_msp = {}) {
  return answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
    d.desk->release({arrival, "tess", std::move(contact), only_msp}, std::move(done));
  });
}

bool let_in(const Decision& decision) {
  return std::any_of(decision.steps.begin(), decision.steps.end(),
                     [](const Step& step) { return step.code == "let_in"; });
}

Event last_event(Desk& d) {
  return get_event(*d.store, last_position(*d.store).value()).value().value();
}

}  // namespace

TEST_CASE("an approval with a contact makes them, and the ticket stays the same (C12)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto taken = stranger(d, "k1", "help@northwind.example");
  REQUIRE(taken.decision.outcome == Outcome::pending_approval);
  const auto released = release(d, taken.arrival, kim());
  REQUIRE(released.has_value());
  CHECK(released->outcome == Outcome::queued);
  CHECK(released->contact == "kim");
  CHECK(released->ticket == taken.decision.ticket);
  CHECK_FALSE(let_in(*released));
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::new_);
  d.reopen();
  CHECK(d.desk->directory()->contact("kim"));
  CHECK(stranger(d, "k2", "help@northwind.example").decision.contact == "kim");
}

TEST_CASE("a stranger who is let in without a contact is the MSP's, refused or waiting (C12)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto waiting = stranger(d, "k3", "help@northwind.example");
  const auto refused = stranger(d, "k4", "help@fabrikam.example");
  REQUIRE(refused.decision.outcome == Outcome::refused);
  for (const auto& taken : {waiting, refused}) {
    const auto released = release(d, taken.arrival);
    REQUIRE(released.has_value());
    CHECK(released->outcome == Outcome::msp);
    CHECK(let_in(*released));
    REQUIRE(released->ticket);
    CHECK(d.ticket(*released->ticket).queue == "msp");
  }
}

TEST_CASE("an MSP's approval makes no contact at another MSP's site (users-want 5)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto taken = stranger(d, "k5", "help@northwind.example");
  CHECK(!release(d, taken.arrival, kim("initech-hq"), "northwind"));
  CHECK_FALSE(d.desk->directory()->contact("kim"));
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::pending_approval);
}

TEST_CASE("what is released stays its MSP's, whoever claims the sender meanwhile (C13 C18 C27)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto put = [&](Contact contact) {
    DirectoryEdit edit;
    edit.by = "test";
    edit.put.contacts = {std::move(contact)};
    REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
              d.desk->edit(edit, std::move(done));
            }).has_value());
  };
  put(kim());
  const auto watched = d.mail("kim@elsewhere.example", "Undelivered Mail Returned to Sender",
                              "Message-ID: <r1@x>\r\n");
  auto held_by = kim("acme-bh");
  put(held_by);
  d.clock.set(at("2026-06-03T23:00:00Z"));
  const auto held = d.mail("kim@elsewhere.example", "Later", "Message-ID: <r2@x>\r\n");
  REQUIRE(watched.decision.spam_row == "S20");
  REQUIRE(held.decision.outcome == Outcome::held);
  auto spy = kim("initech-hq");
  spy.id = "spy";
  put(spy);
  const auto released = release(d, watched.arrival, {}, "northwind");
  REQUIRE(released.has_value());
  CHECK(released->msp == "northwind");
  CHECK(released->contact == "kim");
  // A person lets it through whose writer is gone: company and site are kept, and nobody is
  // refused.
  DirectoryEdit removal;
  removal.by = "test";
  removal.remove = {RecordKind::contacts, "kim"};
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(removal, std::move(done));
          }).has_value());
  const auto let = release(d, held.arrival);
  REQUIRE(let.has_value());
  CHECK(let->outcome == Outcome::msp);
  CHECK(let->msp == "northwind");
  CHECK(let->site == "acme-bh");
  CHECK(let_in(*let));
  CHECK(d.ticket(*held.decision.ticket).queue == "msp");
}

TEST_CASE("what is held for its site's hours is let through by a change of them alone (C9)") {
  Desk d(at("2026-06-03T23:00:00Z"), rules_of_two());
  d.load_directory();
  const auto held = d.mail("bob@acme.example", "Later", "Message-ID: <r3@x>\r\n");
  REQUIRE(held.decision.outcome == Outcome::held);
  const auto before = last_event(d).position;
  const auto refused = release(d, held.arrival);
  REQUIRE(!refused);
  CHECK(refused.error().code == ProblemCode::conflict);
  CHECK(refused.error().says.find("stays held until " + to_text(*held.decision.held_until)) !=
        std::string::npos);
  CHECK(last_event(d).position == before);
  CHECK(d.ticket(*held.decision.ticket).status == TicketStatus::held);

  DirectoryEdit edit;
  edit.by = "test";
  edit.put.sites = {d.desk->directory()->site("acme-bh")->site};
  edit.put.sites[0].plan = "global.24x7";
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(edit, std::move(done));
          }).has_value());
  const auto let = release(d, held.arrival);
  REQUIRE(let.has_value());
  CHECK(let->outcome == Outcome::queued);
  CHECK(d.ticket(*held.decision.ticket).status == TicketStatus::new_);
}

TEST_CASE(
    "the provider cannot hand an arrival to another MSP by the contact it approves (C12 C13)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto taken = stranger(d, "k10", "help@northwind.example");
  REQUIRE(taken.decision.outcome == Outcome::pending_approval);
  const auto refused = release(d, taken.arrival, kim("initech-hq"));
  REQUIRE(!refused);
  CHECK(refused.error().code == ProblemCode::invalid);
  CHECK_FALSE(d.desk->directory()->contact("kim"));
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::pending_approval);
}

TEST_CASE("the journal says who let an arrival through, and out of what") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto spam = d.mail("info@initech.example", "Hello", "Message-ID: <k6@x>\r\n");
  REQUIRE(spam.decision.outcome == Outcome::quarantined);
  const auto quarantined = [&] {
    ArrivalFilter filter;
    filter.outcome = Outcome::quarantined;
    return list_arrivals(*d.store, filter, "", 10)->items.size();
  };
  CHECK(quarantined() == 1);
  const auto released = release(d, spam.arrival);
  REQUIRE(released.has_value());
  CHECK(quarantined() == 0);
  const auto event = last_event(d);
  CHECK(event.kind == EventKind::released);
  CHECK(event.by == "tess");
  CHECK(event.refs == std::vector<std::string>{"quarantined"});
  // A reply to it finds the ticket that it has now.
  const auto reply =
      d.mail("info@initech.example", "Re: Hello", "Message-ID: <k7@x>\r\nIn-Reply-To: <k6@x>\r\n");
  CHECK(reply.decision.ticket == released->ticket);
}

TEST_CASE("a new person on release whose name cannot be kept waits for approval (C12)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto spam = d.mail(std::string(300, 'n') + " <info@hive.example>", "Help",
                           "Message-ID: <k8@x>\r\n", "Hello.", "help@umbrella.example");
  REQUIRE(spam.decision.outcome == Outcome::quarantined);
  const auto released = release(d, spam.arrival);
  REQUIRE(released.has_value());
  CHECK(released->outcome == Outcome::pending_approval);
  CHECK_FALSE(released->contact);
}

TEST_CASE("who calls with standing consent is known by the number next time (R76)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto call = [&] {
    Incoming incoming;
    incoming.arrival.id = new_arrival_id(d.clock.now());
    incoming.arrival.channel = Channel::voice;
    incoming.arrival.line = "umbrella-voice";
    incoming.arrival.at = d.clock.now();
    incoming.arrival.from_phone = "+13125550188";
    std::vector<Incoming> all;
    all.push_back(std::move(incoming));
    return answer_of<std::vector<Taken>>([&](FrontDesk::Done<std::vector<Taken>> done) {
      d.desk->take(std::move(all), "", std::move(done));
    });
  };
  const auto first = call();
  REQUIRE(first.has_value());
  REQUIRE(first->front().decision.contact);
  const auto again = call();
  REQUIRE(again.has_value());
  CHECK(again->front().decision.contact == first->front().decision.contact);
  CHECK(again->front().decision.recognition == Recognition::recognised);
}

TEST_CASE("the journal says who read the raw bytes of a mail") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto taken = d.mail("ann@acme.example", "Printer", "Message-ID: <k9@x>\r\n");
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->note_raw_read(taken.arrival, "tess", std::move(done));
          }).has_value());
  const auto event = last_event(d);
  CHECK(event.kind == EventKind::raw_read);
  CHECK(event.by == "tess");
  CHECK(event.arrival == taken.arrival);
}

TEST_CASE("mail to the partners' address is a ticket in their queue (R113)") {
  Desk d(at(wednesday), rules_of_two());
  d.load_directory();
  const auto taken = d.mail("nora@northwind.example", "Open cases", "Message-ID: <p1@x>\r\n",
                            "How is it going?", "expertserviceshelpdesk@connectwise.com");
  CHECK(taken.decision.outcome == Outcome::partner);
  REQUIRE(taken.decision.ticket);
  CHECK(d.ticket(*taken.decision.ticket).queue == "partner");
}
