#include "intake/smtp/server.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <utility>

#include "intake/smtp/connection.h"
#include "intake/smtp/listening.h"

namespace frontdesk::smtp {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;

namespace {

constexpr auto after_accept_error = 100ms;  // out of descriptors: they come back, or they do not

// What there is no room for hears so at once. A fresh socket's send buffer takes one line without
// waiting; where it does not, the peer sees the close.
void refuse(Socket socket, Reply reply) {
  std::string line;
  append(line, reply);
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.send(asio::buffer(line), 0, ignored);
  socket.shutdown(Socket::shutdown_both, ignored);
}

}  // namespace

// Everything here but `shared` belongs to `strand`.
struct Server::State : std::enable_shared_from_this<Server::State> {
  State(asio::any_io_executor io, ServerSettings server_settings, std::shared_ptr<Shared> all)
      : executor(std::move(io)),
        strand(asio::make_strand(executor)),
        settings(std::move(server_settings)),
        shared(std::move(all)),
        gone(strand) {}

  asio::awaitable<void> accept(std::shared_ptr<Listening> listening);
  void admit(Socket accepted, const std::shared_ptr<const Door>& door);
  Socket place(Socket socket, error_code& error);
  void ended();
  asio::awaitable<void> stop(std::chrono::milliseconds patience);
  asio::awaitable<void> wait_gone(std::chrono::steady_clock::time_point until);

  asio::any_io_executor executor;
  std::function<asio::any_io_executor()> next_loop;  // none: strands
  asio::any_io_executor strand;
  ServerSettings settings;
  std::shared_ptr<Shared> shared;
  asio::steady_timer gone;
  std::list<std::weak_ptr<Connection>> connections;
  std::list<std::shared_ptr<Listening>> listenings;
  std::size_t running = 0;  // coroutines: listeners and connections
  bool stopping = false;
};

Server::Server(asio::any_io_executor executor, ServerSettings settings, MailSink& sink,
               Observer& observer, const Clock& clock, TlsProvider tls) {
  auto shared = std::make_shared<Shared>(sink, observer, clock, std::move(tls), settings.limits);
  state_ = std::make_shared<State>(std::move(executor), std::move(settings), std::move(shared));
}

Server::~Server() = default;

void Server::spread_over(std::function<asio::any_io_executor()> next) {
  state_->next_loop = std::move(next);
}

Result<std::uint16_t> Server::listen(Listener listener) {
  auto opened = open_listening(state_->strand, listener);
  if (!opened) return opened.error();
  auto listening = *opened;
  const bool lmtp = listener.kind == Listener::Kind::lmtp;
  auto door = std::make_shared<Door>();
  door->kind = listener.kind;
  door->proxies = std::move(listener.proxies);
  door->session.limits = state_->settings.limits;
  door->session.host = state_->settings.host;
  door->session.lmtp = lmtp;
  door->session.offer_tls = !lmtp && state_->shared->tls != nullptr;
  door->session.require_tls = listener.require_tls;
  listening->door = std::move(door);
  const auto port = listening->port;
  asio::post(state_->strand, [state = state_, listening = std::move(listening)] {
    if (state->stopping) return;
    state->listenings.push_back(listening);
    ++state->running;
    asio::co_spawn(state->strand, state->accept(listening),
                   [state](const std::exception_ptr&) { state->ended(); });
  });
  return port;
}

std::size_t Server::connections() const {
  return state_->shared->admission.count();
}

// To where the connection lives, one step of it at a time. Nothing waits on it yet. An error leaves
// the socket closed.
Socket Server::State::place(Socket socket, error_code& error) {
  Socket placed(next_loop ? next_loop() : asio::any_io_executor(asio::make_strand(executor)));
  const auto protocol = socket.local_endpoint(error).protocol();
  if (error) return placed;
  const auto fd = socket.release(error);
  if (!error) placed.assign(protocol, fd, error);
  return placed;
}

asio::awaitable<void> Server::State::accept(std::shared_ptr<Listening> listening) {
  while (!stopping) {
    error_code error;
    auto socket = co_await listening->acceptor.async_accept(
        strand, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      admit(std::move(socket), listening->door);
    } else if (!stopping) {
      asio::steady_timer pause(strand, after_accept_error);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }
}

void Server::State::admit(Socket accepted, const std::shared_ptr<const Door>& door) {
  if (shared->sink.shedding()) {
    shared->observer.refused(peer_of(accepted), info(Reply::shedding).reason);
    return refuse(std::move(accepted), Reply::shedding);
  }
  if (const auto reply = shared->admission.enter()) {
    shared->observer.refused(peer_of(accepted), info(*reply).reason);
    return refuse(std::move(accepted), *reply);
  }
  // It counts before it has a place: whoever holds up a loop for the only connection (spread_over)
  // has seen it come, or is passed over.
  error_code error, ignored;
  auto socket = place(std::move(accepted), error);
  if (error) return shared->admission.leave();
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);  // no such option on a unix socket
  const auto connection_strand = socket.get_executor();
  auto connection = std::make_shared<Connection>(std::move(socket), shared, door);
  const auto place = connections.insert(connections.end(), connection);
  ++running;
  asio::co_spawn(connection_strand, connection->run(),
                 [self = shared_from_this(), connection, place](const std::exception_ptr&) mutable {
                   connection.reset();
                   self->shared->admission.leave();
                   asio::post(self->strand, [self, place] {
                     self->connections.erase(place);
                     self->ended();
                   });
                 });
}

void Server::State::ended() {
  --running;
  if (running == 0) gone.cancel();
}

asio::awaitable<void> Server::State::wait_gone(std::chrono::steady_clock::time_point until) {
  if (running == 0) co_return;
  error_code ignored;
  gone.expires_at(until);
  co_await gone.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> Server::State::stop(std::chrono::milliseconds patience) {
  stopping = true;
  for (const auto& listening : listenings) listening->close();
  for (const auto& weak : connections)
    if (const auto connection = weak.lock()) connection->ask_to_stop();
  co_await wait_gone(std::chrono::steady_clock::now() + patience);
  for (const auto& weak : connections)
    if (const auto connection = weak.lock()) connection->cut();
  while (running != 0) co_await wait_gone(std::chrono::steady_clock::now() + 1h);
}

asio::awaitable<void> Server::stop(std::chrono::milliseconds patience) {
  const auto state = state_;
  co_await asio::co_spawn(state->strand, state->stop(patience), asio::use_awaitable);
}

}  // namespace frontdesk::smtp
