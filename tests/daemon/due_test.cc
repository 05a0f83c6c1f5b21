// Held work whose time comes, by the arrival that opened it, as the store has it.
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto evening = "2026-06-03T23:00:00Z";  // 19:00 in Boston, Business Hours
constexpr auto morning = "2026-06-04T12:00:00Z";

Taken held_mail(Desk& d) {
  auto taken = d.mail("bob@acme.example", "Scanner", "Message-ID: <due1@acme>\r\n");
  REQUIRE(taken.decision.outcome == Outcome::held);
  return taken;
}

// Changes the store under a desk that is not running.
template <class F>
void change_store(Desk& d, F change) {
  d.desk.reset();
  Transaction transaction(*d.store, last_position(*d.store).value() + 1);
  change(transaction);
  REQUIRE(d.store->write(transaction));
}

Result<void> look(Desk& d) {
  return answer_of<void>(
      [&](FrontDesk::Done<void> done) { d.desk->put_setting("look", "1", std::move(done)); });
}

void edit(Desk& d, DirectoryEdit edit) {
  edit.by = "test";
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->edit(std::move(edit), std::move(done));
          }).has_value());
}

Contact person(const std::string& id, const std::string& site, const std::string& email) {
  Contact made;
  made.id = id;
  made.site = site;
  made.emails = {email};
  return made;
}

void put(Desk& d, Contact contact) {
  DirectoryEdit change;
  change.put.contacts = {std::move(contact)};
  edit(d, std::move(change));
}

std::string address_of(const std::string& name) {
  return name + "@elsewhere.example";
}

// A mail to the shared line of somebody at Acme whose address is in nobody's domain.
Taken held_of(Desk& d, const std::string& name) {
  put(d, person(name, "acme-bh", address_of(name)));
  auto taken = d.mail(address_of(name), "Scanner", "Message-ID: <" + name + "@x>\r\n");
  REQUIRE(taken.decision.outcome == Outcome::held);
  REQUIRE(taken.decision.msp == "northwind");
  return taken;
}

// "northwind/acme/acme-bh/solo queued any.ticket", of the ticket; the arrival must say the same.
std::string whose(Desk& d, const Taken& taken) {
  const auto ticket = d.ticket(*taken.decision.ticket);
  const auto record = d.arrival(taken.arrival);
  CHECK(record.msp == ticket.msp);
  CHECK(record.company == ticket.company);
  CHECK(record.contact == ticket.contact);
  return ticket.msp + '/' + ticket.company + '/' + ticket.site + '/' + ticket.contact + ' ' +
         ticket.queue;
}

}  // namespace

TEST_CASE(
    "held work stays its MSP's, whoever claims, locks out or removes the sender (C9 C13 C27)") {
  Desk d(at(evening));
  d.load_directory();
  const auto a = held_of(d, "a"), b = held_of(d, "b"), c = held_of(d, "c"), e = held_of(d, "e");
  for (const std::string name : {"a", "b", "c"})
    put(d, person("spy-" + name, "initech-hq", address_of(name)));
  auto locked = person("b", "acme-bh", address_of("b"));
  locked.active = false;
  put(d, locked);
  DirectoryEdit removal;
  removal.remove = {RecordKind::contacts, "c"};
  edit(d, removal);
  put(d, person("e", "acme-bh", "other@elsewhere.example"));
  d.clock.set(at(morning));
  d.wake();
  CHECK(whose(d, a) == "northwind/acme/acme-bh/a any.ticket");
  CHECK(whose(d, b) == "northwind/acme/acme-bh/b msp");
  CHECK(whose(d, c) == "northwind/acme/acme-bh/ msp");
  CHECK(whose(d, e) == "northwind/acme/acme-bh/ msp");
}

TEST_CASE("a ticket from before it named its opener is decided by the first that it lists (C9)") {
  Desk d(at(evening));
  d.load_directory();
  const auto taken = held_mail(d);
  change_store(d, [&](Transaction& transaction) {
    const auto now = d.ticket(*taken.decision.ticket);
    auto before = now;
    before.opened_by.clear();
    REQUIRE(before.interactions == std::vector{taken.arrival});
    put_ticket(transaction, before, &now);
  });
  d.reopen();
  d.clock.set(at(morning));
  REQUIRE(look(d));
  REQUIRE(look(d));
  const auto lines = get_events(*d.store, 1, 1000).value();
  const auto due = std::find_if(lines.begin(), lines.end(),
                                [](const Event& line) { return line.kind == EventKind::due; });
  REQUIRE(due != lines.end());
  CHECK(due->arrival == taken.arrival);
  CHECK(due->decision->contact == "bob");
}

TEST_CASE("held work whose facts are damaged is decided by its site and says so") {
  Desk d(at(evening));
  d.load_directory();
  const auto taken = held_mail(d);
  change_store(
      d, [&](Transaction& transaction) { transaction.put(Column::facts, taken.arrival, "{"); });
  d.reopen();
  d.clock.set(at(morning));
  REQUIRE(look(d));
  REQUIRE(look(d));
  const auto ticket = d.ticket(*taken.decision.ticket);
  CHECK(ticket.status == TicketStatus::new_);
  CHECK(ticket.queue == "any.ticket");
  CHECK(ticket.flags == std::vector<std::string>{"facts_unreadable"});
}
