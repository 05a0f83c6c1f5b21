// Chats: opened, said in, ended.

#include "storage/chat.h"
#include "daemon/desk/working.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

Result<ChatView> view_of(const Working& working, const Transaction& transaction,
                         const std::string& id) {
  auto record = get_arrival(transaction, id);
  if (!record) return record.error();
  if (!*record || !(*record)->chat) return problem(ProblemCode::not_found, "there is no such chat");
  ChatView view;
  view.arrival = std::move(**record);
  auto decided = get_event(transaction, view.arrival.decided);
  if (!decided) return decided.error();
  if (*decided && (*decided)->decision) view.decision = std::move(*(*decided)->decision);
  if (const auto* ticket = working.state.ticket(view.arrival.ticket)) {
    view.ticket = *ticket;
    view.position = position_of(working.state, *ticket);
  }
  return view;
}

Result<ArrivalRecord> chat_of(const Transaction& transaction, const std::string& id) {
  auto record = get_arrival(transaction, id);
  if (!record) return record.error();
  if (!*record || !(*record)->chat) return problem(ProblemCode::not_found, "there is no such chat");
  return std::move(**record);
}

// The newest open chat of a ticket, for whoever has taken it. One that is over where it is the only
// one: what was said in it before can be told again.
Result<ArrivalRecord> chat_of_ticket(const Working& working, const Transaction& transaction,
                                     const std::string& id, const std::string& by, bool any) {
  const auto* ticket = working.state.ticket(id);
  if (!ticket) return problem(ProblemCode::conflict, "ticket " + id + " is not open");
  if (!any && ticket->technician != by)
    return problem(ProblemCode::conflict,
                   ticket->technician.empty()
                       ? "take ticket " + id + " first: POST /v1/queues/next"
                       : "ticket " + id + " was taken by " + ticket->technician);
  std::optional<ArrivalRecord> over;
  for (auto one = ticket->interactions.rbegin(); one != ticket->interactions.rend(); ++one) {
    auto record = get_arrival(transaction, *one);
    if (!record) return record.error();
    if (!*record || !(*record)->chat) continue;
    if (!(*record)->chat->ended_at) return std::move(**record);
    if (!over) over = std::move(**record);
  }
  if (over) return std::move(*over);
  return problem(ProblemCode::conflict, "ticket " + id + " has no chat");
}

Result<void> carry_out(Working& working, Transaction& transaction, EventKind kind,
                       const ArrivalRecord& chat, const std::string& by,
                       std::optional<ChatMove> move, Instant at) {
  Event event;
  event.kind = kind;
  event.at = at;
  event.by = by;
  event.arrival = chat.id;
  event.channel = Channel::chat;
  event.ticket = chat.ticket;
  event.chat = move;
  return working.carry_out(transaction, std::move(event));
}

}  // namespace

Result<ChatView> open_chat(Working& working, Transaction& transaction, ChatOpening& opening) {
  std::vector<Incoming> incoming;
  incoming.push_back({std::move(opening.arrival), {}});
  auto taken = take_in(working, transaction, incoming, {});
  if (!taken) return taken.error();
  const auto& one = taken->front();
  if (one.decision.outcome == Outcome::refused) {
    ChatView refused;
    refused.decision = one.decision;
    refused.arrival.id = one.arrival;
    return refused;
  }
  auto view = view_of(working, transaction, one.arrival);
  if (!view && view.error().code == ProblemCode::not_found) {
    // Said again after it was refused.
    ChatView refused;
    refused.decision.outcome = Outcome::refused;
    return refused;
  }
  if (view && !view->arrival.facts_erased)
    put_chat_secret(transaction, one.arrival, opening.secret);
  return view;
}

Result<ChatView> view_chat(const Working& working, const Transaction& transaction,
                           const std::string& arrival) {
  return view_of(working, transaction, arrival);
}

Result<ChatSaid> say_in_chat(Working& working, Transaction& transaction, const ChatSaying& saying) {
  const auto chat = saying.arrival.empty() ? chat_of_ticket(working, transaction, saying.ticket,
                                                            saying.by, saying.any_ticket)
                                           : chat_of(transaction, saying.arrival);
  if (!chat) return chat.error();
  auto entry = saying.entry;
  auto before = find_chat_entry(transaction, chat->id, entry.from, entry.id);
  if (!before) return before.error();
  if (*before) return ChatSaid{chat->id, std::move(**before), true};
  if (chat->chat->last >= chat_messages_at_most)
    return problem(ProblemCode::conflict, "this chat has as many messages as one may have");
  entry.number = chat->chat->last + 1;
  entry.at = working.clock.now();
  auto said = carry_out(working, transaction, EventKind::said, *chat, saying.by,
                        ChatMove{entry.number, entry.from}, entry.at);
  if (!said) return said.error();
  put_chat_entry(transaction, chat->id, entry);
  if (saying.ends) {
    // Nothing can have come between.
    const auto ended = carry_out(working, transaction, EventKind::chat_ended, *chat, saying.by,
                                 std::nullopt, entry.at);
    if (!ended) return ended.error();
  }
  return ChatSaid{chat->id, std::move(entry), false};
}

Result<std::string> end_chat(Working& working, Transaction& transaction, const ChatEnding& ending) {
  const auto chat = ending.arrival.empty() ? chat_of_ticket(working, transaction, ending.ticket,
                                                            ending.by, ending.any_ticket)
                                           : chat_of(transaction, ending.arrival);
  if (!chat) return chat.error();
  const auto ended = carry_out(working, transaction, EventKind::chat_ended, *chat, ending.by,
                               std::nullopt, working.clock.now());
  // Over already is over.
  if (!ended && ended.error().code != ProblemCode::conflict) return ended.error();
  return chat->id;
}

std::vector<ChatPlace> chat_places(const Working& working) {
  std::vector<ChatPlace> places;
  for (const auto& [queue, waiting] : working.state.queues()) {
    std::size_t at = 0;
    for (const auto& place : waiting) {
      if (++at > positions_told) break;
      const auto* ticket = working.state.ticket(place.ticket);
      if (ticket && ticket->channel == Channel::chat) places.push_back({ticket->id, at});
    }
  }
  return places;
}

Result<std::vector<ArrivalRecord>> open_chats(const Working& working,
                                              const Transaction& transaction) {
  std::vector<ArrivalRecord> open;
  Result<void> ok;
  working.state.for_each([&](const Ticket& ticket) {
    if (ticket.channel != Channel::chat) return;
    for (const auto& id : ticket.interactions) {
      auto record = get_arrival(transaction, id);
      if (!record)
        ok = record.error();
      else if (*record && (*record)->chat && !(*record)->chat->ended_at)
        open.push_back(std::move(**record));
    }
  });
  if (!ok) return ok.error();
  return open;
}

}  // namespace frontdesk
