// A mail server on two threads with a sink that keeps every mail, and clients to speak to it.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "intake/smtp/server.h"
#include "rules/base/clock.h"

namespace frontdesk::smtp::test {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

// Keeps every mail; holds an answer back for as long as `gate` is shut.
class TestSink final : public MailSink {
 public:
  asio::awaitable<std::vector<Result<std::string>>> deliver(Transaction mail) override {
    const auto count = mail.recipients.size();
    {
      const std::lock_guard lock(mutex_);
      mails_.push_back(std::move(mail));
    }
    while (gate_shut) {
      asio::steady_timer timer(co_await asio::this_coro::executor, 2ms);
      co_await timer.async_wait(asio::use_awaitable);
    }
    if (throws) throw std::runtime_error("a bug");
    co_return std::vector<Result<std::string>>(count, "a-0001");
  }
  RcptVerdict check(std::string_view address) const override {
    return address.ends_with("@desk.example") ? RcptVerdict::yes("help")
                                              : RcptVerdict::no(ProblemCode::not_found);
  }
  std::optional<Problem> refusing() const override {
    return full ? std::optional(problem(ProblemCode::store_full, "")) : std::nullopt;
  }
  std::vector<Transaction> mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

  bool shedding() const override { return sheds; }

  std::atomic<bool> gate_shut = false, full = false, throws = false, sheds = false;

 private:
  mutable std::mutex mutex_;
  std::vector<Transaction> mails_;
};

class TestObserver final : public Observer {
 public:
  void connected(std::string_view) override { ++opened; }
  void disconnected(std::string_view) override { ++closed; }
  void refused(std::string_view, std::string_view reason) override {
    const std::lock_guard lock(mutex_);
    reasons_ += std::string(reason) + ' ';
  }
  void accepted(std::string_view, std::string_view arrival, std::size_t bytes,
                std::chrono::nanoseconds took) override {
    if (arrival == "a-0001" && bytes > 0 && took > 0ns) ++mails;
  }
  std::string reasons() const {
    const std::lock_guard lock(mutex_);
    return reasons_;
  }
  std::atomic<int> opened = 0, closed = 0, mails = 0;

 private:
  mutable std::mutex mutex_;
  std::string reasons_;
};

// A server on two threads. It stops, and everything with it, at the end of the test.
struct House {
  explicit House(ServerSettings settings = {}, TlsProvider tls = {})
      : server(io.get_executor(), std::move(settings), sink, observer, clock, std::move(tls)) {
    for (auto& thread : threads) thread = std::thread([this] { io.run(); });
  }
  ~House() {
    sink.gate_shut = false;
    stop(0ms).wait();
    work.reset();
    for (auto& thread : threads) thread.join();
  }
  std::future<void> stop(std::chrono::milliseconds patience) {
    return asio::co_spawn(io, server.stop(patience), asio::use_future);
  }
  std::uint16_t listen(Listener listener = {}) {
    return server.listen(std::move(listener)).value();
  }

  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  TestSink sink;
  TestObserver observer;
  SystemClock clock;
  Server server;
  std::array<std::thread, 2> threads;
};

template <class Stream>
class Client {
 public:
  template <class... Args>
  explicit Client(Args&&... args) : stream(io, std::forward<Args>(args)...) {}

  void send(std::string_view bytes) { asio::write(stream, asio::buffer(bytes)); }
  // One whole reply, its last line's text; "" at the end of the connection.
  std::string reply() {
    while (true) {
      for (auto end = in_.find("\r\n"); end != in_.npos; end = in_.find("\r\n")) {
        const auto line = in_.substr(0, end);
        in_.erase(0, end + 2);
        if (line.size() < 4 || line[3] == ' ') return line;
      }
      std::array<char, 4'096> bytes;
      boost::system::error_code error;
      const auto got = stream.read_some(asio::buffer(bytes), error);
      if (error) return "";
      in_.append(bytes.data(), got);
    }
  }
  std::string ask(std::string_view line) {
    send(std::string(line) + "\r\n");
    return reply();
  }
  std::string mail() {
    ask("MAIL FROM:<ann@acme.example>");
    ask("RCPT TO:<help@desk.example>");
    ask("DATA");
    return ask("Subject: hi\r\n\r\nhello\r\n.");
  }

  asio::io_context io;
  Stream stream;

 private:
  std::string in_;
};

struct TcpClient : Client<tcp::socket> {
  explicit TcpClient(std::uint16_t port) {
    stream.connect({asio::ip::make_address("127.0.0.1"), port});
  }
};

struct TlsClient : Client<asio::ssl::stream<tcp::socket>> {
  explicit TlsClient(asio::ssl::context& context) : Client(context) {}
  void connect(std::uint16_t port) {
    stream.lowest_layer().connect({asio::ip::make_address("127.0.0.1"), port});
  }
  void handshake() { stream.handshake(asio::ssl::stream_base::client); }
  std::string server_name() {
    const std::unique_ptr<X509, decltype(&X509_free)> peer(
        SSL_get1_peer_certificate(stream.native_handle()), X509_free);
    std::array<char, 64> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name.data(), 64);
    return name.data();
  }
};

template <class Condition>
void wait_until(Condition condition) {
  for (int i = 0; i < 5'000 && !condition(); ++i) std::this_thread::sleep_for(1ms);
  REQUIRE(condition());
}

inline const Limits short_waits = [] {
  Limits limits;
  limits.idle = limits.handshake = 1s;
  return limits;
}();

}  // namespace frontdesk::smtp::test
