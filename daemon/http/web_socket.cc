#include "daemon/http/web_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "daemon/http/codec.h"

namespace frontdesk::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

constexpr std::chrono::seconds handshake_time{10};  // and the closing one

void shut(Socket& socket) {
  boost::system::error_code ignored;
  socket.close(ignored);
}

template <class Stream>
class BeastWebSocket final : public WebSocket {
 public:
  BeastWebSocket(Stream&& stream, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(stream)) {
    websocket::stream_base::timeout times{};
    times.handshake_timeout = handshake_time;
    times.idle_timeout = websocket::stream_base::none();
    times.keep_alive_pings = false;
    stream_.set_option(times);
    stream_.read_message_max(0);  // the reader counts, and says more than a code
    stream_.auto_fragment(false);
    stream_.text(true);
  }

  asio::awaitable<boost::system::error_code> accept(const Head& head) override {
    beast::http::request<beast::http::empty_body> request{beast::http::verb::get, head.target, 11};
    for (const auto& [name, value] : head.headers) request.insert(name, value);
    auto [error] = co_await stream_.async_accept(request, asio::as_tuple(asio::use_awaitable));
    co_return error;
  }

  void read_some(std::span<char> into, Done done) override {
    stream_.async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
  }
  bool is_text() const override { return stream_.got_text(); }
  bool message_done() const override { return stream_.is_message_done(); }

  void write(std::string_view text, Done done) override {
    stream_.async_write(asio::buffer(text), std::move(done));
  }

  void ping(Done done) override {
    stream_.async_ping(
        {}, [done = std::move(done)](boost::system::error_code error) { done(error, 0); });
  }

  void on_pong(std::function<void()> told) override {
    stream_.control_callback(
        [told = std::move(told)](websocket::frame_type kind, beast::string_view) {
          if (kind == websocket::frame_type::pong) told();
        });
  }

  void close(std::uint16_t code, Done done) override {
    stream_.async_close(
        websocket::close_reason(code),
        [done = std::move(done)](boost::system::error_code error) { done(error, 0); });
  }

  void abort() override { shut(socket_of(stream_.next_layer())); }

 private:
  static Socket& socket_of(Socket& socket) { return socket; }
  static Socket& socket_of(asio::ssl::stream<Socket>& stream) { return stream.next_layer(); }

  std::shared_ptr<asio::ssl::context> context_;  // outlives the stream: a reload lets go of it
  websocket::stream<Stream, false> stream_;      // no compression
};

}  // namespace

std::unique_ptr<WebSocket> plain_web_socket(Socket socket) {
  return std::make_unique<BeastWebSocket<Socket>>(std::move(socket), nullptr);
}

std::unique_ptr<WebSocket> tls_web_socket(asio::ssl::stream<Socket>&& stream,
                                          std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<BeastWebSocket<asio::ssl::stream<Socket>>>(std::move(stream),
                                                                     std::move(context));
}

}  // namespace frontdesk::http
