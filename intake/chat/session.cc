// The session and the desk: what is sent, answered and ended. Frames of the client are in
// session_frames.cc.
#include "intake/chat/session.h"

#include <algorithm>
#include <utility>

#include "intake/chat/session_drafts.h"

namespace frontdesk::chat {
namespace {

template <class T>
std::optional<T> unless_empty(T value) {
  if (value == T{}) return std::nullopt;
  return value;
}

}  // namespace

Session::Session(const Limits& limits, Instant now) : limits_(&limits), since_(now), heard_(now) {}
Session::Session(Session&&) noexcept = default;
Session::~Session() = default;

std::size_t Session::held() const {
  return drafts_ ? drafts_->bytes : 0;
}

bool Session::rests() const {
  return queued_ >= limits_->resting_bytes;
}

void Session::hear(Instant now) {
  heard_ = now;
  asked_ = {};
}

void Session::send(std::string frame, Turn turn) {
  if (state_ == State::ended) return;
  if (queued_ == 0) moved_ = turn.now;
  queued_ += static_cast<std::uint32_t>(frame.size());
  turn.out.emplace_back(Send{std::move(frame)});
  if (queued_ > limits_->queued_bytes) cut(Ending::slow, turn);
}

void Session::sent(std::size_t bytes, Turn turn) {
  queued_ -= static_cast<std::uint32_t>(std::min<std::size_t>(bytes, queued_));
  moved_ = turn.now;
  pump(turn);
}

void Session::refuse(const Fault& fault, Turn turn, std::chrono::milliseconds after,
                     std::string_view first) {
  const auto& row = row_of(fault.code);
  ErrorFrame error;
  error.code = fault.code;
  error.retry = row.retry;
  error.after_ms = unless_empty<std::int64_t>(after.count());
  error.id = unless_empty(fault.id);
  error.first = unless_empty(std::string(first));
  error.field = unless_empty(fault.field);
  error.says = fault.says.empty() ? std::string(row.says) : fault.says;
  send(to_frame(error), turn);
  if (row.counts && ++errors_ >= limits_->errors) cut(Ending::protocol, turn);
}

void Session::cut(Ending ending, Turn turn, std::chrono::milliseconds after) {
  if (state_ == State::ended) return;
  const auto& row = row_of(ending);
  const bool reads = ending != Ending::slow;
  if (reads) {
    const EndFrame end{ending, row.resume, unless_empty<std::int64_t>(after.count())};
    turn.out.emplace_back(Send{to_frame(end)});
  }
  turn.out.emplace_back(Close{row.close_code, ending, reads});
  state_ = State::ended;
  drafts_.reset();
}

void Session::finish(Ending ending, Turn turn) {
  if (!is_open()) return cut(ending, turn);
  if (!ending_soon_) since_ = turn.now;
  ending_soon_ = true;
  ending_ = ending;
  pump(turn);
}

void Session::conclude(Turn turn) {
  if (ending_ == Ending::left) turn.out.emplace_back(Leave{});
  cut(ending_, turn);
}

// What waited for room or for an answer, where its time has come.
void Session::pump(Turn turn) {
  if (!is_open()) return;
  if (position_due_ && !rests()) show_state(turn);
  if (ending_soon_ && !has_drafts() && (!is_behind() || ending_ == Ending::left))
    return conclude(turn);
  if (is_behind() && !fetching_ && !rests()) {
    fetching_ = true;
    fetching_after_ = sent_;
    turn.out.emplace_back(Fetch{sent_});
  }
}

void Session::opened(const Opened& opened, Turn turn) {
  if (state_ != State::opening) return;
  Welcome welcome;
  welcome.session = opened.session;
  welcome.secret = unless_empty(opened.secret);
  welcome.resumed = resuming_;
  welcome.reset = sent_ > opened.last;
  welcome.state = opened.state;
  welcome.position = unless_empty(opened.position);
  welcome.name = unless_empty(opened.name);
  welcome.opens = opened.opens;
  welcome.last = opened.last;
  welcome.grace_seconds = limits_->grace.count();
  welcome.limits = {limits_->frame_bytes, limits_->text_characters, limits_->upload_bytes,
                    limits_->uploads_per_message, limits_->unacknowledged};
  welcome.widget = opened.widget;
  if (welcome.reset) sent_ = 0;
  last_ = std::max(last_, opened.last);
  position_ = opened.position;
  since_ = turn.now;
  state_ = opened.state == ChatState::waiting  ? State::waiting
           : opened.state == ChatState::closed ? State::closed_form
                                               : State::talking;
  send(to_frame(welcome), turn);
  append_next(turn);
  // One that ended while the visitor was away: what was said last, and that it has ended.
  if (opened.state == ChatState::ended) return finish(Ending::closed, turn);
  pump(turn);
}

void Session::refused(const Refusal& refusal, Turn turn) {
  if (state_ != State::opening) return;
  state_ = State::fresh;
  since_ = turn.now;
  sent_ = last_ = 0;
  drafts_.reset();
  ending_soon_ = false;
  refuse({refusal.code, "", "", ""}, turn, refusal.after);
}

void Session::show(const Entry& entry, Turn turn) {
  sent_ = entry.number;
  send(to_frame(entry), turn);
}

void Session::deliver(const Entry& entry, Turn turn) {
  if (state_ == State::ended || entry.number <= sent_) return;
  last_ = std::max(last_, entry.number);
  if (!is_open()) return;
  // Where something before it is missing, or the client does not keep up, it is fetched in its
  // turn.
  if (entry.number == sent_ + 1 && !fetching_ && !rests()) show(entry, turn);
  pump(turn);
}

void Session::fetched(std::span<const Entry> entries, std::uint64_t up_to, Turn turn) {
  if (!is_open() || !fetching_) return;
  fetching_ = false;
  bool all = true;
  for (const auto& entry : entries) {
    if (entry.number <= sent_) continue;
    if (rests()) {
      all = false;
      break;
    }
    show(entry, turn);
    if (state_ == State::ended) return;
  }
  // What was erased has left a gap.
  if (all) sent_ = std::max(sent_, up_to);
  // Nobody has what was announced: to ask for it for ever would not bring it.
  if (all && up_to <= fetching_after_) last_ = sent_;
  last_ = std::max(last_, sent_);
  pump(turn);
}

void Session::show_state(Turn turn) {
  position_due_ = false;
  send(to_frame(StateChange{ChatState::waiting, unless_empty(position_), std::nullopt}), turn);
}

void Session::position(std::uint32_t position, Turn turn) {
  if (state_ != State::waiting && state_ != State::talking) return;
  if (state_ == State::waiting && position == position_) return;
  state_ = State::waiting;
  position_ = position;
  position_due_ = true;
  pump(turn);
}

void Session::talking(std::string_view name, Turn turn) {
  if (state_ != State::waiting && state_ != State::talking) return;
  state_ = State::talking;
  position_ = 0;
  position_due_ = false;
  send(to_frame(StateChange{ChatState::talking, std::nullopt, unless_empty(std::string(name))}),
       turn);
}

void Session::typing(bool on, std::string_view name, Turn turn) {
  if (state_ != State::talking || rests()) return;
  send(to_frame(TheirTyping{on, unless_empty(std::string(name))}), turn);
}

void Session::upload_ready(const UploadPlace& place, Turn turn) {
  if (!is_open() || uploads_ == 0) return;
  --uploads_;
  send(to_frame(place), turn);
}

void Session::upload_refused(std::string_view id, const Refusal& refusal, Turn turn) {
  if (!is_open() || uploads_ == 0) return;
  --uploads_;
  refuse({refusal.code, std::string(id), "", ""}, turn, refusal.after);
}

Instant Session::deadline() const {
  if (state_ == State::ended) return Instant::max();
  auto due = asked_ == Instant{} ? heard_ + limits_->ping : asked_ + limits_->pong;
  if (state_ == State::fresh) due = std::min<Instant>(due, since_ + limits_->hello);
  if (state_ == State::opening) due = std::min<Instant>(due, since_ + limits_->opening);
  if (is_open() && ending_soon_) due = std::min<Instant>(due, since_ + limits_->write);
  if (queued_ > 0) due = std::min<Instant>(due, moved_ + limits_->write);
  return due;
}

void Session::tick(Turn turn) {
  const auto& [now, out] = turn;
  if (now < deadline()) return;
  if (queued_ > 0 && now >= moved_ + limits_->write) return cut(Ending::slow, turn);
  if (state_ == State::fresh && now >= since_ + limits_->hello) return cut(Ending::hello, turn);
  if (state_ == State::opening && now >= since_ + limits_->opening) return cut(Ending::busy, turn);
  if (is_open() && ending_soon_ && now >= since_ + limits_->write) return conclude(turn);
  if (asked_ != Instant{}) {
    if (now >= asked_ + limits_->pong) cut(Ending::idle, turn);
  } else if (now >= heard_ + limits_->ping) {
    asked_ = now;
    out.emplace_back(ControlPing{});
  }
}

}  // namespace frontdesk::chat
