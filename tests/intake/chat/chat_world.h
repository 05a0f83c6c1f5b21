// A chat in small: one visitor, one desk, connections that are lost at any moment. The parts are
// the real ones; the store is a list, the network two queues, and what happens next is drawn.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "chat_talk.h"
#include "intake/chat/seat.h"

namespace frontdesk::chat {

// Who wrote what, as the visitor should see it.
struct Line {
  std::uint64_t number = 0;
  std::string text;
  friend bool operator==(const Line&, const Line&) = default;
};

// The slow obvious model of what is durable: a list, searched from its start.
struct Log {
  std::vector<Entry> entries;

  std::uint64_t last() const { return entries.size(); }
  std::uint64_t put(From from, std::string id, std::string text) {
    for (const auto& one : entries)
      if (!id.empty() && one.id == id) return one.number;
    entries.push_back({last() + 1, noon, from, "", std::move(text), std::move(id), {}});
    return last();
  }
};

// The visitor's side, by the rules of PROTOCOL.md.
struct Visitor {
  struct Unsent {
    std::string id, text;
  };
  std::vector<Unsent> unacknowledged;
  std::vector<Line> lines;
  std::uint64_t seen = 0;
  int written = 0;
  bool has_session = false, welcomed = false, reconnect = false;
  std::optional<Instant> resend;  // after an error that says to retry
  std::vector<std::string> faults;

  void acknowledged(std::string_view id) {
    std::erase_if(unacknowledged, [&](const Unsent& one) { return one.id == id; });
  }
  std::string text_of(std::string_view id) const {
    for (const auto& one : unacknowledged)
      if (one.id == id) return one.text;
    return "?";
  }
  void show(std::uint64_t number, std::string text) {
    if (number != seen + 1) faults.push_back("not the next: " + std::to_string(number));
    seen = number;
    lines.push_back({number, std::move(text)});
  }
  void hear(const boost::json::value& frame, Instant now) {
    const auto type = said_by(frame, "type"), id = said_by(frame, "id");
    const auto number =
        said_by(frame, "number").empty() ? 0 : std::stoull(said_by(frame, "number"));
    if (type == "welcome") {
      has_session = welcomed = true;
      resend = now;
      if (said_by(frame, "reset") == "true") faults.push_back("reset");
    } else if (type == "ack") {
      if (number > seen) show(number, text_of(id));
      acknowledged(id);
    } else if (type == "message") {
      show(number, said_by(frame, "text"));
      acknowledged(id);
    } else if (type == "error") {
      const auto after = said_by(frame, "after_ms");
      const auto first = said_by(frame, "first");
      if (!first.empty() && text_of(first) == "?") reconnect = true;
      if (said_by(frame, "retry") != "true")
        faults.push_back("error " + said_by(frame, "code"));
      else if (said_by(frame, "code") != "order")
        resend = now + std::chrono::milliseconds(after.empty() ? 0 : std::stoll(after));
    }
  }
};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    limits_.unacknowledged = 1 + below(5);
    limits_.message_burst = 3 + below(10);
    limits_.messages_per_minute = 600;
    limits_.frame_burst = 1'000;
    limits_.frames_per_minute = 60'000;
    limits_.resting_bytes = 300 + below(3'000);
    limits_.queued_bytes = limits_.resting_bytes + 2'500 + below(5'000);
    limits_.kept_messages = 1 + below(6);
    log_.put(From::system, "", "greeting");
  }

  // `faults`: connections break, commits are refused, readers are slow.
  void step(bool faults) {
    switch (below(faults ? 17 : 13)) {
      case 0:
      case 1:
        return to_server();
      case 2:
      case 3:
      case 4:
        return to_client();
      case 5:
        return commit(faults);
      case 6:
        return answer();
      case 7:
        return publish();
      case 8:
        return pass_time();
      case 9:
        if (!client_) return connect();
        return resend();
      case 10:
        return look_up();
      case 11:
        return fetch();
      case 12:
        return learn();
      case 13:
        if (visitor.written < 30) write();
        return;
      case 14:
        if (technician_ < 30) say();
        return;
      default:
        if (below(6) == 0) return lose();
        if (below(6) == 0) return connect();  // in a second window
    }
  }
  bool is_quiet() const {
    return visitor.unacknowledged.empty() && visitor.seen == log_.last() && commands_.empty();
  }
  const Log& log() const { return log_; }
  std::size_t lost() const { return lost_; }
  Visitor visitor;

 private:
  struct Connection {
    explicit Connection(const Limits& limits, Instant now, ConnectionId its_id)
        : session(limits, now), id(its_id) {}
    Session session;
    ConnectionId id;
    std::deque<std::string> up, down;
    bool looked_up = false, opening = false, gone = false;
    std::optional<std::uint64_t> fetching;
    std::deque<std::pair<std::string, std::optional<std::uint64_t>>> answers;
  };
  struct Command {
    ConnectionId from;
    std::string id, text;
  };

  std::size_t below(std::size_t end) { return random_() % end; }
  Connection* server(ConnectionId id) {
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : &found->second;
  }

  void act(Connection& on, Actions& actions) {
    for (auto& action : actions) {
      if (auto* send = std::get_if<Send>(&action)) on.down.push_back(std::move(send->frame));
      if (auto* message = std::get_if<Message>(&action))
        commands_.push_back({on.id, message->id, message->text});
      if (auto* fetch = std::get_if<Fetch>(&action)) on.fetching = fetch->after;
      if (std::holds_alternative<Hello>(action) || std::holds_alternative<Resume>(action))
        on.opening = true;
      if (auto* close = std::get_if<Close>(&action); close && on.id == client_) lose();
    }
  }
  template <class What>
  void with(ConnectionId id, What what) {
    auto* on = server(id);
    if (!on) return;
    Actions actions;
    what(*on, Turn{now_, actions});
    act(*on, actions);
  }

  void to_server() {
    for (auto& [id, connection] : connections_) {
      if (connection.up.empty() || below(2)) continue;
      const auto frame = connection.up.front();
      connection.up.pop_front();
      return with(id, [&](Connection& on, Turn turn) { on.session.feed(frame, turn); });
    }
  }
  void to_client() {
    auto* on = server(client_);
    if (!on || on->down.empty()) return;
    const auto frame = on->down.front();
    on->down.pop_front();
    visitor.hear(parse_json(frame).value(), now_);
    with(client_, [&](Connection& its, Turn turn) { its.session.sent(frame.size(), turn); });
    if (std::exchange(visitor.reconnect, false) && client_) lose();
  }
  void commit(bool faults) {
    if (commands_.empty()) return;
    const auto command = commands_.front();
    commands_.pop_front();
    std::optional<std::uint64_t> number;
    if (!faults || below(5)) {
      const auto before = log_.last();
      number = log_.put(From::visitor, command.id, command.text);
      if (log_.last() > before) added();
    }
    if (auto* on = server(command.from)) on->answers.emplace_back(command.id, number);
  }
  void added() {
    transcript_.add(log_.entries.back(), limits_);
    for (const auto& [id, connection] : connections_)
      if (id == seat_.connection()) unpublished_.emplace_back(id, log_.last());
  }
  void answer() {
    for (auto& [id, connection] : connections_) {
      if (connection.answers.empty()) continue;
      const auto [message, number] = connection.answers.front();
      connection.answers.pop_front();
      return with(id, [&](Connection& on, Turn turn) {
        if (number)
          on.session.committed(message, *number, now_, turn);
        else
          on.session.rejected(message, {ErrorCode::busy, std::chrono::milliseconds(below(300))},
                              turn);
      });
    }
  }
  void publish() {
    if (unpublished_.empty()) return;
    const auto at = unpublished_.begin() + static_cast<std::ptrdiff_t>(below(unpublished_.size()));
    const auto [id, number] = *at;
    unpublished_.erase(at);
    with(id, [&, n = number](Connection& on, Turn turn) {
      on.session.deliver(log_.entries[n - 1], turn);
    });
  }
  // The seat is taken at once, the answer comes later: what is said between must not be missed.
  void look_up() {
    for (auto& [id, connection] : connections_) {
      if (!connection.opening) continue;
      if (!connection.looked_up) {
        connection.looked_up = true;
        if (const auto older = seat_.take(id))
          with(*older, [](Connection& on, Turn turn) { on.session.cut(Ending::replaced, turn); });
        found_ = log_.last();
        return;
      }
      connection.opening = false;
      Opened opened;
      opened.session = "s-1";
      opened.last = id == seat_.connection() ? found_ : 0;
      return with(id, [&](Connection& on, Turn turn) { on.session.opened(opened, turn); });
    }
  }
  void fetch() {
    for (auto& [id, connection] : connections_) {
      if (!connection.fetching) continue;
      const auto after = *std::exchange(connection.fetching, std::nullopt);
      const auto kept = transcript_.after(after);
      const auto& all = log_.entries;
      std::vector<Entry> entries;
      if (kept)
        entries.assign(kept->begin(), kept->end());
      else
        entries.assign(all.begin() + static_cast<std::ptrdiff_t>(after), all.end());
      if (entries.size() > 4) entries.resize(4);
      const auto up_to = entries.empty() ? log_.last() : entries.back().number;
      return with(id, [&](Connection& on, Turn turn) { on.session.fetched(entries, up_to, turn); });
    }
  }
  void pass_time() {
    now_ += std::chrono::milliseconds(below(500));
    for (auto& [id, connection] : connections_)
      if (now_ >= connection.session.deadline()) {
        connection.session.pong(now_);
        return with(id, [](Connection& on, Turn turn) { on.session.tick(turn); });
      }
  }

  void connect() {
    lose();
    client_ = ++ids_;
    connections_.try_emplace(client_, limits_, now_, client_);
    visitor.welcomed = false;
    visitor.resend.reset();
    visitor.reconnect = false;
    server(client_)->up.push_back(
        visitor.has_session
            ? R"({"type":"hello","version":1,"resume":{"session":"s-1","secret":"x","seen":)" +
                  std::to_string(visitor.seen) + "}}"
            : R"({"type":"hello","version":1,"id":"0123456789012345678901","token":"t"})");
  }
  // The visitor's end of it. The daemon learns of it later, and may read what was under way till
  // then.
  void lose() {
    if (auto* on = server(client_)) on->gone = true;
    if (client_) ++lost_;
    client_ = 0;
  }
  void learn() {
    for (const auto& [id, connection] : connections_) {
      if (!connection.gone) continue;
      seat_.leave(id, now_);
      connections_.erase(id);
      return;
    }
  }
  void send(const Visitor::Unsent& one) {
    server(client_)->up.push_back(R"({"type":"message","id":")" + one.id + R"(","text":")" +
                                  one.text + "\"}");
  }
  void write() {
    const auto name = "v" + std::to_string(++visitor.written);
    visitor.unacknowledged.push_back({name, name + std::string(below(400), '.')});
    if (client_ && visitor.welcomed && !visitor.resend) send(visitor.unacknowledged.back());
  }
  void resend() {
    if (!visitor.welcomed || !visitor.resend || now_ < *visitor.resend) return;
    visitor.resend.reset();
    for (const auto& one : visitor.unacknowledged) send(one);
  }
  void say() {
    log_.put(From::technician, "",
             "t" + std::to_string(++technician_) + std::string(below(400), '.'));
    added();
  }

  std::mt19937 random_;
  Limits limits_;
  Instant now_ = noon;
  Log log_;
  Transcript transcript_{1};
  Seat seat_{sha256("x"), noon};
  std::map<ConnectionId, Connection> connections_;
  std::deque<Command> commands_;
  std::vector<std::pair<ConnectionId, std::uint64_t>> unpublished_;
  ConnectionId client_ = 0, ids_ = 0;
  std::uint64_t found_ = 0;
  std::size_t lost_ = 0;
  int technician_ = 0;
};

}  // namespace frontdesk::chat
