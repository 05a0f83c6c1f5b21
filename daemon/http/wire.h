// The bytes of one connection, plain or inside TLS.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <span>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace frontdesk::http {

using Socket = boost::asio::generic::stream_protocol::socket;

struct Moved {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

class WebSocket;

class Wire {
 public:
  virtual ~Wire() = default;
  virtual boost::asio::awaitable<boost::system::error_code> handshake() = 0;
  virtual boost::asio::awaitable<Moved> read_some(std::span<char> into) = 0;
  virtual boost::asio::awaitable<Moved> write_some(std::string_view bytes) = 0;
  // Says that no more will be written.
  virtual boost::asio::awaitable<void> end_writing() = 0;
  // Ends everything that is under way with an error.
  virtual void close() = 0;
  // The same bytes as a WebSocket, before its handshake. Only `close` may be asked of this then.
  virtual std::unique_ptr<WebSocket> web_socket() = 0;
};

std::unique_ptr<Wire> plain_wire(Socket socket);
std::unique_ptr<Wire> tls_wire(Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace frontdesk::http
