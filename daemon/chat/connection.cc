#include "daemon/chat/connection.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/chat/hub.h"
#include "rules/base/names.h"
#include "rules/redact/redact.h"

namespace frontdesk::chat {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds come_again{2'000};
constexpr std::chrono::seconds closing_time{2};  // for who does not read anyway
constexpr std::size_t frame_kept = 1'024;

// How a connection ends that its client is at fault for, or a flood of them.
bool is_refusal(Ending ending) {
  return ending == Ending::slow || ending == Ending::flood || ending == Ending::protocol ||
         ending == Ending::too_large || ending == Ending::binary || ending == Ending::hello ||
         ending == Ending::version;
}

}  // namespace

Connection::Connection(Hub& hub, ConnectionId id, std::string origin)
    : hub_(hub),
      id_(id),
      origin_(std::move(origin)),
      session_(hub.limits(), hub.services().clock.now()) {}

Connection::~Connection() {
  hub_.let_go();
}

Turn Connection::turn() {
  return {hub_.services().clock.now(), actions_};
}

asio::awaitable<void> Connection::run(std::unique_ptr<http::WebSocket> socket) {
  const auto self = shared_from_this();
  executor_ = co_await asio::this_coro::executor;
  socket_ = std::move(socket);
  timer_.emplace(executor_);
  ended_.emplace(executor_, std::chrono::steady_clock::time_point::max());
  socket_->on_pong([weak = weak_from_this()] {
    if (const auto alive = weak.lock()) alive->session_.pong(alive->hub_.services().clock.now());
  });
  watch();
  read();
  co_await ended_->async_wait(asio::as_tuple(asio::use_awaitable));
  end();
}

void Connection::stop() {
  if (!socket_ || over_) return;
  session_.cut(Ending::restart, turn());
  perform();
}

void Connection::cut() {
  if (socket_) end();
}

void Connection::tell(Step step) {
  asio::post(executor_, [self = shared_from_this(), step = std::move(step)] {
    if (self->over_) return;
    step(*self, self->session_, self->turn());
    self->perform();
  });
}

void Connection::read() {
  if (over_) return;
  socket_->read_some(
      piece_, [self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
        self->was_read(error, bytes);
      });
}

void Connection::was_read(boost::system::error_code error, std::size_t bytes) {
  if (error || over_) return end();
  if (closing_) return read();  // until the peer has closed too
  if (!socket_->is_text()) {
    session_.cut(Ending::binary, turn());
  } else {
    frame_.append(piece_.data(), bytes);
    const bool whole = socket_->message_done();
    if (whole || frame_.size() > hub_.limits().frame_bytes) {
      session_.feed(frame_, turn());
      frame_.clear();
      if (frame_.capacity() > frame_kept) frame_.shrink_to_fit();
    }
  }
  perform();
  read();
}

void Connection::write() {
  if (writing_ || out_.empty() || over_) return;
  writing_ = true;
  socket_->write(out_.front(),
                 [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                   self->writing_ = false;
                   if (error || self->over_) return self->end();
                   const auto bytes = self->out_.front().size();
                   self->out_.pop_front();
                   self->session_.sent(bytes, self->turn());
                   self->perform();
                 });
}

void Connection::perform() {
  if (performing_) return;
  performing_ = true;
  while (!actions_.empty() && !over_) {
    auto batch = std::exchange(actions_, {});
    for (auto& action : batch)
      std::visit([this](auto&& one) { act(std::move(one)); }, std::move(action));
  }
  performing_ = false;
  write();
  close_when_written();
  watch();
}

void Connection::act(Send&& action) {
  out_.push_back(std::move(action.frame));
}

void Connection::act(ControlPing&&) {
  if (pinging_) return;
  pinging_ = true;
  socket_->ping([self = shared_from_this()](boost::system::error_code, std::size_t) {
    self->pinging_ = false;
  });
}

void Connection::act(Hello&& action) {
  hub_.open(*this, std::move(action));
}

void Connection::act(Resume&& action) {
  hub_.resume(*this, std::move(action));
}

// R189: what is said is kept without its secrets.
void Connection::act(Message&& action) {
  // Nobody was given a place for one.
  if (!action.uploads.empty()) return session_.rejected(action.id, {ErrorCode::upload, {}}, turn());
  ChatSaying saying;
  saying.entry.text = redact(action.text).text;
  say(std::move(action.id), std::move(saying));
}

void Connection::act(Form&& action) {
  ChatSaying saying;
  saying.entry.text = redact(action.text).text;
  saying.entry.name = redact(action.name).text;
  saying.entry.email = std::move(action.email);
  saying.entry.phone = std::move(action.phone);
  saying.ends = true;
  say(std::move(action.id), std::move(saying));
}

void Connection::say(std::string id, ChatSaying saying) {
  saying.arrival = chat_;
  saying.by = "visitor";
  saying.entry.id = id;
  asking_ = id;
  answer_by_ = hub_.services().clock.now() + hub_.services().deadline;
  hub_.say(*this, std::move(id), std::move(saying));
}

void Connection::answered(std::string_view id) {
  if (asking_ != id) return;
  asking_.clear();
  answer_by_ = Instant::max();
}

// Technicians read and write by requests, which have no room for it.
void Connection::act(Typing&&) {}

void Connection::act(UploadRequest&& action) {
  session_.upload_refused(action.id, {ErrorCode::refused, {}}, turn());
}

void Connection::act(Fetch&& action) {
  const auto fetched = hub_.fetch(chat_, action.after);
  if (!fetched) return session_.cut(Ending::busy, turn(), come_again);
  session_.fetched(fetched->entries, fetched->up_to, turn());
}

void Connection::act(Leave&&) {
  hub_.leave(chat_);
}

void Connection::act(Close&& action) {
  if (is_refusal(action.ending)) hub_.services().refused(name_of(action.ending), chat_);
  const auto wait = action.flush ? hub_.limits().write : closing_time;
  closed_by_ = hub_.services().clock.now() + wait;
  if (!action.flush) out_.erase(writing_ ? std::next(out_.begin()) : out_.begin(), out_.end());
  closing_ = std::move(action);
}

void Connection::close_when_written() {
  if (!closing_ || closes_ || writing_ || !out_.empty() || over_) return;
  closes_ = true;
  socket_->close(closing_->code, [self = shared_from_this()](boost::system::error_code,
                                                             std::size_t) { self->end(); });
}

Instant Connection::deadline() const {
  return std::min({session_.deadline(), answer_by_, closed_by_});
}

void Connection::watch() {
  if (over_) return;
  const auto due = deadline();
  if (due >= armed_) return;  // it looks again then
  armed_ = due;
  const auto now = hub_.services().clock.now();
  const auto wait = std::max(std::chrono::milliseconds{0}, due - now);
  timer_->expires_after(wait + std::chrono::milliseconds{1});
  timer_->async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self && !self->over_) self->late();
  });
}

void Connection::late() {
  armed_ = Instant::max();
  const auto now = hub_.services().clock.now();
  if (now >= closed_by_) return end();
  if (now >= answer_by_) {
    const auto id = std::exchange(asking_, {});
    answer_by_ = Instant::max();
    session_.rejected(id, {ErrorCode::busy, come_again}, turn());
  }
  session_.tick(turn());
  perform();
}

void Connection::end() {
  if (std::exchange(over_, true)) return;
  socket_->abort();
  timer_->cancel();
  ended_->cancel();
  hub_.gone(*this);
}

}  // namespace frontdesk::chat
