// The mail server: listeners, one coroutine for each connection on a strand or a loop of one
// thread, a deadline on every wait, and an orderly stop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "intake/smtp/limits.h"
#include "intake/smtp/proxy_v2.h"
#include "intake/smtp/sink.h"
#include "rules/base/clock.h"

namespace boost::asio::ssl {
class context;
}

namespace frontdesk::smtp {

// Asked for every handshake, so a reloaded certificate serves the next one and disturbs no session.
// Null where there is none.
using TlsProvider = std::function<std::shared_ptr<boost::asio::ssl::context>()>;

struct Listener {
  enum class Kind : std::uint8_t { smtp, smtps, lmtp };
  Kind kind = Kind::smtp;
  std::string address = "127.0.0.1";  // or the path of a unix socket, which begins with '/'
  std::uint16_t port = 0;             // 0 lets the system choose
  int adopted = -1;  // a listening socket passed in (systemd); address and port are then not used
  std::vector<Network> proxies = {};  // peers that must begin with a PROXY v2 header
  bool require_tls = false;
};

struct ServerSettings {
  std::string host = "localhost";
  Limits limits;
};

class Server {
 public:
  // `sink`, `observer` and `clock` outlive the server, and the server outlives its connections:
  // await stop() before it goes.
  Server(boost::asio::any_io_executor executor, ServerSettings settings, MailSink& sink,
         Observer& observer, const Clock& clock, TlsProvider tls = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Before the first `listen`: each connection lives on what `next` gives for it, asked once the
  // connection is there and counted, instead of on a strand of the server's own executor. That is a
  // loop served by one thread and no more: there a connection has no strand, which would send every
  // step of it once more through the loop.
  void spread_over(std::function<boost::asio::any_io_executor()> next);

  // Opens the listener and begins to accept. The port that it got; 0 for a unix socket. An `io`
  // problem where it cannot.
  Result<std::uint16_t> listen(Listener listener);

  // Accepts no more. Idle connections hear 421 now, those in a transaction when it is done; what is
  // left after `patience` is cut. Resumes when no connection is left.
  boost::asio::awaitable<void> stop(std::chrono::milliseconds patience);

  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace frontdesk::smtp
