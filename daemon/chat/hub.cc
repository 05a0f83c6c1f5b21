#include "daemon/chat/hub.h"

#include "daemon/chat/connection.h"
#include "daemon/chat/welcome.h"
#include "intake/distil_chat.h"
#include "storage/chat.h"
#include "storage/records.h"

namespace frontdesk::chat {
namespace {

constexpr std::size_t entries_at_once = 32;
constexpr std::chrono::milliseconds come_again{2'000};
constexpr std::size_t secret_bytes = 32;

Refusal refusal_of(const Problem& why) {
  if (why.code == ProblemCode::conflict || why.code == ProblemCode::not_found)
    return {ErrorCode::closed, {}};
  return {ErrorCode::busy, come_again};
}

void refuse(Connection& connection, Refusal refusal) {
  connection.tell(
      [refusal](Connection&, Session& session, Turn turn) { session.refused(refusal, turn); });
}

}  // namespace

Hub::Hub(HubServices services, ChatConfig config, Doors doors)
    : services_(std::move(services)), config_(config), doors_(std::move(doors)) {}

std::optional<ConnectionId> Hub::admit() {
  if (++connections_ <= config_.max_connections) return ++last_id_;
  --connections_;
  return std::nullopt;
}

void Hub::open(Connection& connection, Hello&& hello) {
  if (const auto later = services_.shedding())
    return refuse(connection, {ErrorCode::busy, std::chrono::milliseconds(later->after)});
  const auto rules = services_.desk.rules();
  const auto* line = rules->lines.by_id(hello.line);
  const auto& origin = connection.origin();
  const bool here =
      line && line->channel == Channel::chat && (origin.empty() || doors_.allows(line->id, origin));
  if (!here) {
    services_.refused("line", hello.line + " from " + (origin.empty() ? "a program" : origin));
    return refuse(connection, {ErrorCode::line, {}});
  }
  // Whoever sends no Origin is no browser, and could say any: it proves itself.
  if (origin.empty() && hello.token_sha256.empty())
    return refuse(connection, {ErrorCode::identity, {}});
  if (origin.empty() && !services_.desk.directory()->endpoint_of_token(hello.token_sha256)) {
    services_.refused("token", "of no endpoint");
    return refuse(connection, {ErrorCode::refused, {}});
  }
  const auto secret = random_hex(secret_bytes);
  const auto now = services_.clock.now();
  ChatOpening opening{distil_chat({hello.id, hello.token_sha256, hello.email, hello.name}, *line,
                                  now, new_arrival_id(now)),
                      sha256(secret)};
  services_.desk.open_chat(
      std::move(opening), [this, weak = connection.weak_from_this(), secret,
                           language = std::move(hello.language)](Result<ChatView> view) {
        const auto self = weak.lock();
        if (!self) return;
        if (!view) return refuse(*self, {ErrorCode::busy, come_again});
        if (view->decision.outcome == Outcome::refused || view->arrival.facts_erased)
          return refuse(*self, {ErrorCode::refused, {}});
        self->tell([this, secret, language, view = std::move(*view)](Connection& guest,
                                                                     Session& session, Turn turn) {
          auto opened = welcome_of(view, *services_.desk.directory(), *services_.desk.rules(),
                                   doors_, language, turn.now);
          opened.secret = secret;
          came_in(guest, session, view, sha256(secret), opened, turn);
        });
      });
}

void Hub::resume(Connection& connection, Resume&& resume) {
  const auto& store = services_.desk.store();
  const auto record = get_arrival(store, resume.session);
  const auto digest = get_chat_secret(store, resume.session);
  if (!record || !digest) return refuse(connection, {ErrorCode::busy, come_again});
  // The same work for a session that does not exist.
  const bool knows =
      Seat(digest->value_or(Sha256{}), services_.clock.now()).knows(resume.secret) && *digest;
  if (!knows || !*record || !(*record)->chat) {
    services_.refused("session", "no such session, or not its secret");
    return refuse(connection, {ErrorCode::session, {}});
  }
  const auto& origin = connection.origin();
  if (!origin.empty() && !doors_.allows((*record)->line, origin))
    return refuse(connection, {ErrorCode::line, {}});
  services_.desk.view_chat((*record)->id, [this, weak = connection.weak_from_this(),
                                           digest = **digest](Result<ChatView> view) {
    const auto self = weak.lock();
    if (!self) return;
    if (!view) return refuse(*self, {ErrorCode::busy, come_again});
    self->tell(
        [this, digest, view = std::move(*view)](Connection& guest, Session& session, Turn turn) {
          const auto opened = welcome_of(view, *services_.desk.directory(), *services_.desk.rules(),
                                         doors_, "", turn.now);
          came_in(guest, session, view, digest, opened, turn);
        });
  });
}

void Hub::came_in(Connection& connection, Session& session, const ChatView& view,
                  const Sha256& digest, const Opened& opened, Turn turn) {
  connection.has(view.arrival.id);
  if (opened.state != ChatState::ended) {
    const std::lock_guard lock(mutex_);
    const auto room = rooms_.try_emplace(view.arrival.id, Room{Seat(digest, turn.now)}).first;
    room->second.ticket = view.arrival.ticket;
    room->second.position = opened.position;
    room->second.talks = opened.state == ChatState::talking;
    by_ticket_[view.arrival.ticket] = view.arrival.id;
    if (room->second.seat.take(connection.id()))
      if (const auto before = room->second.guest.lock())
        before->tell(
            [](Connection&, Session& other, Turn its) { other.cut(Ending::replaced, its); });
    room->second.guest = connection.weak_from_this();
  }
  session.opened(opened, turn);
  moved_ = true;
  if (opened.state != ChatState::ended) catch_up(session, view.arrival.id, opened, turn);
}

// What happened after the desk's answer, and before the room was there to be told.
void Hub::catch_up(Session& session, const std::string& chat, const Opened& opened, Turn turn) {
  const auto store = services_.desk.store().snapshot();
  const auto record = get_arrival(*store, chat);
  if (!record || !*record || !(*record)->chat) return;
  if ((*record)->chat->ended_at || (*record)->facts_erased) {
    end(chat, true);
    return session.finish(Ending::closed, turn);
  }
  if ((*record)->chat->last > opened.last)
    if (const auto missed = get_chat(*store, chat, (*record)->chat->last - 1, 1); missed)
      for (const auto& one : *missed) session.deliver(entry_of(one), turn);
  if (opened.state != ChatState::waiting) return;
  const auto ticket = get_ticket(*store, (*record)->ticket);
  if (ticket && *ticket && !(*ticket)->technician.empty())
    session.talking(shown_name(*services_.desk.directory(), (*ticket)->technician), turn);
}

void Hub::say(Connection& connection, std::string id, ChatSaying saying) {
  services_.desk.say(std::move(saying), [this, weak = connection.weak_from_this(),
                                         id = std::move(id)](Result<ChatSaid> told) {
    const auto self = weak.lock();
    if (self)
      self->tell([id, told](Connection& guest, Session& session, Turn turn) {
        guest.answered(id);
        if (told)
          session.committed(id, told->entry.number, told->entry.at, turn);
        else
          session.rejected(id, refusal_of(told.error()), turn);
      });
    // The chat may have gone on to another connection meanwhile.
    if (told) said(*told);
  });
}

void Hub::leave(const std::string& chat) {
  // Where it cannot be kept, the room is left, and the chat ends when nobody comes back.
  services_.desk.end_chat({chat, "", "visitor"}, [](const Result<std::string>&) {});
}

Result<Fetched> Hub::fetch(const std::string& chat, std::uint64_t after) const {
  const auto store = services_.desk.store().snapshot();
  const auto record = get_arrival(*store, chat);
  if (!record) return record.error();
  const auto stored = get_chat(*store, chat, after, entries_at_once);
  if (!stored) return stored.error();
  Fetched fetched;
  for (const auto& one : *stored) fetched.entries.push_back(entry_of(one));
  const auto last = *record && (*record)->chat ? (*record)->chat->last : 0;
  fetched.up_to = stored->size() < entries_at_once ? last : stored->back().number;
  return fetched;
}

void Hub::gone(const Connection& connection) {
  const std::lock_guard lock(mutex_);
  const auto room = rooms_.find(connection.chat());
  if (room != rooms_.end()) room->second.seat.leave(connection.id(), services_.clock.now());
}

void Hub::said(const ChatSaid& said) {
  if (said.again) return;
  const std::lock_guard lock(mutex_);
  const auto room = rooms_.find(said.arrival);
  if (room == rooms_.end()) return;
  if (const auto guest = room->second.guest.lock())
    guest->tell([entry = entry_of(said.entry)](Connection&, Session& session, Turn turn) {
      session.deliver(entry, turn);
    });
}

void Hub::happened(std::span<const Event> events) {
  for (const auto& event : events) {
    switch (event.kind) {
      case EventKind::taken:
        taken(event);
        moved_ = true;
        break;
      case EventKind::chat_ended:
        end(event.arrival, event.by == "visitor");
        break;
      case EventKind::facts_erased:
        end(event.arrival, false);
        break;
      case EventKind::call_moved:
      case EventKind::released:
      case EventKind::due:
      case EventKind::expired:
        moved_ = true;
        break;
      default:
        break;
    }
  }
}

void Hub::taken(const Event& event) {
  const std::lock_guard lock(mutex_);
  const auto chat = by_ticket_.find(event.ticket);
  if (chat == by_ticket_.end()) return;
  const auto room = rooms_.find(chat->second);
  if (room == rooms_.end()) return;
  room->second.position = 0;
  room->second.talks = true;
  if (const auto guest = room->second.guest.lock())
    guest->tell([name = shown_name(*services_.desk.directory(), event.by)](
                    Connection&, Session& session, Turn turn) { session.talking(name, turn); });
}

// What its visitor ends, the visitor's connection knows of.
void Hub::end(const std::string& chat, bool by_visitor) {
  const std::lock_guard lock(mutex_);
  const auto room = rooms_.find(chat);
  if (room == rooms_.end()) return;
  if (const auto guest = room->second.guest.lock(); guest && !by_visitor)
    guest->tell(
        [](Connection&, Session& session, Turn turn) { session.finish(Ending::closed, turn); });
  by_ticket_.erase(room->second.ticket);
  rooms_.erase(room);
}

void Hub::tick() {
  expire();
  if (!moved_.exchange(false)) return;
  services_.desk.chat_places([this](const Result<std::vector<ChatPlace>>& places) {
    if (places) placed(*places);
  });
}

void Hub::placed(const std::vector<ChatPlace>& places) {
  const std::lock_guard lock(mutex_);
  for (const auto& [ticket, at] : places) {
    const auto chat = by_ticket_.find(ticket);
    const auto room = chat == by_ticket_.end() ? rooms_.end() : rooms_.find(chat->second);
    const auto position = static_cast<std::uint32_t>(at);
    // A technician may have come between: then the places are from before.
    if (room == rooms_.end() || room->second.talks || room->second.position == position) continue;
    room->second.position = position;
    if (const auto guest = room->second.guest.lock())
      guest->tell([position](Connection&, Session& session, Turn turn) {
        session.position(position, turn);
      });
  }
}

void Hub::expire() {
  const auto now = services_.clock.now();
  std::vector<std::string> over;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [chat, room] : rooms_)
      if (const auto at = room.seat.expires(limits()); at && *at <= now) over.push_back(chat);
  }
  for (auto& chat : over)
    services_.desk.end_chat({std::move(chat), "", "expired"},
                            [this](const Result<std::string>& ended) {
                              if (ended) end(*ended, true);
                            });
}

void Hub::begin() {
  services_.desk.open_chats([this](const Result<std::vector<ArrivalRecord>>& open) {
    if (!open) return;
    const std::lock_guard lock(mutex_);
    for (const auto& record : *open) {
      Room room{Seat(Sha256{}, services_.clock.now())};
      room.ticket = record.ticket;
      rooms_.try_emplace(record.id, std::move(room));
      by_ticket_.try_emplace(record.ticket, record.id);
    }
  });
}

}  // namespace frontdesk::chat
