#include "intake/smtp/connection.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace frontdesk::smtp {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::size_t buffer_bytes = 32'768;
constexpr auto last_words = 5s;      // to write a final reply
constexpr auto lingering = 2s;       // to let it be read
constexpr auto watch_interval = 5s;  // how late stress may be noticed
constexpr std::size_t linger_bytes = 1'048'576;

}  // namespace

Connection::Connection(Socket socket, std::shared_ptr<Shared> shared,
                       std::shared_ptr<const Door> door)
    : shared_(std::move(shared)),
      door_(std::move(door)),
      stream_(std::move(socket)),
      watchdog_(stream_.executor()),
      deadline_(shared_->limits),
      peer_(peer_of(stream_.socket())) {
  hooks_.check = [this](std::string_view address) { return shared_->sink.check(address); };
  hooks_.refusing = [this]() -> std::optional<Reply> {
    if (const auto reply = held_too_much()) return reply;
    const auto why = shared_->sink.refusing();
    return why ? std::optional(problem_reply(why->code)) : std::nullopt;
  };
  hooks_.now = [this] { return shared_->clock.now(); };
  hooks_.refused = [this](Reply reply) { refused(reply); };
}

Connection::~Connection() {
  account(0);
  if (!counted_as_.empty()) shared_->admission.leave_from(counted_as_);
}

void Connection::refused(Reply reply) {
  shared_->observer.refused(peer_, info(reply).reason);
}

// ---- deadlines and stopping ---------------------------------------------------------------------

void Connection::wait_at_most(std::chrono::milliseconds wait) {
  deadline_.at_most(wait, SteadyClock::now());
  if (deadline_.at(false) < armed_) watch();
}

// One timer for the connection. It is set anew only when it fires or the deadline comes nearer, not
// for every wait.
void Connection::watch() {
  const auto now = SteadyClock::now();
  armed_ = std::min<Deadline::Time>(deadline_.at(false), now + watch_interval);
  watchdog_.expires_at(armed_);
  watchdog_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const auto at = self->deadline_.at(self->shared_->admission.stressed());
    if (self->waiting_ && at <= SteadyClock::now()) {
      self->timed_out_ = true;
      self->stream_.cancel();
      // Whoever goes on after this sets a new limit; until then there is nothing to watch but it.
      self->deadline_.at_most(last_words, SteadyClock::now());
    }
    self->watch();
  });
}

void Connection::ask_to_stop() {
  asio::post(stream_.executor(), [self = shared_from_this()] {
    self->stopping_ = true;
    const bool busy = self->session_ && self->session_->in_transaction();
    if (self->reading_ && !busy) self->stream_.cancel();
  });
}

void Connection::cut() {
  asio::post(stream_.executor(), [self = shared_from_this()] {
    self->stopping_ = true;
    self->stream_.close();
  });
}

// ---- the way of a connection --------------------------------------------------------------------

asio::awaitable<void> Connection::run() {
  buffer_.resize(buffer_bytes);
  wait_at_most(shared_->limits.handshake);
  watch();
  waiting_ = true;
  // Not in the condition: g++ 12 lays out this frame wrongly there, and the coroutine is lost.
  const bool welcome = co_await arrive();
  if (welcome) {
    shared_->observer.connected(peer_);
    co_await talk();
    shared_->observer.disconnected(peer_);
  }
  watchdog_.cancel();
  stream_.close();
}

// All that comes before the greeting.
asio::awaitable<bool> Connection::arrive() {
  for (const auto& network : door_->proxies)
    if (network.contains(peer_)) {
      if (!co_await read_proxy_header()) co_return false;
      break;
    }
  if (door_->kind != Listener::Kind::lmtp) {
    auto key = counting_key(peer_);
    if (const auto reply = shared_->admission.enter_from(key)) {
      co_await turn_away(*reply);
      co_return false;
    }
    counted_as_ = std::move(key);
    held_from_address_ = &shared_->admission.held_from(counted_as_);
  }
  const bool implicit_tls = door_->kind == Listener::Kind::smtps;
  if (implicit_tls && !co_await begin_tls()) co_return false;
  session_.emplace(door_->session, hooks_, peer_, implicit_tls);
  co_return true;
}

asio::awaitable<bool> Connection::read_exactly(std::span<char> into) {
  reading_ = true;
  while (!into.empty()) {
    error_code error;
    const auto got = co_await stream_.read_some(into, error);
    if (error) co_return false;
    into = into.subspan(got);
  }
  reading_ = false;
  co_return true;
}

asio::awaitable<bool> Connection::read_proxy_header() {
  std::string header(proxy_fixed_bytes, '\0');
  if (!co_await read_exactly(header)) co_return false;
  const auto rest = proxy_rest(header);
  if (!rest) co_return false;
  header.resize(proxy_fixed_bytes + *rest);
  if (!co_await read_exactly(std::span(header).subspan(proxy_fixed_bytes))) co_return false;
  auto client = proxy_client(header);
  if (!client) co_return false;
  if (!client->empty()) peer_ = std::move(*client);
  co_return true;
}

asio::awaitable<bool> Connection::begin_tls() {
  auto context = shared_->tls ? shared_->tls() : nullptr;
  if (!context) co_return false;
  wait_at_most(shared_->limits.handshake);
  error_code error;
  reading_ = true;
  co_await stream_.start_tls(std::move(context), error);
  reading_ = false;
  if (error) shared_->observer.refused(peer_, info(Reply::tls_failed).reason);
  co_return !error;
}

asio::awaitable<void> Connection::talk() {
  mail_taken_ = SteadyClock::now();
  deadline_.restart(mail_taken_);
  Next next = session_->start();
  while (true) {
    // Replies to what was pipelined before a message go out together with the answer to it.
    if (next == Next::deliver) {
      next = co_await deliver();
      continue;
    }
    if (!co_await flush()) co_return;
    if (next == Next::close) co_return co_await close_gently();
    if (next == Next::read) {
      next = co_await read_more();
    } else {
      if (!co_await begin_tls()) co_return;
      deadline_.restart(SteadyClock::now());
      next = session_->tls_started();
    }
  }
}

asio::awaitable<Next> Connection::read_more() {
  if (stopping_ && !session_->in_transaction()) co_return session_->end(Reply::shutting_down);
  error_code error;
  reading_ = true;
  const auto got = co_await stream_.read_some(buffer_, error);
  reading_ = false;
  const auto now = SteadyClock::now();
  if (timed_out_) co_return session_->end(Reply::idle_too_long);
  if (error) {
    const bool asked = stopping_ && error == asio::error::operation_aborted;
    co_return session_->end(asked ? Reply::shutting_down : Reply::bye);
  }
  const bool receiving = session_->receiving();
  if (!receiving && now - mail_taken_ > shared_->limits.without_mail)
    co_return session_->end(Reply::without_mail);
  const Next next = session_->feed({buffer_.data(), got});
  if (std::exchange(progress_, session_->progress()) != progress_)
    deadline_.restart(now);
  else if (receiving)
    deadline_.received(got, now);
  if (next == Next::deliver) {
    message_ended_ = now;
    co_return next;
  }
  account(session_->held());
  if (const auto reply = session_->receiving() ? held_too_much() : std::nullopt) {
    session_->drop_message(*reply);
    account(0);
  }
  co_return next;
}

asio::awaitable<Next> Connection::deliver() {
  Transaction mail = session_->take_transaction();
  message_bytes_ = mail.raw.size();
  account(mail.raw.capacity());
  std::vector<Result<std::string>> results;
  waiting_ = false;
  try {
    results = co_await shared_->sink.deliver(std::move(mail));
  } catch (const std::exception&) {
    // A bug behind the sink. Nothing was promised, so the sender keeps the mail.
    results.clear();
  }
  waiting_ = true;
  account(0);
  deadline_.restart(SteadyClock::now());
  for (const auto& result : results)
    if (result && accepted_.empty()) accepted_ = *result;
  const auto started = message_ended_;
  const Next next = session_->delivered(results);
  progress_ = session_->progress();
  if (!accepted_.empty()) mail_taken_ = SteadyClock::now();
  if (next == Next::deliver) message_ended_ = SteadyClock::now();
  if (next != Next::deliver && !co_await flush()) co_return session_->end(Reply::bye);
  if (const auto id = std::exchange(accepted_, {}); !id.empty())
    shared_->observer.accepted(peer_, id, message_bytes_, SteadyClock::now() - started);
  co_return next;
}

asio::awaitable<bool> Connection::flush() {
  auto& out = session_->output();
  if (out.empty()) co_return true;
  if (timed_out_ || stopping_) wait_at_most(last_words);
  error_code error;
  co_await stream_.write(out, error);
  out.clear();
  co_return !error;
}

asio::awaitable<void> Connection::turn_away(Reply reply) {
  refused(reply);
  wait_at_most(last_words);
  std::string out;
  append(out, reply);
  error_code error;
  // Under implicit TLS there is no way to say it before a handshake that we will not pay for.
  if (door_->kind != Listener::Kind::smtps) co_await stream_.write(out, error);
}

// A close with unread bytes is a reset, which may take our last reply with it: so the peer gets a
// moment to read it.
asio::awaitable<void> Connection::close_gently() {
  wait_at_most(lingering);
  error_code error;
  if (session_->tls()) co_await stream_.end_tls(error);
  stream_.end_sending();
  for (std::size_t drained = 0; !error && drained < linger_bytes;)
    drained += co_await stream_.read_raw(buffer_, error);
}

// Message bytes of this connection, `held` from now on.
void Connection::account(std::size_t held) {
  // Wraps round, as unsigned differences do.
  shared_->held_bytes += held - held_;
  if (held_from_address_) *held_from_address_ += held - held_;
  held_ = held;
}

std::optional<Reply> Connection::held_too_much() const {
  if (held_from_address_ && *held_from_address_ > shared_->limits.held_from_one())
    return Reply::too_much_from_address;
  if (shared_->held_bytes > shared_->limits.held_bytes) return Reply::store_busy;
  return std::nullopt;
}

std::string peer_of(const Socket& socket) {
  boost::system::error_code error;
  const auto generic = socket.remote_endpoint(error);
  const int family = error ? AF_UNSPEC : generic.protocol().family();
  if (family != AF_INET && family != AF_INET6) return "local";
  asio::ip::tcp::endpoint endpoint;
  endpoint.resize(generic.size());
  std::copy_n(static_cast<const char*>(static_cast<const void*>(generic.data())), generic.size(),
              static_cast<char*>(static_cast<void*>(endpoint.data())));
  auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address.to_string();
}

}  // namespace frontdesk::smtp
