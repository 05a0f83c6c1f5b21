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

}  // namespace

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
