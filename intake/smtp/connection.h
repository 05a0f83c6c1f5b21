// One connection's coroutine: moves bytes between the stream and the session, on its own strand.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "intake/smtp/admission.h"
#include "intake/smtp/deadline.h"
#include "intake/smtp/proxy_v2.h"
#include "intake/smtp/server.h"
#include "intake/smtp/session.h"
#include "intake/smtp/stream.h"

namespace frontdesk::smtp {

// What the connections of one server share.
struct Shared {
  Shared(MailSink& mail_sink, Observer& watcher, const Clock& time, TlsProvider provider,
         const Limits& all)
      : sink(mail_sink),
        observer(watcher),
        clock(time),
        tls(std::move(provider)),
        limits(all),
        admission(all) {}

  MailSink& sink;
  Observer& observer;
  const Clock& clock;
  TlsProvider tls;
  Limits limits;
  Admission admission;
  std::atomic<std::uint64_t> held_bytes = 0;  // of messages that come in or are being delivered
};

// What the connections of one listener share.
struct Door {
  Listener::Kind kind;
  std::vector<Network> proxies;
  SessionSettings session;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, std::shared_ptr<Shared> shared, std::shared_ptr<const Door> door);
  ~Connection();

  // Until the connection is closed.
  boost::asio::awaitable<void> run();
  // From any thread: ends with 421 as soon as no mail is under way.
  void ask_to_stop();
  // From any thread: ends now.
  void cut();

 private:
  using error_code = boost::system::error_code;

  boost::asio::awaitable<bool> arrive();
  boost::asio::awaitable<bool> read_proxy_header();
  boost::asio::awaitable<bool> read_exactly(std::span<char> into);
  boost::asio::awaitable<bool> begin_tls();
  boost::asio::awaitable<void> talk();
  boost::asio::awaitable<Next> read_more();
  boost::asio::awaitable<Next> deliver();
  boost::asio::awaitable<bool> flush();
  boost::asio::awaitable<void> turn_away(Reply reply);
  boost::asio::awaitable<void> close_gently();
  void account(std::size_t held);
  std::optional<Reply> held_too_much() const;
  void wait_at_most(std::chrono::milliseconds wait);
  void watch();
  void refused(Reply reply);

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<const Door> door_;
  Stream stream_;
  boost::asio::steady_timer watchdog_;
  Deadline deadline_;
  Deadline::Time armed_{};
  SessionHooks hooks_;
  std::optional<Session> session_;
  std::vector<char> buffer_;
  std::string peer_, counted_as_;
  std::atomic<std::uint64_t>* held_from_address_ = nullptr;  // with those beside it; not over LMTP
  std::size_t held_ = 0, message_bytes_ = 0;
  std::string accepted_;                           // the arrival's id, until its 250 is written
  Deadline::Time message_ended_{}, mail_taken_{};  // the latter also when the dialogue began
  std::uint64_t progress_ = 0;
  bool waiting_ = false, reading_ = false, timed_out_ = false, stopping_ = false;
};

// "192.0.2.1"; "local" for a unix socket.
std::string peer_of(const Socket& socket);

}  // namespace frontdesk::smtp
