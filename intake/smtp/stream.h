// A connection's bytes, plain or under TLS, TCP or unix socket alike. The TLS types stay in
// stream.cc: they are dear to compile.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <span>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace frontdesk::smtp {

using Socket = boost::asio::generic::stream_protocol::socket;

// Every wait ends with `error` set where it fails or is cancelled; one wait at a time.
class Stream {
 public:
  explicit Stream(Socket socket);
  ~Stream();

  boost::asio::awaitable<std::size_t> read_some(std::span<char> into,
                                                boost::system::error_code& error);
  boost::asio::awaitable<void> write(std::string_view bytes, boost::system::error_code& error);
  // From now on under TLS, we being the server.
  boost::asio::awaitable<void> start_tls(std::shared_ptr<boost::asio::ssl::context> context,
                                         boost::system::error_code& error);
  // Says goodbye under TLS. The peer's answer is waited for.
  boost::asio::awaitable<void> end_tls(boost::system::error_code& error);

  // Nothing more will be sent; what the peer still sends can be read, as it comes on the wire.
  void end_sending();
  boost::asio::awaitable<std::size_t> read_raw(std::span<char> into,
                                               boost::system::error_code& error);
  void cancel();
  void close();
  const Socket& socket() const { return socket_; }
  Socket::executor_type executor() { return socket_.get_executor(); }

 private:
  struct Tls;
  Socket socket_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace frontdesk::smtp
