#include "daemon/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "daemon/await.h"
#include "daemon/http/connection.h"
#include "daemon/http/sockets.h"

namespace frontdesk::http {

namespace asio = boost::asio;

namespace {

using Protocol = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol>;

constexpr std::chrono::milliseconds out_of_descriptors_pause{100};
constexpr std::chrono::seconds cut_bound{2};
constexpr std::size_t admin_reserve = 16;  // the operator gets in when the network has filled it

// A listener and all that its coroutine touches, on one strand.
struct Listener {
  Listener(const asio::any_io_executor& executor, OwnedFd fd, ListenerKind what)
      : strand(asio::make_strand(executor)),
        acceptor(strand, Protocol(family_of(fd.get()), 0)),
        pause(strand),
        kind(what) {
    boost::system::error_code ignored;
    acceptor.close(ignored);
    acceptor.assign(Protocol(family_of(fd.get()), 0), fd.get());
    fd.release();
  }

  asio::any_io_executor strand;
  Acceptor acceptor;
  asio::steady_timer pause;
  ListenerKind kind;
};

}  // namespace

struct HttpServer::Shared : std::enable_shared_from_this<Shared> {
  Shared(asio::any_io_executor e, ServerOptions o)
      : executor(std::move(e)),
        options(std::make_shared<const ServerOptions>(std::move(o))),
        held(std::make_shared<HeldBytes>(options->limits.held_bytes)) {}

  void begin(OwnedFd fd, ListenerKind kind);
  asio::awaitable<void> accept(std::shared_ptr<Listener> listener);
  void welcome(Socket socket, const asio::any_io_executor& strand, ListenerKind kind);
  bool admit(const std::shared_ptr<Connection>& connection, const std::string& counted);
  void leave(const std::shared_ptr<Connection>& connection, const std::string& counted);
  void close_listeners();
  void refuse(std::string_view reason, std::string_view detail) const {
    if (options->on_refused) options->on_refused(reason, detail);
  }
  std::vector<std::shared_ptr<Connection>> open() const {
    const std::lock_guard lock(mutex);
    return {connections.begin(), connections.end()};
  }
  void when_empty(std::function<void(Result<bool>)> tell);

  asio::any_io_executor executor;
  std::shared_ptr<const ServerOptions> options;
  std::shared_ptr<HeldBytes> held;
  mutable std::mutex mutex;
  std::set<std::shared_ptr<Connection>> connections;
  std::map<std::string, std::size_t> per_address;
  std::vector<std::shared_ptr<Listener>> listeners;
  bool stopping = false;
  std::function<void(Result<bool>)> tell_empty;
};

void HttpServer::Shared::begin(OwnedFd fd, ListenerKind kind) {
  const auto listener = std::make_shared<Listener>(executor, std::move(fd), kind);
  {
    const std::lock_guard lock(mutex);
    listeners.push_back(listener);
  }
  asio::co_spawn(listener->strand, accept(listener),
                 [self = shared_from_this()](std::exception_ptr) {});
}

asio::awaitable<void> HttpServer::Shared::accept(std::shared_ptr<Listener> listener) {
  while (listener->acceptor.is_open()) {
    const asio::any_io_executor strand = asio::make_strand(executor);
    Socket socket(strand);
    auto [error] =
        co_await listener->acceptor.async_accept(socket, asio::as_tuple(asio::use_awaitable));
    if (!listener->acceptor.is_open()) break;
    if (error) {
      // Out of descriptors or memory: the next try would fail at once.
      refuse("accept", error.message());
      listener->pause.expires_after(out_of_descriptors_pause);
      co_await listener->pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    welcome(std::move(socket), strand, listener->kind);
  }
}

void HttpServer::Shared::welcome(Socket socket, const asio::any_io_executor& strand,
                                 ListenerKind kind) {
  const auto peer = peer_of(socket.native_handle());
  show_progress_early(socket.native_handle());
  Principal local;
  if (kind == ListenerKind::admin) {
    const auto uid = peer_uid(socket.native_handle());
    if (!uid) return refuse("credentials", uid.error().says);
    local = {Role::admin, "", "uid:" + std::to_string(*uid), ""};
  }
  std::unique_ptr<Wire> wire;
  if (kind == ListenerKind::tls) {
    auto context = options->tls ? options->tls() : nullptr;
    if (!context) return refuse("tls", "there is no certificate");
    wire = tls_wire(std::move(socket), std::move(context));
  } else {
    wire = plain_wire(std::move(socket));
  }
  const auto connection = std::make_shared<Connection>(strand, options, held, std::move(wire),
                                                       peer.shown, std::move(local));
  if (!admit(connection, peer.counted)) return;
  asio::co_spawn(
      strand, connection->run(),
      asio::bind_cancellation_slot(connection->cancellation(),
                                   [self = shared_from_this(), connection, counted = peer.counted](
                                       std::exception_ptr) { self->leave(connection, counted); }));
}

bool HttpServer::Shared::admit(const std::shared_ptr<Connection>& connection,
                               const std::string& counted) {
  const auto& limits = options->limits;
  std::string_view reason;
  {
    const std::lock_guard lock(mutex);
    if (stopping)
      reason = "stopping";
    else if (connections.size() >= limits.connections + (counted.empty() ? admin_reserve : 0))
      reason = "connections";
    else if (!counted.empty() && per_address[counted] >= limits.connections_per_address)
      reason = "connections_per_address";
    if (reason.empty()) {
      connections.insert(connection);
      if (!counted.empty()) ++per_address[counted];
    }
  }
  if (!reason.empty()) {
    refuse(reason, counted);
    return false;
  }
  if (options->on_connections) options->on_connections(1);
  return true;
}

void HttpServer::Shared::leave(const std::shared_ptr<Connection>& connection,
                               const std::string& counted) {
  std::function<void(Result<bool>)> tell;
  {
    const std::lock_guard lock(mutex);
    connections.erase(connection);
    if (const auto found = per_address.find(counted);
        found != per_address.end() && --found->second == 0)
      per_address.erase(found);
    if (connections.empty()) std::swap(tell, tell_empty);
  }
  if (options->on_connections) options->on_connections(-1);
  if (tell) tell(true);
}

void HttpServer::Shared::close_listeners() {
  std::vector<std::shared_ptr<Listener>> all;
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    std::swap(all, listeners);
  }
  for (const auto& listener : all)
    asio::post(listener->strand, [listener] {
      boost::system::error_code ignored;
      listener->acceptor.close(ignored);
      listener->pause.cancel();
    });
}

void HttpServer::Shared::when_empty(std::function<void(Result<bool>)> tell) {
  {
    const std::lock_guard lock(mutex);
    if (!connections.empty()) {
      tell_empty = std::move(tell);
      return;
    }
  }
  tell(true);
}

HttpServer::HttpServer(asio::any_io_executor executor, ServerOptions options)
    : shared_(std::make_shared<Shared>(std::move(executor), std::move(options))) {}

HttpServer::~HttpServer() {
  shared_->close_listeners();
  for (const auto& connection : shared_->open()) connection->cut();
}

Result<std::uint16_t> HttpServer::listen(const std::string& host, std::uint16_t port,
                                         ListenerKind kind) {
  auto fd = bind_tcp(host, port);
  if (!fd) return fd.error();
  const auto got = port_of(fd->get());
  shared_->begin(std::move(*fd), kind);
  return got;
}

Result<void> HttpServer::listen_unix(const std::filesystem::path& path) {
  auto fd = bind_unix(path);
  if (!fd) return fd.error();
  shared_->begin(std::move(*fd), ListenerKind::admin);
  return {};
}

Result<void> HttpServer::adopt(int listening, ListenerKind kind) {
  OwnedFd fd(listening);
  if (!is_listening(fd.get()))
    return problem(ProblemCode::invalid, "a socket that was handed over does not listen");
  shared_->begin(std::move(fd), kind);
  return {};
}

asio::awaitable<bool> HttpServer::stop(std::chrono::milliseconds bound) {
  const auto shared = shared_;
  shared->close_listeners();
  for (const auto& connection : shared->open()) connection->stop();
  const auto wait = [shared](std::function<void(Result<bool>)> tell) {
    shared->when_empty(std::move(tell));
  };
  if (co_await await_result<bool>(wait, bound)) co_return true;
  for (const auto& connection : shared->open()) connection->cut();
  co_await await_result<bool>(wait, cut_bound);
  co_return false;
}

std::size_t HttpServer::connections() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->connections.size();
}

}  // namespace frontdesk::http
