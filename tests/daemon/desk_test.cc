#include "tests/daemon/desk_fixture.h"

#include "storage/lists.h"
#include "storage/recover_state.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

// Wednesday 10:00 in New York.
constexpr auto wednesday = "2026-06-03T14:00:00Z";

bool has(const std::vector<std::string>& list, std::string_view what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

// The journal folded from its first line on.
struct Folded {
  DeskState state;
  std::map<std::string, Ticket> tickets;
  std::map<std::string, ArrivalRecord> arrivals;
};

Folded fold_all(const Store& store) {
  Folded all;
  const auto events = get_events(store, 1, 10'000);
  REQUIRE(events.has_value());
  CHECK(events->size() > 8);
  for (const auto& event : *events) {
    const std::string named = event.decision && event.decision->outcome == Outcome::appended
                                  ? event.decision->ticket.value_or("").str()
                                  : event.ticket;
    const auto ticket = all.tickets.find(named);
    const auto arrival = all.arrivals.find(event.arrival);
    const bool follows = event.kind == EventKind::released || event.kind == EventKind::due ||
                         event.kind == EventKind::reviewed ||
                         event.kind == EventKind::review_overdue ||
                         event.kind == EventKind::facts_erased;
    const auto effects =
        apply(all.state, event, ticket == all.tickets.end() ? nullptr : &ticket->second,
              follows && arrival != all.arrivals.end() ? &arrival->second : nullptr);
    CHECK_MESSAGE(!effects.conflict, effects.conflict.value_or(""));
    for (const auto& t : effects.tickets) all.tickets[t.id] = t;
    for (const auto& a : effects.arrivals) all.arrivals[a.id] = a;
  }
  return all;
}

}  // namespace

TEST_CASE("a mail from a contact becomes a queued ticket that survives a restart (R66, R71)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail("Ann Lee <ann@acme.example>", "Printer", "Message-ID: <m1@acme>\r\n");
  CHECK(taken.decision.outcome == Outcome::queued);
  CHECK(taken.decision.queue == "any.ticket");
  CHECK(taken.decision.contact == "ann");
  REQUIRE(taken.decision.ticket);
  d.reopen();
  const auto ticket = d.ticket(*taken.decision.ticket);
  CHECK(ticket.status == TicketStatus::new_);
  CHECK(ticket.interactions == std::vector<std::string>{taken.arrival});
  CHECK(get_raw(*d.store, d.arrival(taken.arrival).raw).value()->find("on fire") !=
        std::string::npos);
  CHECK(d.desk->view()->open_tickets == 1);
  // Numbers go on after a restart.
  const auto next = d.mail("ann@acme.example", "Scanner", "Message-ID: <m2@acme>\r\n");
  CHECK(next.decision.ticket != taken.decision.ticket);
}

TEST_CASE("the same mail twice is one record (C18a, users-want 2)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto first = d.mail("ann@acme.example", "Printer", "Message-ID: <m1@acme>\r\n");
  const auto again = d.mail("ann@acme.example", "Printer", "Message-ID: <m1@acme>\r\n");
  CHECK(again.decision.outcome == Outcome::duplicate);
  CHECK(again.arrival == first.arrival);
  CHECK(d.duplicates == 1);
  const auto other =
      d.mail("ann@acme.example", "Printer", "Message-ID: <m1@acme>\r\n", "Other text");
  CHECK(other.decision.outcome != Outcome::duplicate);
  CHECK(list_arrivals(*d.store, {}, "", 100)->items.size() == 2);
}

TEST_CASE("a reply joins its ticket; a stranger's gets one beside it (C18a)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto first = d.mail("ann@acme.example", "Printer", "Message-ID: <m1@acme>\r\n");
  const auto reply = d.mail("bob@acme.example", "Re: Printer",
                            "Message-ID: <m2@acme>\r\nReferences: <m1@acme>\r\n");
  CHECK(reply.decision.outcome == Outcome::appended);
  CHECK(reply.decision.ticket == first.decision.ticket);
  const auto stranger = d.mail("peter@initech.example", "Re: Printer",
                               "Message-ID: <m3@x>\r\nIn-Reply-To: <m1@acme>\r\n");
  CHECK(stranger.decision.outcome == Outcome::queued);
  CHECK(stranger.decision.msp == "fabrikam");
  CHECK(stranger.decision.ticket != first.decision.ticket);
  CHECK(d.ticket(*first.decision.ticket).interactions.size() == 2);
}

TEST_CASE("quarantined mail is released into a ticket once (C18, users-want 1)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto spam = d.mail("Info <info@acme.example>", "Hello", "Message-ID: <s1@acme>\r\n");
  CHECK(spam.decision.outcome == Outcome::quarantined);
  CHECK(spam.decision.spam_row == "S18");
  CHECK(has(spam.decision.reasons, "spam:S18"));
  const auto release = [&] {
    return answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
      d.desk->release({spam.arrival, "tess", std::nullopt, ""}, std::move(done));
    });
  };
  const auto released = release();
  REQUIRE(released.has_value());
  CHECK(released->outcome != Outcome::quarantined);
  CHECK(d.arrival(spam.arrival).released_by == "tess");
  const auto twice = release();
  REQUIRE(!twice);
  CHECK(twice.error().code == ProblemCode::conflict);
}

TEST_CASE("held mail waits for the window and is decided again when it opens (C9, C42)") {
  Desk d(at("2026-06-03T23:00:00Z"));  // 19:00 in Boston, Business Hours
  d.load_directory();
  const auto taken = d.mail("bob@acme.example", "Scanner", "Message-ID: <h1@acme>\r\n");
  REQUIRE(taken.decision.outcome == Outcome::held);
  CHECK(taken.decision.held_until == at("2026-06-04T12:00:00Z"));
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::held);
  d.reopen();  // deadlines are rebuilt at start
  d.clock.set(at("2026-06-04T12:00:00Z"));
  d.wake();
  const auto ticket = d.ticket(*taken.decision.ticket);
  CHECK(ticket.status == TicketStatus::new_);
  CHECK(d.arrival(taken.arrival).outcome == Outcome::queued);
  CHECK(ticket.answer_by == at("2026-06-04T14:00:00Z"));
}

TEST_CASE("held work is decided again by what opened it, however many replied since (C9)") {
  Desk d(at("2026-06-03T23:00:00Z"));
  d.load_directory();
  const auto taken = d.mail("bob@acme.example", "Scanner", "Message-ID: <o0@acme>\r\n");
  REQUIRE(taken.decision.outcome == Outcome::held);
  for (std::size_t i = 1; i <= interactions_named_max; ++i)
    d.mail("ann@acme.example", "Re: Scanner",
           "Message-ID: <o" + std::to_string(i) + "@acme>\r\nReferences: <o0@acme>\r\n");
  CHECK(d.ticket(*taken.decision.ticket).interactions.size() == interactions_named_max);
  CHECK(d.ticket(*taken.decision.ticket).interaction_count == interactions_named_max + 1);
  d.clock.set(at("2026-06-04T12:00:00Z"));
  d.wake();
  const auto ticket = d.ticket(*taken.decision.ticket);
  CHECK(ticket.status == TicketStatus::new_);
  CHECK(ticket.contact == "bob");
  CHECK(d.arrival(taken.arrival).outcome == Outcome::queued);
}

TEST_CASE("on a line that all share an unknown sender is nobody's yet (C12)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail("zoe@acme.example", "Help", "Message-ID: <z1@acme>\r\n");
  CHECK(taken.decision.queue == "triage");
  CHECK(has(taken.decision.reasons, "unattributed"));
}

TEST_CASE("standing consent makes the contact in the same commit (R76, C12)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail("Zoe New <zoe@hive.example>", "Help", "Message-ID: <z2@hive>\r\n",
                            "Hello.", "help@umbrella.example");
  CHECK(taken.decision.outcome == Outcome::queued);
  REQUIRE(taken.decision.contact);
  REQUIRE(d.desk->directory()->contact(*taken.decision.contact));
  d.reopen();
  const auto again = d.mail("zoe@hive.example", "More", "Message-ID: <z3@hive>\r\n", "Hello.",
                            "help@umbrella.example");
  CHECK(again.decision.contact == taken.decision.contact);
}

TEST_CASE("a new person whose name cannot be kept waits for approval; nothing is half done (C12)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail(std::string(300, 'n') + " <long@hive.example>", "Help",
                            "Message-ID: <z4@hive>\r\n", "Hello.", "help@umbrella.example");
  CHECK(taken.decision.outcome == Outcome::pending_approval);
  CHECK(get_raw(*d.store, d.arrival(taken.arrival).raw).value());
  CHECK(d.ticket(*taken.decision.ticket).status == TicketStatus::pending_approval);
}

TEST_CASE("a quarantined mail of a new person is released with a contact that exists (C12, C18)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto spam = d.mail("info@hive.example", "Help", "Message-ID: <z5@hive>\r\n", "Hello.",
                           "help@umbrella.example");
  REQUIRE(spam.decision.outcome == Outcome::quarantined);
  const auto released = answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
    d.desk->release({spam.arrival, "tess", std::nullopt, ""}, std::move(done));
  });
  REQUIRE(released.has_value());
  REQUIRE(released->contact);
  CHECK(d.desk->directory()->contact(*released->contact));
}

TEST_CASE("a start without a queue that a technician still has is refused like a reload") {
  const std::string queue =
      "\n[[queue]]\nid = \"extra.mail\"\ntitle = \"Extra\"\nchannels = [\"email\"]\n";
  Desk d(at(wednesday), rules_with(queue));
  d.load_directory();
  DirectoryEdit edit;
  edit.by = "test";
  edit.put.technicians = {{"tess", "Tess", Region::any, {"extra.mail"}}};
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(edit, std::move(done));
          }).has_value());
  const auto without = rules_with();
  const auto reload = answer_of<void>([&](FrontDesk::Done<void> done) {
    d.desk->activate(without.rules, "test", std::move(done));
  });
  REQUIRE(!reload);
  CHECK(reload.error().code == ProblemCode::in_use);
  d.close();
  d.rules = without;
  const auto start = d.try_open();
  REQUIRE(!start);
  CHECK(start.error().says.find("technician tess") != std::string::npos);
}

TEST_CASE("what a removed contact sent can still be erased (users-want 5)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail("ann@acme.example", "Secret", "Message-ID: <g1@acme>\r\n");
  DirectoryEdit edit;
  edit.by = "test";
  edit.remove.emplace(RecordKind::contacts, "ann");
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(edit, std::move(done));
          }).has_value());
  const auto erase = [&] {
    return answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
      d.desk->erase_contact({"ann", "admin"}, std::move(done));
    });
  };
  const auto erased = erase();
  REQUIRE(erased.has_value());
  CHECK(erased->arrivals == 1);
  CHECK(!get_facts(*d.store, taken.arrival).value());
  CHECK(!erase());
}

TEST_CASE("a contact whom an endpoint names is erased, and the endpoint stays") {
  Desk d(at(wednesday));
  d.load_directory();
  DirectoryEdit edit;
  edit.by = "test";
  Endpoint endpoint;
  endpoint.id = "pc-1";
  endpoint.site = "acme-nyc";
  endpoint.contact = "ann";
  edit.put.endpoints = {endpoint};
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(edit, std::move(done));
          }).has_value());
  REQUIRE(answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
            d.desk->erase_contact({"ann", "admin"}, std::move(done));
          }).has_value());
  CHECK(!d.desk->directory()->contact("ann"));
  REQUIRE(d.desk->directory()->endpoint("pc-1"));
  CHECK(d.desk->directory()->endpoint("pc-1")->contact.empty());
}

TEST_CASE("a contact is erased with all that they sent; the journal says so (users-want 5)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail("ann@acme.example", "Secret", "Message-ID: <e1@acme>\r\n");
  const auto erased = answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
    d.desk->erase_contact({"ann", "admin"}, std::move(done));
  });
  REQUIRE_MESSAGE(erased.has_value(), (erased ? "" : erased.error().says));
  CHECK(erased->arrivals == 1);
  CHECK(!get_facts(*d.store, taken.arrival).value());
  CHECK(!get_raw(*d.store, taken.arrival).value());
  CHECK(!d.desk->directory()->contact("ann"));
  CHECK(d.ticket(*taken.decision.ticket).id == *taken.decision.ticket);
  const auto after = d.mail("ann@acme.example", "Again", "Message-ID: <e2@acme>\r\n");
  CHECK(after.decision.recognition == Recognition::unknown);
}

TEST_CASE("a locked-out contact is not served on the next mail (users-want 9)") {
  Desk d(at(wednesday));
  d.load_directory();
  DirectoryEdit edit;
  edit.by = "nora";
  auto ann = *d.desk->directory()->contact("ann");
  ann.active = false;
  edit.put.contacts = {ann};
  REQUIRE(
      answer_of<void>([&](FrontDesk::Done<void> done) { d.desk->edit(edit, std::move(done)); }));
  const auto taken = d.mail("ann@acme.example", "Let me in", "Message-ID: <l1@acme>\r\n");
  CHECK(taken.decision.outcome == Outcome::msp);
  CHECK(has(taken.decision.reasons, "disabled_contact"));
}

TEST_CASE("one tenant's editor cannot touch another's records (users-want 5)") {
  Desk d(at(wednesday));
  d.load_directory();
  DirectoryEdit edit;
  edit.by = "token";
  edit.only_msp = "fabrikam";
  edit.put.contacts = {*d.desk->directory()->contact("ann")};
  edit.put.contacts[0].first_name = "Mallory";
  const auto put =
      answer_of<void>([&](FrontDesk::Done<void> done) { d.desk->edit(edit, std::move(done)); });
  REQUIRE(!put);
  CHECK(put.error().code == ProblemCode::not_found);
  CHECK(d.desk->directory()->contact("ann")->first_name == "Ann");
}

TEST_CASE("watched mail is marked when nobody looked in time, also over a restart (C18)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto watched =
      d.mail("ann@acme.example", "Please set up my Out of Office", "Message-ID: <w1@acme>\r\n");
  REQUIRE(watched.decision.outcome == Outcome::watched);
  const auto deadline = at("2026-06-03T16:00:00Z");
  CHECK(d.arrival(watched.arrival).review_by == deadline);
  CHECK(d.desk->view()->reviews_waiting == 1);
  CHECK(d.desk->view()->review_oldest_since == at(wednesday));
  d.reopen();
  CHECK(d.desk->view()->reviews_waiting == 1);
  d.clock.set(deadline - std::chrono::seconds{1});
  d.wake();
  CHECK_FALSE(has(d.arrival(watched.arrival).flags, "review_overdue"));
  d.clock.set(deadline);
  d.wake();
  CHECK(has(d.arrival(watched.arrival).flags, "review_overdue"));
  CHECK(d.arrival(watched.arrival).outcome == Outcome::watched);
  CHECK(d.desk->view()->reviews_overdue == 1);
  d.reopen();  // told once, and it waits on
  CHECK(d.desk->view()->reviews_waiting == 1);
  CHECK(d.desk->view()->reviews_overdue == 1);
  d.wake();
  CHECK(d.arrival(watched.arrival).flags == std::vector<std::string>{"review_overdue"});
}

TEST_CASE("watched mail that somebody confirms stays in quarantine and can be released (C18)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto watched =
      d.mail("ann@acme.example", "Please set up my Out of Office", "Message-ID: <w2@acme>\r\n");
  const auto confirm = [&](const std::string& arrival, const std::string& by) {
    return answer_of<ArrivalRecord>([&](FrontDesk::Done<ArrivalRecord> done) {
      d.desk->confirm(arrival, by, std::move(done));
    });
  };
  d.clock.set(at("2026-06-03T15:00:00Z"));
  const auto confirmed = confirm(watched.arrival, "tess");
  REQUIRE(confirmed.has_value());
  CHECK(confirmed->outcome == Outcome::quarantined);
  CHECK(to_json(*confirmed) == to_json(d.arrival(watched.arrival)));
  CHECK(d.desk->view()->reviews_waiting == 0);
  CHECK_FALSE(d.desk->view()->review_oldest_since);
  const auto again = confirm(watched.arrival, "nora");
  REQUIRE(!again);
  CHECK(again.error().code == ProblemCode::conflict);
  CHECK(again.error().says.find("tess") != std::string::npos);
  const auto unknown = confirm("a-none", "nora");
  REQUIRE(!unknown);
  CHECK(unknown.error().code == ProblemCode::conflict);
  // Its deadline went with the look.
  d.reopen();
  d.clock.set(at("2026-06-04T16:00:00Z"));
  d.wake();
  CHECK(d.arrival(watched.arrival).flags.empty());
  CHECK(answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
          d.desk->release({watched.arrival, "nora", std::nullopt, ""}, std::move(done));
        }).has_value());
  CHECK(d.arrival(watched.arrival).reviewed_by == "tess");
}

TEST_CASE("the journal folded from its start gives the records that are stored") {
  Desk d(at("2026-06-03T23:00:00Z"));
  d.load_directory();
  d.mail("ann@acme.example", "One", "Message-ID: <f1@acme>\r\n");
  d.mail("ann@acme.example", "Re: One", "Message-ID: <f2@acme>\r\nReferences: <f1@acme>\r\n");
  d.mail("bob@acme.example", "Held", "Message-ID: <f3@acme>\r\n");
  const auto spam = d.mail("info@acme.example", "Spam", "Message-ID: <f4@acme>\r\n");
  d.mail("nobody@nowhere.example", "Who", "Message-ID: <f5@x>\r\n");
  REQUIRE(answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
    d.desk->release({spam.arrival, "tess", std::nullopt, ""}, std::move(done));
  }));
  // Watched mail: one is confirmed, one released, one overdue, one overdue and then confirmed.
  std::vector<std::string> watched;
  for (const auto* id : {"w0", "w1", "w2", "w3"}) {
    const auto taken = d.mail("ann@acme.example", "Out of Office",
                              "Message-ID: <" + std::string(id) + "@acme>\r\n", id);
    REQUIRE(taken.decision.outcome == Outcome::watched);
    watched.push_back(taken.arrival);
  }
  const auto confirm = [&](const std::string& arrival) {
    return answer_of<ArrivalRecord>([&](FrontDesk::Done<ArrivalRecord> done) {
      d.desk->confirm(arrival, "tess", std::move(done));
    });
  };
  REQUIRE(confirm(watched[0]));
  REQUIRE(answer_of<Decision>([&](FrontDesk::Done<Decision> done) {
    d.desk->release({watched[1], "tess", std::nullopt, ""}, std::move(done));
  }));
  d.clock.set(at("2026-06-04T12:00:01Z"));
  d.wake();
  REQUIRE(confirm(watched[3]));
  const auto erased = answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
    d.desk->erase_contact({"ann", "admin"}, std::move(done));
  });
  REQUIRE(erased.has_value());
  CHECK(erased->arrivals == 6);

  const auto [state, tickets, arrivals] = fold_all(*d.store);
  const auto stored = list_tickets(*d.store, {}, "", 500);
  REQUIRE(stored.has_value());
  REQUIRE(stored->items.size() == tickets.size());
  for (const auto& ticket : stored->items) CHECK(to_json(ticket) == to_json(tickets.at(ticket.id)));
  const auto records = list_arrivals(*d.store, {}, "", 500);
  REQUIRE(records.has_value());
  REQUIRE(records->items.size() == arrivals.size());
  for (const auto& record : records->items)
    CHECK(to_json(record) == to_json(arrivals.at(record.id)));
  CHECK(has(arrivals.at(watched[2]).flags, "review_overdue"));
  CHECK(arrivals.at(watched[2]).facts_erased);
  const auto recovered = recover_state(*d.store);
  REQUIRE(recovered.has_value());
  CHECK(state.reviews().waiting() == 1);
  CHECK(state.reviews() == recovered->desk.reviews());
}
