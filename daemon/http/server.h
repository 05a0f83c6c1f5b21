// The HTTP server: listeners, connections and their limits over one route table. What it answers
// is the handlers' business; who may ask, how much and how slowly is decided here.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/routes.h"
#include "rules/base/clock.h"

namespace boost::asio::ssl {
class context;
}

namespace frontdesk::http {

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t connections = 1000;             // all listeners together
  std::size_t connections_per_address = 100;  // an IPv6 address counts as its /64
  std::size_t requests_per_connection = 10'000;
  std::size_t held_bytes = 256 * 1024 * 1024;  // of large bodies and answers, all together
  std::chrono::milliseconds idle{60'000};      // between requests
  std::chrono::milliseconds request{10'000};   // for a request to come in…
  std::size_t min_bytes_per_second = 500;      // …and a second more for each of these
  std::chrono::milliseconds write{30'000};     // for a response to be taken, extended likewise
};

struct Later {
  Problem why;
  std::chrono::seconds after{0};
};

// One answered request, for metrics and the log.
struct Answered {
  std::string_view route;  // the pattern, "" where no route was found
  std::string_view method, peer, who;
  int status = 0;
  std::chrono::nanoseconds took{0};
};

struct ServerOptions {
  ServerLimits limits;
  std::shared_ptr<const RouteTable> routes;
  const Clock* clock = nullptr;
  // Who holds a bearer token.
  std::function<Result<Principal>(std::string_view token)> authenticate;
  // The context of the moment, for listeners with TLS: asked once for each connection, so a new
  // certificate is used without a restart.
  std::function<std::shared_ptr<boost::asio::ssl::context>()> tls;
  // Why what would write must come later, and when; nothing where it may come. May be null.
  std::function<std::optional<Later>()> shedding;
  // Called on any thread of the executor. May be null.
  std::function<void(const Answered&)> on_answered;
  // "connections", "connections_per_address", "held_bytes", "slow", "malformed", "tls", "handler";
  // the second is for the log.
  std::function<void(std::string_view reason, std::string_view detail)> on_refused;
  std::function<void(int change)> on_connections;
};

enum class ListenerKind {
  open_to_network,  // requests authenticate with a token
  tls,              // the same, inside TLS
  admin,            // a socket in the file system: whoever may open it is admin
};

class HttpServer {
 public:
  HttpServer(boost::asio::any_io_executor executor, ServerOptions options);
  // Cuts what is still open. The executor's context must not run any more, or `stop` have ended.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Listens; the port that it got. `host` is an IP address or "*".
  Result<std::uint16_t> listen(const std::string& host, std::uint16_t port, ListenerKind kind);
  // A socket in the file system, mode 0660. A file left by a dead daemon is replaced; one that
  // answers is `in_use`.
  Result<void> listen_unix(const std::filesystem::path& path);
  // A listening socket from systemd; owns it from here on.
  Result<void> adopt(int listening, ListenerKind kind);

  // Takes no more connections, lets requests that have begun end, and cuts what is left after
  // `bound`. True where nothing had to be cut.
  boost::asio::awaitable<bool> stop(std::chrono::milliseconds bound);

  std::size_t connections() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace frontdesk::http
