// The server with real sockets: who may ask, how much, how slowly, and how it ends.
#include "daemon/http/server.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "daemon/await.h"

using namespace frontdesk;
using namespace frontdesk::http;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// A blocking client that sees every byte.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(&to, sizeof to);
  }
  explicit Client(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, path.c_str(), path.size());
    connect(&to, sizeof to);
  }
  Client(const Client&) = delete;
  ~Client() { ::close(fd_); }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // All until the server closes.
  std::string all() {
    while (receive()) {
    }
    return std::exchange(got_, {});
  }
  // One response with a Content-Length, or what came before the end.
  std::string response() {
    for (;;) {
      const auto end = got_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto at = got_.find("Content-Length: ");
        const auto length = at < end ? std::stoul(got_.substr(at + 16)) : std::string::size_type{0};
        if (got_.size() >= end + 4 + length) {
          auto one = got_.substr(0, end + 4 + length);
          got_.erase(0, one.size());
          return one;
        }
      }
      if (!receive()) return std::exchange(got_, {});
    }
  }

 private:
  void connect(const void* to, socklen_t length) {
    timeval patience{20, 0};  // a hang is a failure, not a wait for ever
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    REQUIRE(::connect(fd_, static_cast<const sockaddr*>(to), length) == 0);
  }
  bool receive() {
    char buffer[8192];
    const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count > 0) got_.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
  }

  int fd_;
  std::string got_;
};

int status_of(const std::string& response) {
  return response.size() > 12 ? std::stoi(response.substr(9, 3)) : 0;
}

Route route(std::string method, std::string pattern, Handler handler, bool open = true) {
  Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  made.handler = std::move(handler);
  made.open = open;
  return made;
}

// A server on two threads with a few routes.
class House {
 public:
  explicit House(ServerLimits limits = {}) {
    auto table = std::make_shared<RouteTable>();
    table->add(route("GET", "/hello/{name}", [](const Request& r) -> asio::awaitable<Response> {
      co_return Response{200, "text/plain", "hello " + std::string(r.parameter("name")), {}};
    }));
    auto echo = route("POST", "/echo", [](const Request& r) -> asio::awaitable<Response> {
      co_return Response{200, "text/plain", r.body, {}};
    });
    echo.body = {"", {"text/plain"}, ""};
    echo.body_bytes = 200'000;
    auto vital = echo;
    vital.pattern = "/vital";
    vital.while_shedding = true;
    table->add(std::move(echo));
    table->add(std::move(vital));
    auto who = route(
        "GET", "/who",
        [](const Request& r) -> asio::awaitable<Response> {
          co_return Response{200,
                             "text/plain",
                             std::string(name_of(r.principal.role)) + ' ' + r.principal.name,
                             {}};
        },
        false);
    who.roles = {Role::technician};
    table->add(std::move(who));
    table->add(route("GET", "/throw", [](const Request&) -> asio::awaitable<Response> {
      throw std::runtime_error("secret of the handler");
      co_return Response{};
    }));
    table->add(route("GET", "/wait", [this](const Request&) -> asio::awaitable<Response> {
      const asio::any_io_executor strand = co_await asio::this_coro::executor;
      // Not in the call: g++ 12 destroys what such a temporary holds once too often.
      const auto begin = [this, strand](std::function<void(Result<int>)> done) {
        const std::lock_guard lock(mutex);
        busy = strand;
        waiting = std::move(done);
        begun.set_value();
      };
      const auto got = co_await await_result<int>(begin, 60s);
      co_return Response{got ? 200 : 503, "text/plain", "waited", {}};
    }));
    ServerOptions options;
    options.limits = limits;
    options.routes = std::move(table);
    options.clock = &clock;
    options.authenticate = [](std::string_view token) -> Result<Principal> {
      if (token == "fd_tess") return Principal{Role::technician, "", "tess", "t-1"};
      if (token == "fd_nora") return Principal{Role::msp, "northwind", "nora", "t-2"};
      return problem(ProblemCode::unauthorized, "this token is not good");
    };
    options.on_refused = [this](std::string_view reason, std::string_view) {
      const std::lock_guard lock(mutex);
      refused.emplace_back(reason);
    };
    options.on_answered = [this](const Answered& a) {
      const std::lock_guard lock(mutex);
      answered.emplace_back(std::string(a.route) + ' ' + std::to_string(a.status));
    };
    options.on_connections = [this](int change) { open += change; };
    options.shedding = [this]() -> std::optional<Later> {
      if (!sheds) return std::nullopt;
      return Later{problem(ProblemCode::store_busy, "too much waits"), 123s};
    };
    server = std::make_unique<HttpServer>(context.get_executor(), std::move(options));
    port = server->listen("127.0.0.1", 0, ListenerKind::open_to_network).value();
    for (int i = 0; i < 2; ++i) threads.emplace_back([this] { context.run(); });
  }
  ~House() {
    stop(0ms);
    work.reset();
    for (auto& each : threads) each.join();
    waiting = nullptr;  // it may be there as long as the context is
  }

  bool stop(std::chrono::milliseconds bound) { return begin_stop(bound).get(); }
  std::future<bool> begin_stop(std::chrono::milliseconds bound) {
    auto done = std::make_shared<std::promise<bool>>();
    auto future = done->get_future();
    asio::co_spawn(
        stopper, [this, bound]() { return server->stop(bound); },
        [done](std::exception_ptr, bool clean) { done->set_value(clean); });
    return future;
  }
  // Returns when the connection that waits has heard of a stop that has begun: the stop keeps its
  // strand until it has told every connection, and each is told on its own.
  void busy_has_heard() {
    const auto heard = std::make_shared<std::promise<void>>();
    asio::post(stopper, [this, heard] {
      const std::lock_guard lock(mutex);
      asio::post(busy, [heard] { heard->set_value(); });
    });
    heard->get_future().wait();
  }
  std::vector<std::string> reasons() {
    const std::lock_guard lock(mutex);
    return refused;
  }

  asio::io_context context;
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  asio::strand<asio::io_context::executor_type> stopper{context.get_executor()};
  SystemClock clock;
  std::unique_ptr<HttpServer> server;
  std::uint16_t port = 0;
  std::atomic<int> open = 0;
  std::atomic<bool> sheds = false;
  std::mutex mutex;
  std::vector<std::string> refused, answered;
  std::function<void(Result<int>)> waiting;
  asio::any_io_executor busy;
  std::promise<void> begun;
  std::vector<std::thread> threads;
};

std::string get(const std::string& path, const std::string& extra = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + extra + "\r\n";
}

std::string post(const std::string& body, const std::string& extra = {}) {
  return "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + extra +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string once(House& house, const std::string& request) {
  Client client(house.port);
  client.send(request);
  return client.response();
}

}  // namespace

TEST_CASE("http: answers, keeps the connection, and takes pipelined requests in order") {
  House house;
  Client client(house.port);
  client.send(get("/hello/ann"));
  CHECK(client.response().ends_with("\r\n\r\nhello ann"));
  client.send(get("/hello/a") + post("body") + get("/hello/b", "Connection: close\r\n"));
  CHECK(client.response().ends_with("hello a"));
  CHECK(client.response().ends_with("body"));
  CHECK(client.response().ends_with("hello b"));
  CHECK(client.all().empty());
}

TEST_CASE("http: while load is shed, what writes hears 503 and when to come, what reads goes on") {
  House house;
  house.sheds = true;
  const auto refused = once(house, post("body"));
  CHECK(status_of(refused) == 503);
  CHECK(refused.find("Retry-After: 123\r\n") != refused.npos);
  CHECK(refused.find("Retry-After: 5\r\n") == refused.npos);
  CHECK(refused.find("too much waits") != refused.npos);
  CHECK(status_of(once(house, get("/hello/ann"))) == 200);
  auto vital = post("body");
  vital.replace(vital.find("/echo"), 5, "/vital");
  CHECK(status_of(once(house, vital)) == 200);
  house.sheds = false;
  CHECK(status_of(once(house, post("body"))) == 200);
}

TEST_CASE("http: 404, 405 with Allow, HEAD and OPTIONS") {
  House house;
  CHECK(status_of(once(house, get("/nothing"))) == 404);
  const auto wrong = once(house, "DELETE /echo HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(status_of(wrong) == 405);
  CHECK(wrong.find("Allow: POST, OPTIONS\r\n") != std::string::npos);
  CHECK(wrong.find("application/problem+json") != std::string::npos);
  const auto options = once(house, "OPTIONS /hello/x HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(status_of(options) == 204);
  CHECK(options.find("Allow: GET, HEAD, OPTIONS\r\n") != std::string::npos);
  Client client(house.port);
  client.send("HEAD /hello/ann HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto head = client.all();
  CHECK(head.find("Content-Length: 9\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("http: a token is asked for, and its role must fit") {
  House house;
  const auto with = [&](const std::string& value) {
    return once(house, get("/who", value.empty() ? "" : "Authorization: " + value + "\r\n"));
  };
  const auto none = with("");
  CHECK(status_of(none) == 401);
  CHECK(none.find("WWW-Authenticate: Bearer\r\n") != std::string::npos);
  CHECK(status_of(with("Bearer fd_wrong")) == 401);
  CHECK(status_of(with("Basic fd_tess")) == 401);
  CHECK(status_of(with("Bearer fd_nora")) == 403);
  CHECK(with("Bearer fd_tess").ends_with("technician tess"));
  CHECK(with("bearer fd_tess").ends_with("technician tess"));
}

TEST_CASE("http: a body that may not be sent is refused before it is read") {
  House house;
  CHECK(status_of(once(house,
                       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                       "Content-Length: 200001\r\n\r\n")) == 413);
  CHECK(status_of(once(house, "POST /who HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n")) ==
        405);
  CHECK(status_of(once(house,
                       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\n"
                       "Content-Length: 2\r\n\r\nhi")) == 415);
  const std::string large(200'000, 'x');
  CHECK(once(house, post(large)).ends_with("\r\n\r\n" + large));
}

TEST_CASE("http: 100-continue is said once the request may go on") {
  House house;
  Client client(house.port);
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
      "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(status_of(client.response()) == 100);
  client.send("hi");
  CHECK(client.response().ends_with("hi"));
}

TEST_CASE("http: what a handler throws is a 500 that tells nothing") {
  House house;
  const auto response = once(house, get("/throw"));
  CHECK(status_of(response) == 500);
  CHECK(response.find("secret") == std::string::npos);
  CHECK(house.reasons() == std::vector<std::string>{"handler"});
}

TEST_CASE("http: what is not HTTP gets a 400 and is closed") {
  House house;
  Client client(house.port);
  client.send("EHLO x\r\n\r\n");
  CHECK(status_of(client.all()) == 400);
  CHECK(house.reasons() == std::vector<std::string>{"malformed"});
}

TEST_CASE("http: an idle connection is closed, and so is a slow request") {
  ServerLimits limits;
  limits.idle = 50ms;
  limits.request = 50ms;
  House house(limits);
  Client idle(house.port);
  CHECK(idle.all().empty());
  Client slow(house.port);
  slow.send("GET /hello/ann HT");
  CHECK(slow.all().empty());
  Client body(house.port);
  body.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nx");
  CHECK(body.all().empty());
  house.stop(10s);
  CHECK(house.reasons() == std::vector<std::string>{"slow", "slow"});
}

TEST_CASE("http: a connection serves so many requests and no more") {
  ServerLimits limits;
  limits.requests_per_connection = 2;
  House house(limits);
  Client client(house.port);
  client.send(get("/hello/1") + get("/hello/2") + get("/hello/3"));
  const auto all = client.all();
  CHECK(all.find("hello 2") != std::string::npos);
  CHECK(all.find("hello 3") == std::string::npos);
}

TEST_CASE("http: connections from one address and in all have a limit") {
  ServerLimits limits;
  limits.connections_per_address = 2;
  House house(limits);
  Client one(house.port), two(house.port);
  one.send(get("/hello/1"));
  two.send(get("/hello/2"));
  CHECK(status_of(one.response()) == 200);
  CHECK(status_of(two.response()) == 200);
  Client three(house.port);
  CHECK(three.all().empty());
  CHECK(house.reasons() == std::vector<std::string>{"connections_per_address"});

  ServerLimits none;
  none.connections = 0;
  House full(none);
  Client refused(full.port);
  CHECK(refused.all().empty());
  CHECK(full.reasons() == std::vector<std::string>{"connections"});
}

TEST_CASE("http: the admin socket knows its peer and has mode 0660") {
  House house;
  const auto path = (std::filesystem::temp_directory_path() /
                     ("fd-admin-" + std::to_string(::getpid()) + ".sock"))
                        .string();
  REQUIRE(house.server->listen_unix(path).has_value());
  struct stat there {};
  REQUIRE(::stat(path.c_str(), &there) == 0);
  CHECK((there.st_mode & 0777) == 0660);
  Client client(path);
  client.send(get("/who"));
  CHECK(client.response().ends_with("admin uid:" + std::to_string(::getuid())));
  // A second daemon does not take over a socket that answers…
  CHECK(house.server->listen_unix(path).error().code == ProblemCode::in_use);
  house.stop(1s);
  // …but a file that a dead one left.
  House next;
  CHECK(next.server->listen_unix(path).has_value());
  std::filesystem::remove(path);
  std::ofstream(path) << "a file";
  CHECK(next.server->listen_unix(path).has_error());
  std::filesystem::remove(path);
}

TEST_CASE("http: stopping lets a request end and closes what is idle") {
  House house;
  Client idle(house.port), busy(house.port);
  idle.send(get("/hello/1"));
  CHECK(status_of(idle.response()) == 200);
  busy.send(get("/wait"));
  house.begun.get_future().wait();
  auto stopped = house.begin_stop(30s);
  CHECK(idle.all().empty());  // the stop has begun
  house.busy_has_heard();
  {
    const std::lock_guard lock(house.mutex);
    house.waiting(1);
  }
  const auto answer = busy.all();
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("Connection: close") != std::string::npos);
  CHECK(stopped.get());
  CHECK(house.open == 0);
  CHECK(house.server->connections() == 0);
}

TEST_CASE("http: stopping cuts what does not end in time") {
  House house;
  Client busy(house.port);
  busy.send(get("/wait"));
  house.begun.get_future().wait();
  CHECK_FALSE(house.stop(10ms));
  CHECK(busy.all().empty());
  CHECK(house.open == 0);
}

TEST_CASE("http: every answer is told with its route's pattern, never with its path") {
  House house;
  once(house, get("/hello/ann"));
  once(house, get("/secret-path"));
  CHECK(house.stop(10s));
  // Each connection tells after its client has the answer, so two of them may tell in either order.
  std::sort(house.answered.begin(), house.answered.end());
  CHECK(house.answered == std::vector<std::string>{" 404", "/hello/{name} 200"});
}

TEST_CASE("http: addresses that cannot be listened on are problems") {
  House house;
  CHECK(house.server->listen("not-an-address", 0, ListenerKind::open_to_network).has_error());
  CHECK(house.server->listen("127.0.0.1", house.port, ListenerKind::open_to_network).error().code ==
        ProblemCode::in_use);
  CHECK(house.server->adopt(-1, ListenerKind::open_to_network).has_error());
}
