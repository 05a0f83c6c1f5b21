// Answers in pieces, over real sockets: whole as chunks, whole without, and never a part that looks
// whole.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "daemon/http/server.h"

using namespace frontdesk;
using namespace frontdesk::http;
namespace asio = boost::asio;

namespace {

// "one", then as many pieces as the path says, and at the end "" or a problem.
asio::awaitable<Response> pieces(const Request& request) {
  Response response{200, "text/plain", "one", {}};
  response.more = [left = std::stoi(std::string(request.parameter("count"))),
                   breaks = request.query_value("end") == "problem"]() mutable {
    if (left-- > 0) return Result<std::string>("[" + std::string(20, '.') + "]");
    if (breaks) return Result<std::string>(problem(ProblemCode::io, "the disk is gone"));
    return Result<std::string>(std::string());
  };
  co_return response;
}

class House {
 public:
  explicit House(std::size_t held_bytes = 1'000'000) {
    auto table = std::make_shared<RouteTable>();
    Route route;
    route.method = "GET";
    route.pattern = "/pieces/{count}";
    route.open = true;
    route.handler = [](const Request& request) { return pieces(request); };
    table->add(std::move(route));
    ServerOptions options;
    options.limits.held_bytes = held_bytes;
    options.routes = std::move(table);
    options.clock = &clock_;
    options.authenticate = [](std::string_view) -> Result<Principal> { return Principal{}; };
    server_ = std::make_unique<HttpServer>(context_.get_executor(), std::move(options));
    port_ = server_->listen("127.0.0.1", 0, ListenerKind::open_to_network).value();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~House() {
    context_.stop();
    thread_.join();
  }

  // All that comes until the server closes.
  std::string ask(const std::string& bytes) const {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    timeval patience{20, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
    REQUIRE(::send(fd, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    std::string got;
    char buffer[4096];
    for (ssize_t count; (count = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      got.append(buffer, static_cast<std::size_t>(count));
    ::close(fd);
    return got;
  }

 private:
  asio::io_context context_;
  SystemClock clock_;
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string body_of(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

std::string get(const std::string& target, const std::string& more = "Connection: close\r\n") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
}

const std::string dots = "[" + std::string(20, '.') + "]";

}  // namespace

TEST_CASE("http: an answer in pieces comes in chunks, and the connection goes on behind it") {
  const House house;
  const auto got = house.ask(get("/pieces/2", "") + get("/pieces/0"));
  const auto chunks = "3\r\none\r\n16\r\n" + dots + "\r\n16\r\n" + dots + "\r\n0\r\n\r\n";
  CHECK(got.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(got.find("Content-Length") == std::string::npos);
  CHECK(body_of(got).starts_with(chunks + "HTTP/1.1 200 OK\r\n"));
  CHECK(got.ends_with("\r\n\r\n3\r\none\r\n0\r\n\r\n"));
}

TEST_CASE("http: whoever knows no chunks gets the pieces alone, up to the end of the connection") {
  const House house;
  const auto got = house.ask("GET /pieces/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(body_of(got) == "one" + dots + dots);
  CHECK(got.find("Transfer-Encoding") == std::string::npos);
  CHECK(got.find("Connection: close\r\n") != std::string::npos);
}

TEST_CASE("http: of an answer in pieces HEAD gets the head") {
  const House house;
  auto ask = get("/pieces/2");
  const auto got = house.ask(ask.replace(0, 3, "HEAD"));
  CHECK(got.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(body_of(got) == "");
}

TEST_CASE("http: an answer that breaks off never looks whole") {
  const House house;
  const auto got = house.ask(get("/pieces/1?end=problem", "") + get("/pieces/0"));
  CHECK(body_of(got) == "3\r\none\r\n16\r\n" + dots + "\r\n");
}

TEST_CASE("http: each piece is asked for memory") {
  // What is small is not counted, so that none of these is.
  const House house(1);
  CHECK(house.ask(get("/pieces/2")).ends_with("\r\n0\r\n\r\n"));
}
