// Fills a store as years of work would: a directory, tickets of many MSPs with the mails that
// opened them and answers to some, mail in quarantine, the journal's line of each. For measuring
// starts and lists.
//
//   fill_store DIR TICKETS OPEN [CONTACTS]        contacts of the directory: 20000
//
// The same numbers give the same records, but for the random part of arrival ids.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>

#include "rules/base/digest.h"
#include "storage/records.h"
#include "storage/store.h"

namespace {

using namespace frontdesk;

const Instant first_day = *parse_instant("2024-01-05T00:00:00Z");
constexpr std::size_t msps = 20, contacts_per_site = 10, sites_per_company = 2;
constexpr std::size_t batch_tickets = 1000;
constexpr std::size_t watched_every = 5000;  // mails of quarantine that somebody should look at

// Beginnings and ends: 40 × 40 words for subjects, the first of them often, the last rarely.
constexpr std::string_view stems[] = {
    "printer",  "password", "outlook", "laptop",  "network", "monitor", "account",   "backup",
    "server",   "keyboard", "invoice", "license", "browser", "teams",   "phone",     "wifi",
    "mailbox",  "calendar", "update",  "screen",  "scanner", "folder",  "drive",     "login",
    "firewall", "camera",   "headset", "docking", "battery", "shared",  "remote",    "desktop",
    "payroll",  "portal",   "export",  "import",  "cloud",   "token",   "signature", "policy"};

struct Person {
  std::size_t number = 0;
  std::string id, site, company, msp, address, phone;
};

class Filler {
 public:
  Filler(Store& store, std::size_t contacts)
      : store_(store), sites_(std::max<std::size_t>(1, contacts / contacts_per_site)) {}

  void directory();
  void tickets(std::size_t count, std::size_t open);

 private:
  Person person(std::size_t number) const;
  std::string msp_of_site(std::size_t site) const;
  std::string subject();
  std::string text(std::size_t bytes);
  Arrival mail(const Person& from, Instant at);
  Decision decision(const Person& from, Instant at) const;
  void put(Transaction& transaction, const Arrival& facts, const Person& from, Outcome outcome,
           const std::string& ticket);
  void put_ticket_of(Transaction& transaction, std::size_t number, bool open);
  void put_quarantined(Transaction& transaction, std::size_t number);
  void write(Transaction& transaction);
  std::size_t below(std::size_t end) { return random_() % end; }

  Store& store_;
  const std::size_t sites_;
  std::mt19937_64 random_{4711};
  std::size_t mails_ = 0;
  Position next_ = 1;
};

std::string padded(std::size_t number, std::size_t width) {
  auto text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

// The first MSPs are the large ones; the last has one company.
std::string Filler::msp_of_site(std::size_t site) const {
  if (site < sites_per_company) return "msp" + padded(msps, 2);
  std::size_t msp = 1;
  for (auto share = sites_ / 2; msp < msps - 1 && site < share; share /= 2) ++msp;
  return "msp" + padded(msp, 2);
}

Person Filler::person(std::size_t number) const {
  const auto site = number / contacts_per_site % sites_;
  Person one;
  one.number = number;
  one.id = "contact" + padded(number, 6);
  one.site = "site" + padded(site, 5);
  one.company = "company" + padded(site / sites_per_company, 5);
  one.msp = msp_of_site(site / sites_per_company * sites_per_company);
  one.address = "person" + std::to_string(number) + "@company" +
                std::to_string(site / sites_per_company) + ".example";
  one.phone = "+1212" + padded(2'000'000 + number, 7);
  return one;
}

void Filler::write(Transaction& transaction) {
  next_ = transaction.next_position();
  if (const auto ok = store_.write(transaction); !ok) {
    std::cerr << "fill_store: " << ok.error().says << '\n';
    std::exit(1);
  }
}

void Filler::directory() {
  Transaction transaction(store_, next_);
  for (std::size_t i = 1; i <= msps; ++i) {
    Msp msp;
    msp.id = "msp" + padded(i, 2);
    msp.name = "Managed Services " + std::to_string(i);
    put_record(transaction, RecordKind::msps, msp);
  }
  for (std::size_t i = 0; i < sites_; ++i) {
    const auto someone = person(i * contacts_per_site);
    if (i % sites_per_company == 0) {
      Company company;
      company.id = someone.company;
      company.msp = someone.msp;
      company.name = "Company " + std::to_string(i / sites_per_company);
      put_record(transaction, RecordKind::companies, company);
    }
    Site site;
    site.id = someone.site;
    site.company = someone.company;
    site.name = "Site " + std::to_string(i);
    site.time_zone = i % 3 == 0 ? "America/Chicago" : "America/New_York";
    site.default_ = i % sites_per_company == 0;
    site.plan = "global.24x7";
    put_record(transaction, RecordKind::sites, site);
  }
  for (std::size_t i = 0; i < sites_ * contacts_per_site; ++i) {
    const auto one = person(i);
    Contact contact;
    contact.id = one.id;
    contact.site = one.site;
    contact.first_name = "Person";
    contact.last_name = std::to_string(i);
    contact.emails = {one.address};
    contact.phones = {{"primary", one.phone, ""}};
    put_record(transaction, RecordKind::contacts, contact);
  }
  write(transaction);
}

std::string Filler::subject() {
  std::string out;
  for (int i = 0; i < 5; ++i) {
    // The smaller of two draws: words near the front come more often.
    const auto word = std::min(below(1600), below(1600));
    out += (out.empty() ? "" : " ") + std::string(stems[word / 40 % 40]);
    if (i > 0) out += std::string(stems[word % 40]).substr(0, 4);
  }
  return out;
}

std::string Filler::text(std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += subject() + (below(8) == 0 ? ".\r\n\"" : ", ");
  out.resize(bytes);
  return out;
}

Arrival Filler::mail(const Person& from, Instant at) {
  const auto number = ++mails_;
  Arrival facts;
  facts.id = new_arrival_id(at);
  facts.line = "helpdesk-email";
  facts.at = at;
  facts.external_id = "m" + std::to_string(number) + "@mail.example";
  facts.key = sha256_hex(std::to_string(number));
  facts.from_address = facts.return_path = from.address;
  facts.from_name = "Person " + std::to_string(from.number);
  facts.recipient = "help@" + from.msp + ".example";
  facts.mail.subject = subject();
  facts.mail.message_id = facts.external_id;
  facts.mail.to = {facts.recipient};
  facts.mail.hops = 2;
  facts.mail.auth = {"pass", "pass", "pass"};
  // One in four is a long one: some 4 KiB as JSON.
  const bool large = below(4) == 0;
  facts.mail.text_preview = text(large ? 2000 : 100 + below(600));
  for (std::size_t i = 0; large && i < 40; ++i)
    facts.mail.references.push_back(sha256_hex(text(12)).substr(0, 28) + "@mail.example");
  return facts;
}

Decision Filler::decision(const Person& from, Instant at) const {
  Decision made;
  made.at = at;
  made.line = "helpdesk-email";
  made.msp = from.msp;
  made.company = from.company;
  made.site = from.site;
  made.contact = from.id;
  made.recognition = Recognition::recognised;
  made.coverage = CoverageFinding{"global.24x7", true, to_text(at), {}, {}, false};
  made.reasons = {"coverage"};
  made.steps = {{StepKind::line, "line", {"helpdesk-email"}, ""},
                {StepKind::recognise, "address_unique", {from.id}, ""},
                {StepKind::screen, "clean", {}, ""},
                {StepKind::cover, "covered", {from.site}, ""}};
  made.rules = "sha256:" + std::string(64, '0');
  return made;
}

void Filler::put(Transaction& transaction, const Arrival& facts, const Person& from,
                 Outcome outcome, const std::string& ticket) {
  ArrivalRecord record;
  record.id = facts.id;
  record.line = facts.line;
  record.msp = from.msp;
  record.company = from.company;
  record.contact = from.id;
  record.at = facts.at;
  record.outcome = outcome;
  record.ticket = ticket;
  record.reasons = {"coverage"};
  Event event;
  event.at = facts.at;
  event.by = "smtp";
  event.arrival = facts.id;
  event.ticket = ticket;
  event.decision = decision(from, facts.at);
  event.decision->outcome = outcome;
  if (outcome == Outcome::watched)
    record.review_by = event.decision->review_by = facts.at + std::chrono::hours{24 * 3650};
  if (outcome == Outcome::quarantined || outcome == Outcome::watched) {
    record.spam_row = "S18";
    event.decision->spam_row = record.spam_row;
  }
  record.decided = transaction.append(event);
  put_arrival(transaction, record, nullptr);
  put_facts(transaction, facts, ticket);
}

void Filler::put_ticket_of(Transaction& transaction, std::size_t number, bool open) {
  static constexpr TicketStatus open_ones[] = {TicketStatus::new_, TicketStatus::new_,
                                               TicketStatus::active, TicketStatus::waiting_user};
  static constexpr std::string_view queues[] = {"any.ticket", "any.ticket", "any.ticket",
                                                "any.voice",  "us.voice",   "us.chat"};
  const auto from = person(below(sites_ * contacts_per_site));
  const auto at = first_day + std::chrono::minutes{number};
  const auto opening = mail(from, at);
  Ticket ticket;
  ticket.id = "T-" + std::to_string(1000 + number);
  ticket.status = open             ? open_ones[below(std::size(open_ones))]
                  : below(20) == 0 ? TicketStatus::resolved
                                   : TicketStatus::closed;
  ticket.queue = queues[below(std::size(queues))];
  ticket.msp = from.msp;
  ticket.company = from.company;
  ticket.site = from.site;
  ticket.contact = from.id;
  ticket.line = opening.line;
  ticket.created_at = ticket.changed_at = at;
  ticket.opened_by = opening.id;
  ticket.interactions = {opening.id};
  ticket.interaction_count = 1;
  ticket.reasons = {"coverage"};
  ticket.decided = transaction.next_position();
  put(transaction, opening, from, Outcome::queued, ticket.id);
  if (below(10) < 3) {
    auto answer = mail(from, at + std::chrono::seconds{30});
    answer.mail.subject = "Re: " + opening.mail.subject;
    answer.mail.in_reply_to = opening.mail.message_id;
    put(transaction, answer, from, Outcome::appended, ticket.id);
    ticket.interactions.push_back(answer.id);
    ticket.interaction_count = 2;
  }
  put_ticket(transaction, ticket, nullptr);
}

void Filler::put_quarantined(Transaction& transaction, std::size_t number) {
  const auto from = person(below(sites_ * contacts_per_site));
  const auto facts = mail(from, first_day + std::chrono::minutes{number});
  put(transaction, facts, from,
      number % watched_every == 0 ? Outcome::watched : Outcome::quarantined, "");
}

void Filler::tickets(std::size_t count, std::size_t open) {
  using Steady = std::chrono::steady_clock;
  const auto began = Steady::now();
  auto told = began;
  for (std::size_t number = 0; number < count;) {
    Transaction transaction(store_, next_);
    for (std::size_t i = 0; i < batch_tickets && number < count; ++i, ++number) {
      // Open tickets are spread over all of them.
      const bool is_open = (number + 1) * open / count != number * open / count;
      put_ticket_of(transaction, number, is_open);
      if (number % 10 == 0) put_quarantined(transaction, number);
    }
    write(transaction);
    const auto now = Steady::now();
    if (now - told < std::chrono::seconds{5} && number < count) continue;
    told = now;
    std::cerr << number << " of " << count << " tickets, "
              << std::chrono::duration_cast<std::chrono::seconds>(now - began).count() << " s\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::cerr << "usage: fill_store DIR TICKETS OPEN [CONTACTS]\n";
    return 64;
  }
  const auto number = [&](int at) { return std::strtoull(argv[at], nullptr, 10); };
  StoreOptions options;
  options.free_watermark_bytes = 0;
  options.write_buffer_bytes = std::uint64_t{256} << 20;
  options.wal_bytes = std::uint64_t{512} << 20;
  auto store = Store::open(argv[1], options);
  if (!store) {
    std::cerr << "fill_store: " << store.error().says << '\n';
    return 1;
  }
  Filler filler(**store, argc == 5 ? number(4) : 20'000);
  filler.directory();
  filler.tickets(number(2), number(3));
  return 0;
}
