// A WebSocket as its user sees it: callbacks on the connection's executor, no library in sight. One
// read, one write, one ping and one close may be under way at a time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "daemon/http/wire.h"

namespace boost::asio::ssl {
template <class Stream>
class stream;
}

namespace frontdesk::http {

struct Head;

class WebSocket {
 public:
  using Done = std::function<void(boost::system::error_code, std::size_t bytes)>;

  virtual ~WebSocket() = default;
  // Answers the request that asked for it, with 101 or with why not. 10 s at most.
  virtual boost::asio::awaitable<boost::system::error_code> accept(const Head& head) = 0;
  // A piece of a message; no bound on the message is kept here.
  virtual void read_some(std::span<char> into, Done done) = 0;
  virtual bool is_text() const = 0;       // of the message that was read last
  virtual bool message_done() const = 0;  // it ended with that piece
  // One text frame; the bytes stay where they are until it is done.
  virtual void write(std::string_view text, Done done) = 0;
  virtual void ping(Done done) = 0;
  virtual void on_pong(std::function<void()> told) = 0;
  // Says the code, and waits some seconds for the peer to say it too.
  virtual void close(std::uint16_t code, Done done) = 0;
  // Ends everything that is under way with an error.
  virtual void abort() = 0;
};

std::unique_ptr<WebSocket> plain_web_socket(Socket socket);
std::unique_ptr<WebSocket> tls_web_socket(boost::asio::ssl::stream<Socket>&& stream,
                                          std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace frontdesk::http
