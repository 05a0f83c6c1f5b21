#include "intake/smtp/stream.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace frontdesk::smtp {

namespace asio = boost::asio;
using boost::system::error_code;

struct Stream::Tls {
  Tls(Socket& socket, std::shared_ptr<asio::ssl::context> tls_context)
      : context(std::move(tls_context)), stream(socket, *context) {}
  std::shared_ptr<asio::ssl::context> context;
  asio::ssl::stream<Socket&> stream;
};

namespace {

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

}  // namespace

Stream::Stream(Socket socket) : socket_(std::move(socket)) {
  error_code ignored;  // where it fails, the first read does too
  socket_.non_blocking(true, ignored);
}
Stream::~Stream() = default;

asio::awaitable<std::size_t> Stream::read_some(std::span<char> bytes, error_code& error) {
  const auto buffer = asio::buffer(bytes.data(), bytes.size());
  if (tls_) return tls_->stream.async_read_some(buffer, into(error));
  return socket_.async_read_some(buffer, into(error));
}

asio::awaitable<void> Stream::write(std::string_view bytes, error_code& error) {
  if (tls_) {
    co_await asio::async_write(tls_->stream, asio::buffer(bytes.data(), bytes.size()), into(error));
    co_return;
  }
  // A reply nearly always has room at once, and then need not pass through the loop.
  const auto sent = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
  if (error == asio::error::would_block || error == asio::error::try_again) error.clear();
  bytes.remove_prefix(sent);
  if (error || bytes.empty()) co_return;
  co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), into(error));
}

asio::awaitable<void> Stream::start_tls(std::shared_ptr<asio::ssl::context> context,
                                        error_code& error) {
  tls_ = std::make_unique<Tls>(socket_, std::move(context));
  return tls_->stream.async_handshake(asio::ssl::stream_base::server, into(error));
}

asio::awaitable<void> Stream::end_tls(error_code& error) {
  if (tls_) co_await tls_->stream.async_shutdown(into(error));
}

asio::awaitable<std::size_t> Stream::read_raw(std::span<char> bytes, error_code& error) {
  return socket_.async_read_some(asio::buffer(bytes.data(), bytes.size()), into(error));
}

void Stream::end_sending() {
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void Stream::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void Stream::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace frontdesk::smtp
