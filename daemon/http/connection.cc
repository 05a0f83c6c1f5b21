#include "daemon/http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cstdio>

#include "daemon/http/problem_json.h"

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 takes a coroutine frame's own operator new and delete for a mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace frontdesk::http {

namespace asio = boost::asio;
using State = RequestReader::State;

namespace {

// What a route that documents no body takes: enough for an empty object.
constexpr std::size_t undocumented_body_bytes = 4096;
constexpr std::size_t linger_bytes = 256 * 1024;
constexpr std::chrono::seconds linger_time{2};
// What a slow reader has taken is seen only between two writes.
constexpr std::size_t one_write_bytes = 8 * 1024;
constexpr std::size_t small_answer_bytes = 64 * 1024;

// A deadline that moves with the bytes: idle peers and slow ones both meet it. Each byte moves it
// by what it is worth, and it is never further away than a full wait: who sent or took much at once
// has no credit of hours, neither for silence nor for a byte now and then.
std::chrono::steady_clock::time_point moved_by(std::chrono::steady_clock::time_point due,
                                               std::chrono::milliseconds wait, std::size_t bytes,
                                               std::size_t per_second) {
  const std::chrono::microseconds worth(bytes * 1'000'000 / std::max<std::size_t>(per_second, 1));
  return std::min(due + worth, std::chrono::steady_clock::now() + wait);
}

std::string joined(const std::vector<std::string>& methods) {
  std::string out;
  for (const auto& method : methods) out += (out.empty() ? "" : ", ") + method;
  return out;
}

Response options_response(const std::vector<std::string>& methods) {
  return {204, "", "", {{"Allow", joined(methods)}}};
}

constexpr std::string_view last_chunk = "0\r\n\r\n";

std::string chunk_of(std::string_view piece) {
  std::array<char, 24> size{};
  const auto length = std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
  std::string chunk(size.data(), static_cast<std::size_t>(length));
  chunk.reserve(chunk.size() + piece.size() + 2);
  chunk += piece;
  return chunk += "\r\n";
}

Result<std::string> next_piece(const Response& response) {
  try {
    return response.more();
  } catch (const std::exception& error) {
    return problem(ProblemCode::internal, error.what());
  }
}

// The rest of the handshake is looked at by whoever answers it.
bool is_web_socket(const Request& request) {
  const auto asked = request.header("upgrade");
  constexpr std::string_view name = "websocket";
  return request.method == "GET" &&
         std::equal(asked.begin(), asked.end(), name.begin(), name.end(),
                    [](char a, char b) { return a == b || (b >= 'a' && a == b - 'a' + 'A'); });
}

bool is_one_of(std::string_view content_type, const std::vector<std::string>& types) {
  const auto bare = content_type.substr(0, content_type.find_first_of("; "));
  return std::any_of(types.begin(), types.end(), [&](const std::string& type) {
    return std::equal(type.begin(), type.end(), bare.begin(), bare.end(), [](char a, char b) {
      return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
    });
  });
}

}  // namespace

Connection::Connection(asio::any_io_executor executor, std::shared_ptr<const ServerOptions> options,
                       std::shared_ptr<HeldBytes> held, std::unique_ptr<Wire> wire,
                       std::string peer, Principal local)
    : executor_(executor),
      options_(std::move(options)),
      held_(std::move(held)),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      local_(std::move(local)),
      reader_(options_->limits.header_bytes),
      timer_(std::move(executor)) {}

void Connection::due_at(Steady::time_point when) {
  const bool sooner = when < due_;
  due_ = when;
  if (sooner) timer_.cancel();  // its handler waits anew
}

void Connection::watch() {
  timer_.expires_at(due_);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self || self->ended_) return;
    if (Steady::now() < self->due_) return self->watch();
    self->late_ = true;
    self->wire_->close();
  });
}

void Connection::stop() {
  asio::post(executor_, [self = shared_from_this()] {
    self->stopping_ = true;
    if (self->upgraded_) return self->upgraded_->stop();
    if (self->waiting_) self->wire_->close();
  });
}

void Connection::cut() {
  asio::post(executor_, [self = shared_from_this()] {
    self->stopping_ = true;
    self->wire_->close();
    if (self->upgraded_) self->upgraded_->cut();
    self->cancel_.emit(asio::cancellation_type::terminal);
  });
}

asio::awaitable<void> Connection::run() {
  due_at(Steady::now() + options_->limits.request);
  watch();
  if (const auto error = co_await wire_->handshake()) {
    tell_refused("tls", error.message());
  } else {
    std::size_t served = 0;
    while (co_await serve() == Next::request && ++served < options_->limits.requests_per_connection)
      reader_.next();
    if (web_socket_) co_await upgraded_->run(std::move(web_socket_));
  }
  if (late_ && !waiting_) tell_refused("slow", "a request or response took too long");
  ended_ = true;
  timer_.cancel();
  wire_->close();
}

// Reads until the state is another than wants_bytes. `failed` without a failure to show where the
// peer or the deadline ended the connection: late_ or waiting_ tell. It stays at wants_bytes where
// `body` may not hold what has come.
asio::awaitable<State> Connection::read(State state, HeldBytes::Share* body) {
  const auto& limits = options_->limits;
  std::array<char, 16 * 1024> buffer;
  waiting_ = reader_.is_idle();
  if (waiting_ && stopping_ && state == State::wants_bytes) co_return State::failed;
  auto due = Steady::now() + (waiting_ ? limits.idle : limits.request);
  while (state == State::wants_bytes && (!body || body->hold(reader_.body_bytes()))) {
    due_at(due);
    const auto moved = co_await wire_->read_some(buffer);
    if (moved.error) co_return State::failed;
    due = waiting_ ? Steady::now() + limits.request
                   : moved_by(due, limits.request, moved.bytes, limits.min_bytes_per_second);
    waiting_ = false;
    state = reader_.feed({buffer.data(), moved.bytes});
  }
  co_return state;
}

asio::awaitable<Connection::Next> Connection::serve() {
  const auto state = co_await read(reader_.go_on());
  const auto began = Steady::now();
  if (state == State::failed) {
    const auto& failure = reader_.failure();
    if (failure.body.empty()) co_return Next::close;  // nobody is there to be told
    tell_refused("malformed", failure.body);
    const auto answer = write_head(failure, false, options_->clock->now(), false) + failure.body;
    co_await write(answer);
    co_await linger();
    co_return Next::close;
  }
  Head head = reader_.head();
  auto match = options_->routes->match(head.method, head.parsed.segments);
  const std::string route = match.route ? match.route->pattern : "";
  Principal principal = local_;
  bool body_read = !head.has_body;
  auto response = refuse(head, match, principal);
  const std::string who = principal.name;
  Request request;
  if (response) {
    reader_.accept_body(0);
  } else {
    request.principal = std::move(principal);
    const auto& holder = request.principal.token.empty() ? peer_ : request.principal.token;
    request.held = std::make_shared<HeldBytes::Share>(held_, holder);
    if (match.route->upgrade) {
      request.method = head.method;
      request.query = head.parsed.query;
      request.headers = head.headers;
      request.peer = peer_;
      response = co_await upgrade(head, *match.route, std::move(request));
      if (!response) {
        tell_answered(route, head.method, who, 101, began);
        co_return Next::close;
      }
    } else {
      response = co_await take(head, std::move(match), request, body_read);
    }
  }
  const int status = response->status;
  if (status == 0) co_return Next::close;  // the peer left in the middle of the body
  const bool framed = !response->more || head.knows_chunks;
  const bool keep = head.keep_alive && body_read && !stopping_ && framed;
  const auto next = co_await respond(*response, keep, head, request);
  *response = {};
  request.held.reset();
  tell_answered(route, head.method, who, status, began);
  if (!body_read || !keep) co_await linger();
  co_return next;
}

Result<Principal> Connection::authenticate(const Head& head) const {
  constexpr std::string_view scheme = "bearer ";
  std::string_view value = head.authorization;
  const bool bearer = value.size() > scheme.size() &&
                      std::equal(scheme.begin(), scheme.end(), value.begin(), [](char a, char b) {
                        return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
                      });
  if (!bearer)
    return problem(ProblemCode::unauthorized, "send a token: Authorization: Bearer fd_…");
  value.remove_prefix(scheme.size());
  return options_->authenticate(value);
}

std::optional<Response> Connection::refuse(const Head& head, const Match& match,
                                           Principal& principal) const {
  if (head.method == "OPTIONS" && head.parsed.segments.empty())
    return options_response({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"});
  if (match.allow.empty())
    return problem_response(problem(ProblemCode::not_found, "there is nothing at this address"));
  if (head.method == "OPTIONS") return options_response(match.allow);
  if (!match.route) {
    auto response = refusal(405, "invalid", "this address does not take " + head.method);
    response.headers.emplace_back("Allow", joined(match.allow));
    return response;
  }
  if (principal.role == Role::nobody && !match.route->open) {
    auto found = authenticate(head);
    if (!found) return problem_response(found.error());
    principal = std::move(*found);
  }
  if (!may_use(*match.route, principal))
    return problem_response(
        problem(ProblemCode::forbidden, "this token's role may not use this address"));
  const bool writes = match.route->method != "GET" || match.route->own_credentials;
  if (writes && !match.route->while_shedding && options_->shedding)
    if (const auto later = options_->shedding()) return later_response(later->why, later->after);
  return std::nullopt;
}

asio::awaitable<Response> Connection::take(const Head& head, Match match, Request& request,
                                           bool& body_read) {
  const auto& route = *match.route;
  const bool documented = !route.body.content_types.empty();
  request.method = head.method == "HEAD" ? "GET" : head.method;
  request.target = head.target;
  request.path = head.parsed.path;
  request.parameters = std::move(match.parameters);
  request.query = head.parsed.query;
  request.headers = head.headers;
  if (route.own_credentials && !head.authorization.empty())
    request.headers.emplace_back("authorization", head.authorization);
  request.peer = peer_;
  if (documented && head.has_body &&
      !is_one_of(request.header("content-type"), route.body.content_types))
    co_return refusal(415, "invalid",
                      "expected a body of type " + joined(route.body.content_types));

  if (auto known = check_query(route, request.query); !known)
    co_return problem_response(known.error());
  reader_.accept_body(documented ? route.body_bytes
                                 : std::min(route.body_bytes, undocumented_body_bytes));
  auto state = reader_.go_on();
  if (state == State::wants_bytes && !request.may_hold(reader_.body_bytes()))
    co_return refuse_held("a body");
  if (state == State::wants_bytes && head.wants_continue)
    co_await write("HTTP/1.1 100 Continue\r\n\r\n");
  state = co_await read(state, request.held.get());
  if (state == State::wants_bytes) co_return refuse_held("a body");
  if (state == State::failed) {
    if (reader_.failure().body.empty()) co_return Response{0, "", "", {}};
    co_return reader_.failure();
  }
  body_read = true;
  request.body = reader_.take_body();
  if (auto known = check_body(route, request.body); !known)
    co_return problem_response(known.error());
  due_at(Steady::time_point::max());  // the handler has deadlines of its own
  auto response = co_await handle(route, request);
  request.body = {};
  if (request.held->refused()) co_return refuse_held("a request");
  if (!request.may_hold(response.body.size())) co_return refuse_held("an answer");
  co_return response;
}

asio::awaitable<std::optional<Response>> Connection::upgrade(Head& head, const Route& route,
                                                             Request request) {
  if (!is_web_socket(request) || head.has_body) {
    auto response = refusal(426, "invalid", "this address speaks WebSocket");
    response.headers.emplace_back("Upgrade", "websocket");
    co_return response;
  }
  auto made = route.upgrade(request);
  if (auto* refused = std::get_if<Response>(&made)) co_return std::move(*refused);
  reader_.next();
  if (!reader_.is_idle()) co_return refusal(400, "invalid", "nothing may come before the answer");
  upgraded_ = std::get<std::shared_ptr<Upgraded>>(made);
  // An idle one is small: what was read of HTTP goes.
  request = {};
  { const auto read = std::move(reader_); }
  due_at(Steady::time_point::max());  // it has deadlines of its own
  auto socket = wire_->web_socket();
  const auto error = co_await socket->accept(head);
  head = {};
  if (!error && !stopping_) web_socket_ = std::move(socket);
  co_return std::nullopt;
}

asio::awaitable<Response> Connection::handle(const Route& route, Request& request) {
  try {
    co_return co_await route.handler(request);
  } catch (const std::exception& error) {
    tell_refused("handler", error.what());
  }
  co_return problem_response(
      problem(ProblemCode::internal, "this is a fault of the daemon; its log says more"));
}

Response Connection::refuse_held(std::string_view what) const {
  tell_refused("held_bytes", std::string(what) + " of " + peer_ + " would be too much to hold");
  return too_many_held();
}

asio::awaitable<bool> Connection::write(std::string_view bytes) {
  const auto& limits = options_->limits;
  auto due = Steady::now() + limits.write;
  while (!bytes.empty()) {
    due_at(due);
    const auto moved = co_await wire_->write_some(bytes.substr(0, one_write_bytes));
    if (moved.error) co_return false;
    bytes.remove_prefix(moved.bytes);
    due = moved_by(due, limits.write, moved.bytes, limits.min_bytes_per_second);
  }
  co_return true;
}

asio::awaitable<Connection::Next> Connection::respond(const Response& response, bool keep_alive,
                                                      const Head& head, const Request& request) {
  auto bytes = write_head(response, keep_alive, options_->clock->now(), head.knows_chunks);
  const bool head_only = head.method == "HEAD";
  const bool small = response.body.size() <= small_answer_bytes;
  if (response.more && !head_only) {
    bool sent = co_await write(bytes);
    if (sent) sent = co_await write_more(response, head.knows_chunks, request);
    co_return sent&& keep_alive ? Next::request : Next::close;
  }
  if (!head_only && small) bytes += response.body;
  bool sent = co_await write(bytes);
  if (sent && !head_only && !small) sent = co_await write(response.body);
  co_return sent&& keep_alive ? Next::request : Next::close;
}

asio::awaitable<bool> Connection::write_more(const Response& response, bool chunks,
                                             const Request& request) {
  std::string piece = response.body;
  while (!piece.empty()) {
    if (chunks) piece = chunk_of(piece);
    bool sent = co_await write(piece);
    if (!sent) co_return false;
    auto next = next_piece(response);
    if (!next) {
      tell_refused("cut", next.error().says);
      co_return false;
    }
    piece = std::move(*next);
    if (!request.may_hold(piece.size())) {
      tell_refused("held_bytes",
                   "the rest of an answer to " + peer_ + " would be too much to hold");
      co_return false;
    }
  }
  if (!chunks) co_return true;
  bool ended = co_await write(last_chunk);
  co_return ended;
}

// A close with unread bytes would reset the connection and could destroy the answer on its way.
asio::awaitable<void> Connection::linger() {
  due_at(Steady::now() + linger_time);
  co_await wire_->end_writing();
  std::array<char, 4096> ignored;
  for (std::size_t bytes = 0; bytes < linger_bytes;) {
    const auto moved = co_await wire_->read_some(ignored);
    if (moved.error) break;
    bytes += moved.bytes;
  }
  late_ = false;
}

void Connection::tell_answered(std::string_view route, std::string_view method,
                               std::string_view who, int status, Steady::time_point began) const {
  if (options_->on_answered)
    options_->on_answered({route, method, peer_, who, status, Steady::now() - began});
}

void Connection::tell_refused(std::string_view reason, std::string_view detail) const {
  if (options_->on_refused) options_->on_refused(reason, detail);
}

}  // namespace frontdesk::http
