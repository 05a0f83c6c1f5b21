// The session and its client: what each frame asks for.
#include <algorithm>
#include <utility>

#include "intake/chat/session.h"
#include "intake/chat/session_drafts.h"

namespace frontdesk::chat {

void Session::feed(std::string_view frame, Turn turn) {
  if (state_ == State::ended) return;
  hear(turn.now);
  if (frame.size() > limits_->frame_bytes) return cut(Ending::too_large, turn);
  // Not answered one by one: a message among them would be overtaken.
  const Bucket::Rate rate{limits_->frame_burst, limits_->frames_per_minute};
  if (!frames_.take(rate, turn.now)) return cut(Ending::flood, turn, rate.whole());
  std::visit([&](auto&& is) { on(std::move(is), turn); }, parse_frame(frame, *limits_));
}

void Session::on(Fault&& fault, Turn turn) {
  refuse(fault, turn);
  if (fault.code == ErrorCode::version) cut(Ending::version, turn);
}

bool Session::knock(Turn turn) {
  if (state_ != State::fresh) {
    refuse({ErrorCode::state, "", "", ""}, turn);
    return false;
  }
  state_ = State::opening;
  since_ = turn.now;
  return true;
}

void Session::on(Hello&& hello, Turn turn) {
  if (!knock(turn)) return;
  resuming_ = false;
  turn.out.emplace_back(std::move(hello));
}

void Session::on(Resume&& resume, Turn turn) {
  if (!knock(turn)) return;
  resuming_ = true;
  sent_ = resume.seen;
  turn.out.emplace_back(std::move(resume));
}

void Session::on(Message&& message, Turn turn) {
  if (state_ == State::closed_form || (is_open() && ending_soon_))
    return refuse({ErrorCode::closed, std::move(message.id), "", ""}, turn);
  auto bytes = message.text.size() + sizeof(Draft);
  for (const auto& upload : message.uploads) bytes += upload.size() + sizeof upload;
  auto id = message.id;
  take({std::move(id), std::move(message), bytes}, turn);
}

void Session::on(Form&& form, Turn turn) {
  if (state_ == State::waiting || state_ == State::talking)
    return refuse({ErrorCode::state, std::move(form.id), "", ""}, turn);
  const auto bytes = form.text.size() + sizeof(Draft);
  auto id = form.id;
  take({std::move(id), std::move(form), bytes}, turn);
}

void Session::take(Draft&& draft, Turn turn) {
  if (state_ == State::fresh || ending_soon_)
    return refuse({ErrorCode::state, draft.id, "", ""}, turn);
  if (drafts_ && std::any_of(drafts_->waiting.begin(), drafts_->waiting.end(),
                             [&](const Draft& one) { return one.id == draft.id; }))
    return;  // its acknowledgement is on the way
  if (!may_take(draft, turn)) return;
  if (!drafts_) drafts_ = std::make_unique<Drafts>();
  drafts_->owe({});
  drafts_->bytes += draft.bytes;
  drafts_->waiting.push_back(std::move(draft));
  if (drafts_->waiting.size() == 1) append_next(turn);
}

bool Session::may_take(const Draft& draft, Turn turn) {
  const bool owes = drafts_ && !drafts_->owed.empty();
  if (owes && drafts_->owed != draft.id) {
    refuse({ErrorCode::order, draft.id, "", ""}, turn, {}, drafts_->owed);
    // A client that never sends it again comes back without the debt.
    if (drafts_ && ++drafts_->orders >= limits_->orders) cut(Ending::protocol, turn);
    return false;
  }
  const Bucket::Rate rate{limits_->message_burst, limits_->messages_per_minute};
  const bool full = has_drafts() && (drafts_->waiting.size() >= limits_->unacknowledged ||
                                     drafts_->bytes + draft.bytes > limits_->unacknowledged_bytes);
  if (!full && messages_.take(rate, turn.now)) return true;
  if (!drafts_) drafts_ = std::make_unique<Drafts>();
  drafts_->owe(draft.id);
  if (full)
    refuse({ErrorCode::unacknowledged, draft.id, "", ""}, turn);
  else
    refuse({ErrorCode::rate, draft.id, "", ""}, turn, messages_.wait(rate, turn.now));
  return false;
}

bool Session::has_drafts() const {
  return drafts_ && !drafts_->waiting.empty();
}

// One at a time: the desk could take the second and refuse the first.
void Session::append_next(Turn turn) {
  while (is_open() && has_drafts()) {
    auto& draft = drafts_->waiting.front();
    const bool for_form = std::holds_alternative<Form>(draft.what);
    if (for_form == (state_ == State::closed_form)) {
      std::visit([&](auto& what) { turn.out.emplace_back(std::move(what)); }, draft.what);
      return;
    }
    // It came behind the hello, before its writer could know what is open.
    const Fault fault{for_form ? ErrorCode::state : ErrorCode::closed, draft.id, "", ""};
    drop_first();
    refuse(fault, turn);
  }
}

void Session::drop_first() {
  drafts_->bytes -= drafts_->waiting.front().bytes;
  drafts_->waiting.erase(drafts_->waiting.begin());
  if (drafts_->is_empty()) drafts_.reset();
}

void Session::committed(std::string_view id, std::uint64_t number, Instant at, Turn turn) {
  if (!is_open() || !has_drafts() || drafts_->waiting.front().id != id) return;
  const bool was_form = std::holds_alternative<Form>(drafts_->waiting.front().what);
  drop_first();
  last_ = std::max(last_, number);
  // Behind something that the client does not have yet, the message itself comes in its turn, and
  // acknowledges: an acknowledgement now would let the client believe that it has what is before
  // it.
  if (number <= sent_ + 1) {
    sent_ = std::max(sent_, number);
    send(to_frame(Ack{std::string(id), number, at}), turn);
  }
  if (was_form) return finish(Ending::form, turn);
  append_next(turn);
  pump(turn);
}

void Session::rejected(std::string_view id, const Refusal& refusal, Turn turn) {
  if (!is_open() || !has_drafts() || drafts_->waiting.front().id != id) return;
  if (!row_of(refusal.code).retry) {
    drop_first();
    refuse({refusal.code, std::string(id), "", ""}, turn, refusal.after);
    append_next(turn);
    return pump(turn);
  }
  const auto waiting = std::move(drafts_->waiting);
  drafts_->waiting.clear();
  drafts_->bytes = 0;
  drafts_->owe(id);
  refuse({refusal.code, std::string(id), "", ""}, turn, refusal.after);
  for (auto behind = waiting.begin() + 1; behind < waiting.end() && is_open(); ++behind)
    refuse({ErrorCode::order, behind->id, "", ""}, turn, refusal.after, id);
  pump(turn);
}

void Session::on(Typing&& typing, Turn turn) {
  // Worth no answer: nobody misses it.
  if (state_ == State::talking &&
      typings_.take({limits_->typing_burst, limits_->typing_per_minute}, turn.now))
    turn.out.emplace_back(typing);
}

void Session::on(UploadRequest&& request, Turn turn) {
  if ((state_ != State::waiting && state_ != State::talking) || ending_soon_)
    return refuse({ErrorCode::state, std::move(request.id), "", ""}, turn);
  if (uploads_ >= limits_->uploads_waiting)
    return refuse({ErrorCode::uploads, std::move(request.id), "", ""}, turn);
  ++uploads_;
  turn.out.emplace_back(std::move(request));
}

// What was sent before it is committed first.
void Session::on(Leave&&, Turn turn) {
  if (state_ == State::fresh) return cut(Ending::left, turn);
  if (ending_soon_) return;
  ending_soon_ = true;
  ending_ = Ending::left;
  since_ = turn.now;
  pump(turn);
}

void Session::on(ClientPing&&, Turn turn) {
  send(pong_frame(), turn);
}

}  // namespace frontdesk::chat
