#include "intake/imap/session.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace frontdesk::imap {

Session::Session(const Settings& settings, Login login, Cursor cursor)
    : settings_(settings),
      login_(std::move(login)),
      cursor_(std::move(cursor)),
      reported_(cursor_),
      reader_(settings.limits),
      backlog_(settings, cursor_.uid),
      found_(settings.limits.uids),
      bearer_(login_.bearer) {}

Next Session::next() const {
  if (step_ == Step::closed) return Next::close;
  if (step_ == Step::handshake) return Next::start_tls;
  // Sizes that were understated do not make us hold without bound what the driver has not taken.
  const auto& limits = settings_.limits;
  const bool full = backlog_.held() > limits.batch_bytes + limits.message_bytes;
  return full || step_ == Step::answers ? Next::answer : Next::read;
}

Next Session::start(Begin begin, Time now) {
  now_ = now;
  restart_deadline();
  tls_ = settings_.security == Security::tls || begin != Begin::connected;
  logged_in_ = begin == Begin::logged_in;
  if (begin != Begin::connected) command(Step::capability, "CAPABILITY");
  return next();
}

Next Session::feed(std::string_view bytes, Time now) {
  now_ = now;
  if (step_ == Step::closed || step_ == Step::handshake) return next();
  const auto& limits = settings_.limits;
  deadline_ = std::min<Time>(
      deadline_ + std::chrono::milliseconds(bytes.size() * 1'000 / limits.data_rate_min),
      is_awaiting_server() ? now + limits.answer : deadline_);
  reader_.feed(bytes);
  while (step_ != Step::closed && step_ != Step::handshake) {
    auto response = reader_.next();
    if (!response) break;
    take(std::move(*response));
  }
  if (reader_.fault() != Fault::none) end(fault_reason(reader_.fault()));
  if (step_ == Step::closed || step_ == Step::handshake) reader_.reset();
  return next();
}

Next Session::tick(Time now) {
  now_ = now;
  const auto due = deadline();
  if (!due || now < *due) return next();
  if (step_ == Step::idle) {
    end_idle();
  } else if (step_ == Step::resting) {
    if (polls_)
      command(Step::noop, "NOOP");
    else
      search();
  } else {
    end(Reason::timeout);
  }
  return next();
}

Next Session::answer(Uid uid, Answer answer, Time now) {
  now_ = now;
  if (step_ == Step::closed || !backlog_.is_handed(uid)) return next();
  if (answer == Answer::later) {
    backlog_.put_off(uid);
    put_off_ = true;
  } else {
    backlog_.done(uid);
    if (answer == Answer::taken && settings_.afterwards.kind != Afterwards::Kind::leave)
      to_tidy_.push_back(uid);
  }
  if (step_ == Step::answers) proceed();
  return next();
}

Next Session::stop(Time now) {
  now_ = now;
  stopping_ = true;
  if (step_ < Step::leftovers)
    end(Reason::stopped);
  else if (step_ == Step::idle)
    end_idle();
  else if (step_ == Step::resting)
    command(Step::logout, "LOGOUT");
  return next();
}

Next Session::lost() {
  end(stopping_ && step_ == Step::logout ? Reason::stopped : Reason::lost);
  return next();
}

std::optional<Session::Time> Session::deadline() const {
  const bool none = step_ == Step::closed || step_ == Step::handshake || step_ == Step::answers;
  return none ? std::nullopt : std::optional(deadline_);
}

bool Session::is_awaiting_server() const {
  return deadline() && !resting();
}

Cursor Session::cursor_with(std::span<const Uid> mails) const {
  auto cursor = cursor_;
  cursor.uid = std::max(cursor.uid, backlog_.cursor_with(mails));
  // What is left on the server has nothing more done to it.
  if (settings_.afterwards.kind == Afterwards::Kind::leave) cursor.tidied = cursor.uid;
  return cursor;
}

std::vector<Event> Session::take_events() {
  return std::exchange(events_, {});
}

void Session::command(Step step, std::string_view text) {
  tag_ = settings_.tag + std::to_string(++commands_);
  out_ += tag_;
  out_ += ' ';
  out_ += text;
  out_ += "\r\n";
  step_ = step;
  untagged_ = 0;
  restart_deadline();
}

void Session::end(Reason why, std::chrono::milliseconds at_least) {
  if (step_ == Step::closed) return;
  Ended ended{.why = why,
              .at_least = std::max<std::chrono::milliseconds>(at_least, info(why).at_least),
              .fetching = {}};
  const bool blames_mail =
      why != Reason::stopped && why != Reason::throttled && why != Reason::over_quota;
  if (blames_mail) ended.fetching = backlog_.fetching();
  events_.emplace_back(std::move(ended));
  OPENSSL_cleanse(login_.secret.data(), login_.secret.size());
  step_ = Step::closed;
}

// ---- what the server says -----------------------------------------------------------------------

void Session::take(Response response) {
  if (std::holds_alternative<Continuation>(response.data)) return on_continuation();
  if (response.tag.empty()) return on_untagged(std::move(response));
  const bool none_asked =
      step_ == Step::greeting || step_ == Step::answers || step_ == Step::resting;
  if (none_asked || response.tag != tag_) return end(Reason::protocol);
  on_done(std::get<Status>(response.data));
}

void Session::on_untagged(Response response) {
  if (++untagged_ > settings_.limits.responses) return end(Reason::response_too_large);
  if (const auto* status = std::get_if<Status>(&response.data)) return on_status(*status);
  if (step_ == Step::greeting) return end(Reason::protocol);
  if (const auto* capability = std::get_if<Capability>(&response.data)) {
    learn(capability->words);
  } else if (std::holds_alternative<Exists>(response.data)) {
    announced_ = true;
    if (step_ == Step::idle) end_idle();
    if (step_ == Step::resting && polls_ && !put_off_) look();
  } else if (const auto* search_answer = std::get_if<Search>(&response.data)) {
    // In one line or in several: a UID that is passed over would never be asked for again.
    const bool asked = step_ == Step::leftovers || step_ == Step::search || step_ == Step::check;
    if (asked) found_.add(search_answer->found);
  } else if (auto* fetch = std::get_if<Fetch>(&response.data)) {
    on_fetch(std::move(*fetch));
  }
}

void Session::on_continuation() {
  if (step_ == Step::login) return send_login_line();
  if (step_ != Step::idle_begin) return end(Reason::protocol);
  step_ = Step::idle;
  deadline_ = now_ + settings_.limits.idle;
  if (announced_ || stopping_) end_idle();
}

void Session::on_status(const Status& status) {
  if (status.condition == Condition::bye) return on_bye(status);
  if (step_ == Step::greeting) return on_greeting(status);
  if (status.condition == Condition::preauth) return end(Reason::protocol);
  if (status.condition != Condition::ok) return;  // a warning
  if (status.code == Code::capability) learn(status.words);
  if (status.code != Code::uid_validity) return;
  if (step_ == Step::select)
    uid_validity_ = status.number;
  else if (uid_validity_ != 0 && status.number != uid_validity_)
    end(Reason::server_ended);  // what was asked for may be other mails by now
}

void Session::on_bye(const Status& status) {
  if (step_ == Step::logout) return end(Reason::stopped);
  const auto usual = step_ == Step::greeting ? Reason::greeting_refused : Reason::server_ended;
  end(trouble_of(status).value_or(usual), asked_wait(status));
}

void Session::on_done(const Status& status) {
  if (step_ == Step::logout) return end(Reason::stopped);
  if (status.condition == Condition::ok) return on_done_well(status);
  const auto trouble = trouble_of(status);
  const bool full_target =
      trouble == Reason::over_quota && step_ >= Step::move && step_ <= Step::flag;
  if (trouble && !full_target) return end(*trouble, asked_wait(status));
  on_refused(status);
}

void Session::on_done_well(const Status& status) {
  if (status.code == Code::capability) learn(status.words);
  switch (step_) {
    case Step::capability:
      return logged_in_ ? select() : secure();
    case Step::starttls:
      step_ = Step::handshake;
      return;
    case Step::login:
      logged_in_ = true;
      return knows_offered_ ? select() : command(Step::capability, "CAPABILITY");
    case Step::select:
      read_only_ = status.code == Code::read_only;
      return selected();
    case Step::leftovers:
      return leftovers_found();
    case Step::search:
      return searched();
    case Step::sizes:
      backlog_.sizes_answered();
      return proceed();
    case Step::bodies:
      return bodies_done(status);
    case Step::check:
      return checked();
    case Step::move:
    case Step::copy:
    case Step::remove:
    case Step::expunge:
    case Step::flag:
      return tidied(step_);
    case Step::idle_begin:  // without ever having waited
      idle_refused_ = true;
      return proceed();
    case Step::idle:
    case Step::idle_done:
    case Step::noop:
      return stopping_ ? proceed() : look();
    default:
      return;
  }
}

void Session::on_refused(const Status& status) {
  switch (step_) {
    case Step::starttls:
      return end(Reason::tls_refused);
    case Step::login:
      return end(login_reason(status, bearer_));
    case Step::select:
      return end(folder_reason(status));
    case Step::leftovers:
    case Step::search:
    case Step::check:
      return end(Reason::search_refused);
    case Step::sizes:
      backlog_.sizes_answered();
      return proceed();
    case Step::bodies:
      return bodies_done(status);
    case Step::move:
    case Step::copy:
      return untidy(folder_reason(status) == Reason::folder_gone ? Reason::target_gone
                                                                 : Reason::move_refused);
    case Step::remove:
    case Step::expunge:
    case Step::flag:
      return untidy(Reason::move_refused);
    case Step::idle_begin:
    case Step::idle:
    case Step::idle_done:
      idle_refused_ = true;
      return proceed();
    default:
      return end(Reason::protocol);
  }
}

}  // namespace frontdesk::imap
