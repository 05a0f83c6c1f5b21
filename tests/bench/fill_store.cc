// Fills a store with tickets, for measuring a start: fill_store DIR TICKETS OPEN
// Every ticket has an arrival with facts, a journal line and index terms, as the daemon writes
// them.

#include <cstdlib>
#include <iostream>

#include "rules/base/digest.h"
#include "storage/records.h"
#include "storage/store.h"

namespace {

using namespace frontdesk;

const Instant first_day = *parse_instant("2026-01-05T00:00:00Z");

Arrival arrival_of(std::size_t number, Instant at) {
  Arrival arrival;
  arrival.id = new_arrival_id(at);
  arrival.line = "helpdesk-email";
  arrival.at = at;
  arrival.from_address = "person" + std::to_string(number % 5000) + "@acme.example";
  arrival.key = sha256_hex(std::to_string(number));
  arrival.mail.subject = "Printer " + std::to_string(number) + " prints nothing";
  arrival.mail.message_id = "m" + std::to_string(number) + "@acme.example";
  return arrival;
}

void put_one(Transaction& transaction, std::size_t number, bool open) {
  const auto at = first_day + std::chrono::seconds{number};
  const auto arrival = arrival_of(number, at);
  Decision decision;
  decision.at = at;
  decision.line = arrival.line;
  decision.queue = "any.ticket";
  decision.msp = "northwind";
  decision.reasons = {"coverage"};
  Ticket ticket;
  ticket.id = "T-" + std::to_string(1000 + number);
  ticket.status = open ? TicketStatus::new_ : TicketStatus::closed;
  ticket.queue = *decision.queue;
  ticket.msp = *decision.msp;
  ticket.created_at = ticket.changed_at = at;
  ticket.interactions = {arrival.id};
  ArrivalRecord record;
  record.id = arrival.id;
  record.at = at;
  record.line = arrival.line;
  record.msp = ticket.msp;
  record.ticket = ticket.id;
  Event event;
  event.at = at;
  event.by = "email";
  event.arrival = arrival.id;
  event.ticket = ticket.id;
  event.decision = std::move(decision);
  record.decided = ticket.decided = transaction.append(event);
  put_ticket(transaction, ticket, nullptr);
  put_arrival(transaction, record, nullptr);
  put_facts(transaction, arrival, ticket.id);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: fill_store DIR TICKETS OPEN\n";
    return 64;
  }
  const auto tickets = std::strtoull(argv[2], nullptr, 10);
  const auto open = std::strtoull(argv[3], nullptr, 10);
  StoreOptions options;
  options.free_watermark_bytes = 0;
  auto store = Store::open(argv[1], options);
  if (!store) {
    std::cerr << "fill_store: " << store.error().says << '\n';
    return 1;
  }
  Position next = 1;
  for (std::size_t number = 0; number < tickets;) {
    Transaction transaction(**store, next);
    for (int i = 0; i < 500 && number < tickets; ++i, ++number)
      put_one(transaction, number, open > 0 && number % (tickets / open) == 0);
    next = transaction.next_position();
    if (const auto ok = (*store)->write(transaction); !ok) {
      std::cerr << "fill_store: " << ok.error().says << '\n';
      return 1;
    }
    if (number % 50'000 == 0) std::cerr << number << " of " << tickets << '\n';
  }
  return 0;
}
