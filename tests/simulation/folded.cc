#include "tests/simulation/folded.h"

#include <algorithm>
#include <functional>

#include "rules/base/json.h"
#include "storage/lists.h"
#include "storage/records.h"
#include "storage/recover_state.h"
#include "tests/simulation/ledger.h"

namespace frontdesk::simulation {
namespace {

bool follows(EventKind kind) {
  return kind == EventKind::released || kind == EventKind::due || kind == EventKind::reviewed ||
         kind == EventKind::review_overdue || kind == EventKind::facts_erased;
}

// What the desk does by itself is done when its time has come, and not before.
void expect_due(const Event& event, const Ticket* ticket, const ArrivalRecord* arrival) {
  std::optional<Instant> at;
  if (event.kind == EventKind::due && ticket) at = ticket->held_until;
  if (event.kind == EventKind::expired && ticket) at = ticket->expires_at;
  if (event.kind == EventKind::review_overdue && arrival) at = arrival->review_by;
  const bool by_itself = event.kind == EventKind::due || event.kind == EventKind::expired ||
                         event.kind == EventKind::review_overdue;
  if (by_itself)
    expect(at && *at <= event.at,
           "line " + std::to_string(event.position) + " was not due: " + to_json(event));
}

template <class Record>
const Record* find(const std::map<std::string, Record>& all, const std::string& id) {
  const auto found = all.find(id);
  return found == all.end() ? nullptr : &found->second;
}

template <class Record>
void expect_same(const std::map<std::string, Record>& folded,
                 const std::map<std::string, std::string>& stored, const std::string& what) {
  for (const auto& [id, record] : folded) {
    const auto found = stored.find(id);
    expect(found != stored.end(), what + " " + id + " stands in the journal and has no record");
    expect(found->second == to_json(record), what + " " + id + " is\n" + found->second +
                                                 "\nand the journal says\n" + to_json(record));
  }
  for (const auto& [id, text] : stored)
    expect(folded.contains(id), what + " " + id + " does not stand in the journal");
}

// All pages of a list, as ids.
template <class T, class F>
std::vector<std::string> walk(F page_of) {
  std::vector<std::string> ids;
  std::string cursor;
  std::size_t limit = 1;
  do {
    const Result<Page<T>> page = page_of(cursor, limit++ % 7 + 1);
    expect(page.has_value(), "a list cannot be read");
    for (const auto& item : page->items) ids.push_back(item.id);
    cursor = page->next_cursor;
  } while (!cursor.empty());
  return ids;
}

// The newest first: the ids sort by time, and by number.
void expect_list(std::vector<std::string> listed, std::vector<std::string> wanted,
                 const std::string& what) {
  std::sort(wanted.begin(), wanted.end(), std::greater<>());
  expect(listed == wanted, "the list of " + what + " has " + std::to_string(listed.size()) +
                               " and should have " + std::to_string(wanted.size()));
}

template <class Record>
std::vector<std::string> those(const std::map<std::string, Record>& all,
                               const std::function<bool(const Record&)>& wanted) {
  std::vector<std::string> ids;
  for (const auto& [id, record] : all)
    if (wanted(record)) ids.push_back(id);
  return ids;
}

std::vector<std::string> tickets_of(const Reader& reader, const TicketFilter& filter) {
  return walk<Ticket>([&](const std::string& cursor, std::size_t limit) {
    return list_tickets(reader, filter, cursor, limit);
  });
}

std::vector<std::string> arrivals_of(const Reader& reader, const ArrivalFilter& filter) {
  return walk<ArrivalRecord>([&](const std::string& cursor, std::size_t limit) {
    return list_arrivals(reader, filter, cursor, limit);
  });
}

}  // namespace

Folded fold_journal(const Reader& reader) {
  Folded all;
  auto events = get_events(reader, 1, 1'000'000);
  expect(events.has_value(), "the journal cannot be read");
  all.events = std::move(*events);
  Position last = 0;
  for (const auto& event : all.events) {
    ++last;
    expect(event.position == last, "line " + std::to_string(last) + " of the journal is missing");
    const auto* arrival = find(all.arrivals, event.arrival);
    std::string named = event.ticket;
    if (event.decision && event.decision->outcome == Outcome::appended)
      named = event.decision->ticket.value_or("");
    else if (follows(event.kind) && arrival && !arrival->ticket.empty())
      named = arrival->ticket;
    const auto* ticket = find(all.tickets, named);
    if (event.kind == EventKind::arrived)
      expect(!arrival, event.arrival + " arrives twice in the journal");
    expect_due(event, ticket, arrival);
    const auto effects = apply(all.state, event, ticket, follows(event.kind) ? arrival : nullptr);
    expect(!effects.conflict, "line " + std::to_string(last) + " of the journal has no effect: " +
                                  effects.conflict.value_or(""));
    for (const auto& one : effects.tickets) all.tickets[one.id] = one;
    for (const auto& one : effects.arrivals) all.arrivals[one.id] = one;
  }
  return all;
}

void compare_records(const Reader& reader, const Folded& folded) {
  std::map<std::string, std::string> tickets, arrivals;
  for (auto cursor = reader.walk(Column::tickets, {}); cursor.valid(); cursor.next()) {
    const auto number = number_of(cursor.key());
    expect(number.has_value(), "a ticket without a number");
    // Read and written again: members that have their default may be left out.
    tickets[ticket_id(*number)] = to_json(from_json<Ticket>(cursor.value()).value());
  }
  for (auto cursor = reader.walk(Column::arrivals, {}); cursor.valid(); cursor.next())
    arrivals[std::string(cursor.key())] = to_json(from_json<ArrivalRecord>(cursor.value()).value());
  expect_same(folded.tickets, tickets, "ticket");
  expect_same(folded.arrivals, arrivals, "arrival");
}

void compare_lists(const Reader& reader, const Folded& folded) {
  const auto tickets = [&](const TicketFilter& filter, const std::string& what,
                           const std::function<bool(const Ticket&)>& wanted) {
    auto ids = those<Ticket>(folded.tickets, wanted);
    expect_list(tickets_of(reader, filter), std::move(ids), what);
  };
  const auto arrivals = [&](const ArrivalFilter& filter, const std::string& what,
                            const std::function<bool(const ArrivalRecord&)>& wanted) {
    expect_list(arrivals_of(reader, filter), those<ArrivalRecord>(folded.arrivals, wanted), what);
  };
  for (const auto status : {TicketStatus::new_, TicketStatus::held, TicketStatus::pending_approval})
    tickets({"", "", "", status}, "tickets by status",
            [&](const Ticket& one) { return one.status == status; });
  for (const char* queue : {"triage", "any.ticket", "msp", "approval", "us.voice", "any.voice"})
    tickets({queue, "", "", std::nullopt}, std::string("tickets in ") + queue,
            [&](const Ticket& one) { return one.queue == queue; });
  for (const char* msp : {"northwind", "fabrikam", "umbrella"}) {
    tickets({"", msp, "", TicketStatus::new_}, std::string("new tickets of ") + msp,
            [&](const Ticket& one) { return one.msp == msp && one.status == TicketStatus::new_; });
    ArrivalFilter filter;
    filter.msp = msp;
    arrivals(filter, std::string("arrivals of ") + msp,
             [&](const ArrivalRecord& one) { return one.msp == msp; });
  }
  for (const auto outcome :
       {Outcome::queued, Outcome::appended, Outcome::quarantined, Outcome::watched, Outcome::held,
        Outcome::pending_approval, Outcome::refused, Outcome::msp}) {
    ArrivalFilter filter;
    filter.outcome = outcome;
    arrivals(filter, "arrivals by outcome",
             [&](const ArrivalRecord& one) { return one.outcome == outcome; });
  }
}

void compare_recovered(const Reader& reader, const Folded& folded) {
  const auto recovered = recover_state(reader);
  expect(recovered.has_value(), "the state cannot be recovered");
  const auto& state = recovered->desk;
  expect(recovered->last == folded.events.size(), "the journal's last line is another");
  expect(state.open_tickets() == folded.state.open_tickets(), "a start finds other open tickets");
  folded.state.for_each([&](const Ticket& ticket) {
    const auto* found = state.ticket(ticket.id);
    expect(found && to_json(*found) == to_json(ticket), "a start finds another " + ticket.id);
  });
  expect(state.queues() == folded.state.queues(), "a start finds other queues");
  expect(state.reviews() == folded.state.reviews(), "a start finds other watched mail");
  expect(state.first_due() == folded.state.first_due(), "a start finds another deadline");
  expect(state.next_ticket() == folded.state.next_ticket(), "a start gives other numbers");
}

}  // namespace frontdesk::simulation
