// What the chat connections share: who has which chat, and the desk.
//
// A chat's room is here while somebody may come back to it; everything else of it is the store's. A
// connection is told things by tell(), which may be called from any thread.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/chat/doors.h"
#include "daemon/desk/front_desk.h"
#include "daemon/http/server.h"
#include "intake/chat/seat.h"
#include "intake/chat/session.h"

namespace frontdesk::chat {

class Connection;

struct HubServices {
  FrontDesk& desk;
  const Clock& clock;
  std::function<std::optional<http::Later>()> shedding;
  std::chrono::milliseconds deadline;  // of a commit
  // For metrics and the log; never what was said.
  std::function<void(std::string_view reason, std::string_view detail)> refused;
};

struct Fetched {
  std::vector<Entry> entries;
  std::uint64_t up_to = 0;
};

class Hub {
 public:
  Hub(HubServices services, ChatConfig config, Doors doors);

  const Doors& doors() const { return doors_; }
  const Limits& limits() const { return config_.limits; }
  const HubServices& services() const { return services_; }

  // One more connection; nothing where there are as many as may be. Each is let go once.
  std::optional<ConnectionId> admit();
  void let_go() { --connections_; }

  // For a connection, on its executor. It is told the answer.
  void open(Connection& connection, Hello&& hello);
  void resume(Connection& connection, Resume&& resume);
  void say(Connection& connection, std::string id, ChatSaying saying);
  void leave(const std::string& chat);
  Result<Fetched> fetch(const std::string& chat, std::uint64_t after) const;
  void gone(const Connection& connection);

  // From any thread.
  void happened(std::span<const Event> events);  // all that is durable now
  void said(const ChatSaid& said);               // by a technician
  void tick();                                   // every second or so
  // At the start: whoever had a chat may come back to it, for as long as ever.
  void begin();

 private:
  struct Room {
    Seat seat;
    std::weak_ptr<Connection> guest{};
    std::string ticket{};
    std::uint32_t position = 0;
    bool talks = false;  // a technician has it
  };

  void came_in(Connection& connection, Session& session, const ChatView& view, const Sha256& digest,
               const Opened& opened, Turn turn);
  void catch_up(Session& session, const std::string& chat, const Opened& opened, Turn turn);
  void end(const std::string& chat, bool by_visitor);
  void taken(const Event& event);
  void placed(const std::vector<ChatPlace>& places);
  void expire();

  const HubServices services_;
  const ChatConfig config_;
  const Doors doors_;
  std::atomic<ConnectionId> last_id_{0};
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<bool> moved_{false};  // somebody's place in a queue
  std::mutex mutex_;
  std::unordered_map<std::string, Room> rooms_;             // by chat
  std::unordered_map<std::string, std::string> by_ticket_;  // its chat
};

}  // namespace frontdesk::chat
