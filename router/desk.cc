#include "router/desk.h"

#include <algorithm>
#include <charconv>

#include "router/follow_call.h"
#include "rules/base/names.h"

namespace frontdesk {
namespace {

// When the desk must look at a ticket by itself.
std::optional<Instant> deadline_of(const Ticket& ticket) {
  if (ticket.status == TicketStatus::held) return ticket.held_until;
  if (ticket.status == TicketStatus::pending_approval) return ticket.expires_at;
  return std::nullopt;
}

// Held tickets are seen in lists, but nobody is offered them before their time (C9).
bool waits_in_queue(const Ticket& ticket) {
  return ticket.status == TicketStatus::new_ || ticket.status == TicketStatus::pending_approval;
}

QueuePlace place_of(const Ticket& ticket) {
  return {ticket.priority, ticket.created_at, ticket.id};
}

std::uint64_t number_of(std::string_view ticket) {
  std::uint64_t number = 0;
  if (ticket.starts_with("T-"))
    std::from_chars(ticket.data() + 2, ticket.data() + ticket.size(), number);
  return number;
}

// Held work without a time would wait for ever: it is taken as new.
TicketStatus status_of(const Decision& d) {
  if (d.outcome == Outcome::held && d.held_until) return TicketStatus::held;
  if (d.outcome == Outcome::pending_approval) return TicketStatus::pending_approval;
  return TicketStatus::new_;
}

// What is a ticket already waits somewhere, also where the decision names no queue.
std::string queue_of(const Decision& d) {
  if (d.queue && !d.queue->empty()) return *d.queue;
  return d.msp ? "msp" : "triage";
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A decision's part in a ticket: where it stands, whose it is, by when.
void decided(Ticket& ticket, const Decision& d, Position position) {
  ticket.status = status_of(d);
  ticket.queue = queue_of(d);
  ticket.region = d.region;
  ticket.msp = d.msp.value_or("");
  ticket.company = d.company.value_or("");
  ticket.site = d.site.value_or("");
  ticket.contact = d.contact.value_or("");
  ticket.line = d.line;
  ticket.priority = d.priority;
  ticket.restriction = d.restriction.value_or("");
  ticket.answer_by = d.answer_by;
  ticket.held_until = d.held_until;
  ticket.expires_at = d.expires_at;
  ticket.reasons = d.reasons;
  ticket.flags = d.flags;
  if (d.linked) ticket.linked = *d.linked;  // threads are looked for once, at arrival
  ticket.decided = position;
}

void decided(ArrivalRecord& arrival, const Decision& d, Position position) {
  arrival.line = d.line;
  arrival.msp = d.msp.value_or("");
  arrival.company = d.company.value_or("");
  arrival.contact = d.contact.value_or("");
  arrival.outcome = d.outcome;
  arrival.spam_row = d.spam_row.value_or("");
  arrival.reasons = d.reasons;
  const bool late = is_overdue(arrival);
  arrival.flags = d.flags;
  if (late) arrival.flags.emplace_back(review_overdue_flag);  // that the look came late stays true
  arrival.review_by = d.outcome == Outcome::watched ? d.review_by : std::nullopt;
  arrival.decided = position;
}

void name_interaction(Ticket& ticket, const std::string& arrival) {
  auto& named = ticket.interactions;
  named.push_back(arrival);
  if (named.size() > interactions_named_max)
    named.erase(named.begin(), named.end() - interactions_named_max);
  ++ticket.interaction_count;
}

bool makes_ticket(Outcome outcome) {
  switch (outcome) {
    case Outcome::queued:
    case Outcome::partner:
    case Outcome::pending_approval:
    case Outcome::msp:
    case Outcome::held:
      return true;
    default:
      return false;
  }
}

bool can_be_released(Outcome outcome) {
  return outcome == Outcome::quarantined || outcome == Outcome::watched ||
         outcome == Outcome::refused || outcome == Outcome::pending_approval ||
         outcome == Outcome::held;
}

}  // namespace

// One event's work on the state. Each handler fills the effects or says why there are none.
class Fold {
 public:
  Fold(DeskState& state, const Event& event, const Ticket* ticket, const ArrivalRecord* arrival)
      : state_(state), event_(event), stored_ticket_(ticket), stored_arrival_(arrival) {}

  Effects run() {
    switch (event_.kind) {
      case EventKind::arrived:
        arrived();
        break;
      case EventKind::released:
        released();
        break;
      case EventKind::due:
        due();
        break;
      case EventKind::expired:
        expired();
        break;
      case EventKind::reviewed:
        reviewed();
        break;
      case EventKind::review_overdue:
        review_overdue();
        break;
      case EventKind::facts_erased:
        facts_erased();
        break;
      case EventKind::call_moved:
        call_moved();
        break;
      case EventKind::taken:
        taken();
        break;
      case EventKind::said:
        said();
        break;
      case EventKind::chat_ended:
        chat_ended();
        break;
      case EventKind::directory_edited:
      case EventKind::rules_activated:
      case EventKind::raw_read:
      case EventKind::store_recovered:
        break;
    }
    return std::move(effects_);
  }

 private:
  void conflict(std::string says) {
    effects_ = {};
    effects_.conflict = std::move(says);
  }

  // The ticket as the desk or the store has it.
  const Ticket* find(std::string_view id) const {
    if (const auto* open = state_.ticket(id)) return open;
    return stored_ticket_ && stored_ticket_->id == id ? stored_ticket_ : nullptr;
  }

  void store(Ticket ticket) {
    if (const auto* before = state_.ticket(ticket.id)) state_.take_out(Ticket(*before));
    if (is_open(ticket.status)) state_.put_in(ticket);
    effects_.tickets.push_back(std::move(ticket));
  }

  void store(ArrivalRecord record) {
    state_.reviews_.follow(record);
    effects_.arrivals.push_back(std::move(record));
  }

  void open_ticket(const std::string& id, const Decision& d, const std::string& arrival) {
    Ticket ticket;
    ticket.id = id;
    ticket.channel = event_.channel;
    ticket.created_at = d.at;
    ticket.changed_at = event_.at;
    ticket.opened_by = arrival;
    name_interaction(ticket, arrival);
    decided(ticket, d, event_.position);
    state_.next_ticket_ = std::max(state_.next_ticket_, number_of(id) + 1);
    store(std::move(ticket));
  }

  static bool is_queued(Outcome outcome) {
    return outcome == Outcome::queued || outcome == Outcome::appended;
  }

  // A closed ticket reopens, except by a machine's mail (C18a).
  bool join_ticket(const std::string& id, const Decision& d, const std::string& arrival) {
    const auto* found = find(id);
    if (!found) return false;
    Ticket ticket = *found;
    name_interaction(ticket, arrival);
    // Whoever hung up is here again.
    if (event_.channel == Channel::voice) forget_giving_up(ticket);
    if (!d.silent) {
      ticket.changed_at = event_.at;
      // A report on a message of ours is told to the owner, and is no answer.
      if (!is_open(ticket.status) && !has(d.flags, "bounce")) ticket.status = TicketStatus::new_;
    }
    store(std::move(ticket));
    return true;
  }

  // What a decision makes of an arrival that has no ticket yet: joins one, opens one, or neither.
  void settle(ArrivalRecord record) {
    const auto& d = *event_.decision;
    if (d.outcome == Outcome::appended) {
      record.ticket = d.ticket.value_or("");
      if (!join_ticket(record.ticket, d, record.id))
        return conflict("there is no ticket " + record.ticket);
    } else if (makes_ticket(d.outcome)) {
      if (event_.ticket.empty()) return conflict("the new ticket has no number");
      if (find(event_.ticket)) return conflict("ticket " + event_.ticket + " exists already");
      record.ticket = event_.ticket;
      open_ticket(event_.ticket, d, record.id);
    }
    store(std::move(record));
  }

  void arrived() {
    if (!event_.decision) return conflict("an arrival without a decision");
    if (event_.decision->outcome == Outcome::duplicate) return;
    if (stored_arrival_) return conflict("arrival " + event_.arrival + " is known already");
    ArrivalRecord record;
    record.id = event_.arrival;
    record.channel = event_.channel;
    record.at = event_.decision->at;
    record.raw = event_.raw;
    decided(record, *event_.decision, event_.position);
    if (record.channel == Channel::voice) {
      record.call.emplace();
      if (is_queued(record.outcome)) advance(*record.call, {CallStep::waits, record.at});
    }
    if (record.channel == Channel::chat && record.outcome != Outcome::refused)
      record.chat.emplace();
    settle(std::move(record));
  }

  void released() {
    if (!event_.decision || !stored_arrival_) return conflict("there is no such arrival");
    // What was released once may be held back again, by an approval that it needs.
    if (!held_back(*stored_arrival_))
      return conflict(stored_arrival_->released_at
                          ? "it was released already, by " + stored_arrival_->released_by
                          : "nothing holds it back: it is " +
                                std::string(name_of(stored_arrival_->outcome)));
    ArrivalRecord record = *stored_arrival_;
    record.released_at = event_.at;
    record.released_by = event_.by;
    decided(record, *event_.decision, event_.position);
    if (record.ticket.empty()) return settle(std::move(record));
    if (redecide(record.ticket)) store(std::move(record));
  }

  // Held work whose time has come is held back no longer; a late yes still works (C12).
  bool held_back(const ArrivalRecord& record) const {
    if (!can_be_released(record.outcome)) return false;
    const auto* ticket = record.ticket.empty() ? nullptr : state_.ticket(record.ticket);
    return !ticket || record.outcome != Outcome::held || ticket->status == TicketStatus::held;
  }

  // The arrival's record follows what becomes of its ticket, where it is at hand.
  void arrival_decided() {
    if (!stored_arrival_ || stored_arrival_->id != event_.arrival) return;
    ArrivalRecord record = *stored_arrival_;
    decided(record, *event_.decision, event_.position);
    store(std::move(record));
  }

  // An open ticket gets another decision; its age and its interactions stay.
  bool redecide(const std::string& id) {
    const auto* found = state_.ticket(id);
    if (!found) {
      conflict("ticket " + id + " is not open any more");
      return false;
    }
    Ticket ticket = *found;
    decided(ticket, *event_.decision, event_.position);
    ticket.changed_at = event_.at;
    store(std::move(ticket));
    return true;
  }

  void due() {
    const auto* ticket = state_.ticket(event_.ticket);
    if (!ticket || ticket->status != TicketStatus::held)
      return conflict("ticket " + event_.ticket + " is not held any more");
    if (!event_.decision) return conflict("a held ticket is released by a decision");
    if (redecide(event_.ticket)) arrival_decided();
  }

  void expired() {
    const auto* found = state_.ticket(event_.ticket);
    if (!found || found->status != TicketStatus::pending_approval)
      return conflict("ticket " + event_.ticket + " does not wait for an approval any more");
    Ticket ticket = *found;
    ticket.status = TicketStatus::new_;
    ticket.queue = "msp";
    ticket.changed_at = event_.at;
    ticket.reasons.emplace_back("approval_expired");
    store(std::move(ticket));
  }

  // True where the arrival of the event waits for somebody's look; otherwise says who was first.
  bool is_watched() {
    if (!stored_arrival_ || stored_arrival_->id != event_.arrival) {
      conflict("there is no such arrival");
      return false;
    }
    const auto& record = *stored_arrival_;
    if (record.outcome == Outcome::watched) return true;
    if (record.released_at)
      conflict("it was released already, by " + record.released_by);
    else if (record.reviewed_at)
      conflict("it was reviewed already, by " + record.reviewed_by);
    else
      conflict("only watched mail is reviewed: it is " + std::string(name_of(record.outcome)));
    return false;
  }

  // Seen and left where it is: ordinary quarantine from now on (C18).
  void reviewed() {
    if (!is_watched()) return;
    ArrivalRecord record = *stored_arrival_;
    record.outcome = Outcome::quarantined;
    record.review_by.reset();
    record.reviewed_at = event_.at;
    record.reviewed_by = event_.by;
    store(std::move(record));
  }

  // Told once; the mail waits on (C18).
  void review_overdue() {
    if (!is_watched()) return;
    if (is_overdue(*stored_arrival_)) return conflict("it is overdue already");
    ArrivalRecord record = *stored_arrival_;
    record.flags.emplace_back(review_overdue_flag);
    store(std::move(record));
  }

  // The call's record moves on, and its ticket with it where that is open.
  void call_moved() {
    if (!event_.call || !stored_arrival_ || stored_arrival_->id != event_.arrival ||
        !stored_arrival_->call)
      return conflict("there is no such call");
    ArrivalRecord record = *stored_arrival_;
    if (!advance(*record.call, *event_.call)) return conflict("that is known of the call already");
    if (const auto* found = state_.ticket(record.ticket)) {
      Ticket ticket = *found;
      ticket.changed_at = event_.at;
      follow(ticket, record.call->state);
      store(std::move(ticket));
    }
    store(std::move(record));
  }

  // The chat that the event is of; null, with a conflict, where there is none any more.
  const ArrivalRecord* chat() {
    const bool there = stored_arrival_ && stored_arrival_->id == event_.arrival &&
                       stored_arrival_->chat && !stored_arrival_->facts_erased;
    if (!there) conflict("there is no such chat");
    return there ? stored_arrival_ : nullptr;
  }

  void said() {
    const auto* found = chat();
    if (!found) return;
    if (!event_.chat) return conflict("nothing was said");
    ArrivalRecord record = *found;
    if (!advance(*record.chat, *event_.chat))
      return conflict("that message is not the chat's next, or the chat is over");
    if (const auto* open = state_.ticket(record.ticket)) {
      Ticket ticket = *open;
      ticket.changed_at = event_.at;
      store(std::move(ticket));
    }
    store(std::move(record));
  }

  void chat_ended() {
    const auto* found = chat();
    if (!found) return;
    ArrivalRecord record = *found;
    if (!conclude(*record.chat, event_.at, event_.by)) return conflict("the chat is over already");
    if (const auto* open = state_.ticket(record.ticket)) {
      Ticket ticket = *open;
      ticket.changed_at = event_.at;
      const bool unanswered = record.chat->answers == 0 && ticket.status == TicketStatus::new_;
      if (unanswered) mark(ticket, name_of(CallState::abandoned));
      store(std::move(ticket));
    }
    store(std::move(record));
  }

  void taken() {
    const auto* found = state_.ticket(event_.ticket);
    if (!found) return conflict("ticket " + event_.ticket + " is not open any more");
    if (found->status != TicketStatus::new_)
      return conflict(found->technician.empty()
                          ? "ticket " + event_.ticket + " does not wait to be taken"
                          : "ticket " + event_.ticket + " was taken by " + found->technician);
    Ticket ticket = *found;
    ticket.status = TicketStatus::active;
    ticket.technician = event_.by;
    ticket.taken_at = event_.at;
    ticket.changed_at = event_.at;
    store(std::move(ticket));
  }

  void facts_erased() {
    if (!stored_arrival_ || stored_arrival_->id != event_.arrival)
      return conflict("there is no such arrival");
    if (stored_arrival_->facts_erased) return conflict("its facts were erased already");
    ArrivalRecord record = *stored_arrival_;
    record.facts_erased = true;
    store(std::move(record));
  }

  DeskState& state_;
  const Event& event_;
  const Ticket* stored_ticket_;
  const ArrivalRecord* stored_arrival_;
  Effects effects_;
};

Effects apply(DeskState& state, const Event& event, const Ticket* stored_ticket,
              const ArrivalRecord* stored_arrival) {
  return Fold(state, event, stored_ticket, stored_arrival).run();
}

void DeskState::restore(Ticket ticket) {
  next_ticket_ = std::max(next_ticket_, number_of(ticket.id) + 1);
  if (is_open(ticket.status)) put_in(ticket);
}

const Ticket* DeskState::ticket(std::string_view id) const {
  const auto found = tickets_.find(id);
  return found == tickets_.end() ? nullptr : &found->second;
}

std::optional<DeskState::Due> DeskState::first_due() const {
  const auto review = reviews_.first_due();
  if (!due_.empty() && (!review || due_.begin()->at <= review->first)) return *due_.begin();
  if (!review) return std::nullopt;
  return Due{review->first, "", review->second};
}

void DeskState::take_out(const Ticket& ticket) {
  if (const auto queue = queues_.find(ticket.queue); queue != queues_.end()) {
    queue->second.erase(place_of(ticket));
    if (queue->second.empty()) queues_.erase(queue);
  }
  if (const auto deadline = deadline_of(ticket)) due_.erase({*deadline, ticket.id});
  tickets_.erase(ticket.id);
}

void DeskState::put_in(const Ticket& ticket) {
  if (waits_in_queue(ticket) && !ticket.queue.empty())
    queues_[ticket.queue].insert(place_of(ticket));
  if (const auto deadline = deadline_of(ticket)) due_.insert({*deadline, ticket.id});
  tickets_.insert_or_assign(ticket.id, ticket);
}

}  // namespace frontdesk
