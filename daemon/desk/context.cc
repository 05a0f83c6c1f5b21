// What only the store and the desk know of an arrival: an earlier one with the same key, the
// tickets that it may belong to, how often its sender wrote.

#include <algorithm>

#include "daemon/desk/working.h"
#include "storage/lists.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

constexpr std::size_t candidates_max = 10;
constexpr std::size_t references_max = 50;
constexpr std::size_t redials_looked_at = 5;

// Collects candidates in the order of preference, each ticket once.
class Threads {
 public:
  Threads(const Working& working, const Transaction& transaction, const Arrival& arrival)
      : working_(working), transaction_(transaction), arrival_(arrival) {}

  Result<void> add(const std::string& ticket, std::string_view via) {
    if (ticket.empty() || found_.size() >= candidates_max || has(ticket)) return {};
    const Ticket* open = working_.state.ticket(ticket);
    std::optional<Ticket> stored;
    if (!open) {
      auto read = get_ticket(transaction_, ticket);
      if (!read) return read.error();
      stored = std::move(*read);
      if (!stored) return {};
    }
    const auto participant = is_participant(transaction_, ticket, arrival_.from_address);
    if (!participant) return participant.error();
    const auto& known = open ? *open : *stored;
    found_.push_back(
        {ticket, known.msp, known.company, std::string(via), *participant, !is_open(known.status)});
    return {};
  }

  Result<void> add_message(const std::string& message_id, std::string_view via) {
    auto tickets = tickets_of_message(transaction_, message_id);
    if (!tickets) return tickets.error();
    for (const auto& ticket : *tickets)
      if (auto ok = add(ticket, via); !ok) return ok;
    return {};
  }

  std::vector<ThreadCandidate> take() { return std::move(found_); }

 private:
  bool has(const std::string& ticket) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const ThreadCandidate& c) { return c.ticket == ticket; });
  }

  const Working& working_;
  const Transaction& transaction_;
  const Arrival& arrival_;
  std::vector<ThreadCandidate> found_;
};

Result<std::vector<ThreadCandidate>> threads_of(const Working& working,
                                                const Transaction& transaction,
                                                const Arrival& arrival) {
  const auto& mail = arrival.mail;
  Threads threads(working, transaction, arrival);
  if (auto ok = threads.add(mail.token_ticket, "token"); !ok) return ok.error();
  // The nearest reference stands last.
  std::size_t asked = 0;
  bool answered = mail.in_reply_to.empty();
  for (auto id = mail.references.rbegin(); id != mail.references.rend() && asked < references_max;
       ++id, ++asked) {
    if (auto ok = threads.add_message(*id, "references"); !ok) return ok.error();
    answered = answered || *id == mail.in_reply_to;  // most mails name it twice
  }
  if (!answered)
    if (auto ok = threads.add_message(mail.in_reply_to, "in_reply_to"); !ok) return ok.error();
  if (auto ok = threads.add(mail.subject_ticket, "subject"); !ok) return ok.error();
  return threads.take();
}

// The open tickets of calls that somebody of this number hung up on a short while ago: whoever
// calls again keeps their place. Only where that call waited in a queue.
Result<std::vector<ThreadCandidate>> redial_of(const Working& working,
                                               const Transaction& transaction,
                                               const Arrival& arrival) {
  std::vector<ThreadCandidate> found;
  if (arrival.from_phone.empty()) return found;
  ArrivalFilter filter;
  filter.from = arrival.from_phone;
  filter.channel = Channel::voice;
  const auto page = list_arrivals(transaction, filter, {}, redials_looked_at);
  if (!page) return page.error();
  for (const auto& record : page->items) {
    const bool waited = record.outcome == Outcome::queued || record.outcome == Outcome::appended;
    const bool hung_up = record.call && gave_up(record.call->state);
    if (!waited || !hung_up || record.contact.empty() || record.line != arrival.line) continue;
    if (arrival.at - *record.call->ended_at > working.rules->calls.redial) continue;
    if (const auto* ticket = working.state.ticket(record.ticket))
      found.push_back(
          {ticket->id, ticket->msp, ticket->company, "redial", false, false, record.contact});
  }
  return found;
}

}  // namespace

Result<Context> context_of(Working& working, const Transaction& transaction,
                           const Arrival& arrival) {
  Context context;
  if (!arrival.key.empty()) {
    auto earlier = find_by_key(transaction, arrival.key);
    if (!earlier) return earlier.error();
    context.earlier = std::move(*earlier);
    if (context.earlier) return context;
  }
  if (arrival.channel == Channel::voice) {
    auto redial = redial_of(working, transaction, arrival);
    if (!redial) return redial.error();
    context.threads = std::move(*redial);
  }
  if (arrival.channel != Channel::email) return context;
  auto threads = threads_of(working, transaction, arrival);
  if (!threads) return threads.error();
  context.threads = std::move(*threads);
  if (const auto* guard = working.rules->spam.guard(LoopSign::sender_rate))
    context.sender_count =
        working.rates.count(arrival.line, arrival.from_address, arrival.mail.auth.dmarc,
                            working.clock.now(), guard->period, guard->limit);
  return context;
}

}  // namespace frontdesk
