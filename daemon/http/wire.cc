#include "daemon/http/wire.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/http/web_socket.h"

namespace frontdesk::http {

namespace asio = boost::asio;

namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

void shut(Socket& socket) {
  boost::system::error_code ignored;
  socket.close(ignored);
}

class PlainWire final : public Wire {
 public:
  explicit PlainWire(Socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<boost::system::error_code> handshake() override {
    co_return boost::system::error_code{};
  }

  asio::awaitable<Moved> read_some(std::span<char> into) override {
    auto [error, bytes] =
        co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), as_values);
    co_return Moved{error, bytes};
  }

  asio::awaitable<Moved> write_some(std::string_view from) override {
    auto [error, bytes] = co_await socket_.async_write_some(asio::buffer(from), as_values);
    co_return Moved{error, bytes};
  }

  asio::awaitable<void> end_writing() override {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }

  void close() override { shut(socket_); }
  std::unique_ptr<WebSocket> web_socket() override { return plain_web_socket(std::move(socket_)); }

 private:
  Socket socket_;
};

class TlsWire final : public Wire {
 public:
  TlsWire(Socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  asio::awaitable<boost::system::error_code> handshake() override {
    auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, as_values);
    co_return error;
  }

  asio::awaitable<Moved> read_some(std::span<char> into) override {
    auto [error, bytes] =
        co_await stream_.async_read_some(asio::buffer(into.data(), into.size()), as_values);
    co_return Moved{error, bytes};
  }

  asio::awaitable<Moved> write_some(std::string_view from) override {
    auto [error, bytes] = co_await stream_.async_write_some(asio::buffer(from), as_values);
    co_return Moved{error, bytes};
  }

  asio::awaitable<void> end_writing() override { co_await stream_.async_shutdown(as_values); }

  void close() override { shut(stream_.next_layer()); }
  std::unique_ptr<WebSocket> web_socket() override {
    return tls_web_socket(std::move(stream_), context_);
  }

 private:
  std::shared_ptr<asio::ssl::context> context_;  // outlives the stream: a reload lets go of it
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Wire> plain_wire(Socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(Socket socket, std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<TlsWire>(std::move(socket), std::move(context));
}

}  // namespace frontdesk::http
