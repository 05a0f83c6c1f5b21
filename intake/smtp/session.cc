#include "intake/smtp/session.h"

#include <algorithm>
#include <utility>

#include "intake/smtp/trace.h"

namespace frontdesk::smtp {
namespace {

// The first byte of a TLS record: a client that speaks TLS where we do not expect it.
constexpr char tls_record = 0x16;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string_view trim(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(first);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Session::Session(const SessionSettings& settings, const SessionHooks& hooks, std::string peer,
                 bool tls)
    : settings_(settings), hooks_(hooks), peer_(std::move(peer)), tls_(tls) {}

void Session::enter_state(State state) {
  if (state_ != State::closed) state_ = state;
}

Next Session::start() {
  out_ += "220 ";
  out_ += settings_.host;
  out_ += settings_.lmtp ? " LMTP frontdesk\r\n" : " ESMTP frontdesk\r\n";
  return Next::read;
}

Next Session::feed(std::string_view bytes) {
  if (state_ == State::delivering) {
    pending_ += bytes;
    return Next::read;
  }
  if (state_ == State::tls) enter_state(State::closed);  // plain bytes after our 220: an attack
  if (pending_.empty()) return run(bytes);
  pending_ += bytes;
  return run(std::exchange(pending_, {}));
}

// Works off `bytes` as far as it can go and keeps the rest.
Next Session::run(std::string_view bytes) {
  work_ = bytes;
  bool moved = true;
  while (moved && !work_.empty() && state_ < State::delivering) {
    if (state_ == State::data)
      take_data();
    else if (state_ == State::chunk)
      take_chunk();
    else
      moved = take_line();
  }
  if (state_ == State::closed) return Next::close;
  pending_ = work_;
  work_ = {};
  if (state_ == State::delivering) return Next::deliver;
  return state_ == State::tls ? Next::start_tls : Next::read;
}

// False while the line has not ended.
bool Session::take_line() {
  const auto most = settings_.limits.command_line_bytes;
  const auto lf = work_.find('\n');
  const bool too_long = lf == work_.npos ? work_.size() > most : lf >= most;
  if (work_.front() == tls_record) {
    close_with(Reply::bad_line);
  } else if (too_long) {
    close_with(Reply::line_too_long);
  } else if (lf == work_.npos) {
    return false;
  } else if (lf == 0 || work_[lf - 1] != '\r' ||
             std::any_of(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(lf) - 1,
                         is_control)) {
    // Who ends lines in another way than we do would split the dialogue in another way too.
    close_with(Reply::bad_line);
  } else {
    const auto line = work_.substr(0, lf - 1);
    work_.remove_prefix(lf + 1);
    command(line);
  }
  return true;
}

void Session::command(std::string_view line) {
  if (state_ != State::chunks) ++progress_;
  if (++commands_ > settings_.limits.commands) return close_with(Reply::too_many_commands);
  const auto space = std::min(line.find(' '), line.size());
  const auto argument = trim(line.substr(space));
  const Verb* verb = find_verb(line.substr(0, space));
  if (!verb) return say(Reply::unrecognised);
  if ((verb->flags & counts_junk) && is_too_much_junk()) return;
  if (allowed(*verb, argument)) (this->*verb->proceed)(argument);
}

bool Session::is_too_much_junk() {
  const bool too_much = ++junk_ > settings_.limits.junk;
  if (too_much) close_with(Reply::too_many_junk);
  return too_much;
}

bool Session::allowed(const Verb& verb, std::string_view argument) {
  const auto needs = [&verb](VerbFlag flag) { return (verb.flags & flag) != 0; };
  if (needs(settings_.lmtp ? smtp_only : lmtp_only))
    say(Reply::unrecognised);
  else if (settings_.require_tls && !tls_ && !needs(before_tls))
    say(Reply::tls_required);
  else if ((needs(needs_hello) && state_ < State::ready) ||
           (needs(needs_mail) && state_ < State::mail))
    say(Reply::bad_sequence);
  else if (needs(no_argument) && !argument.empty())
    say(Reply::bad_argument);
  else
    return true;
  return false;
}

void Session::say(Reply reply) {
  append(out_, reply);
  const auto& row = info(reply);
  if (row.reason.empty()) return;
  if (hooks_.refused) hooks_.refused(reply);
  if (row.code >= 500 && ++errors_ > settings_.limits.errors && state_ != State::closed)
    close_with(Reply::too_many_errors);
}

// What ends a message gets one answer, over LMTP one for each recipient (RFC 2033, 4.2).
void Session::say_to_all(Reply reply) {
  const auto times = settings_.lmtp ? std::max<std::size_t>(tx_.recipients.size(), 1) : 1;
  for (std::size_t i = 1; i < times; ++i) append(out_, reply);
  say(reply);
}

void Session::close_with(Reply reply) {
  append(out_, reply);
  if (hooks_.refused && !info(reply).reason.empty()) hooks_.refused(reply);
  reset();
  pending_.clear();
  work_ = {};
  enter_state(State::closed);
}

Next Session::end(Reply reply) {
  if (state_ != State::closed) close_with(reply);
  return Next::close;
}

void Session::reset() {
  tx_ = {};
  reader_.discard();
  announced_size_ = 0;
  refused_recipient_ = false;
  dropped_.reset();
  if (state_ > State::ready && state_ <= State::delivering) enter_state(State::ready);
}

// ---- the message --------------------------------------------------------------------------------

void Session::begin_message() {
  tx_.at = hooks_.now();
  const Trace trace{.helo = helo_,
                    .peer = peer_,
                    .host = settings_.host,
                    .lmtp = settings_.lmtp,
                    .extended = extended_,
                    .tls = tls_,
                    .utf8 = tx_.smtputf8};
  reader_.begin(received_line(trace, tx_.at), settings_.limits.message_bytes, announced_size_);
}

void Session::take_data() {
  // A message too large is read to its end to be refused in order, but not without end.
  const auto most = 2 * settings_.limits.message_bytes;
  const auto piece = work_.substr(0, most + 1 - reader_.received());
  const auto [used, status] = reader_.dotted(piece);
  if (status == DataReader::Status::spoiled) return close_with(Reply::bad_bytes);
  work_.remove_prefix(used);
  if (status == DataReader::Status::done) return message_done();
  if (reader_.received() > most) close_with(Reply::too_large);
}

void Session::take_chunk() {
  const auto piece = work_.substr(0, chunk_left_);
  work_.remove_prefix(piece.size());
  chunk_left_ -= piece.size();
  if (chunk_reply_ == Reply::chunk_ok && reader_.chunk(piece) == DataReader::Status::spoiled)
    return close_with(Reply::bad_bytes);
  if (chunk_left_ == 0) end_chunk();
}

void Session::end_chunk() {
  enter_state(after_chunk_);
  if (chunk_reply_ == Reply::too_large) {
    say_to_all(chunk_reply_);
    reset();
  } else if (chunk_reply_ != Reply::chunk_ok || !chunk_last_) {
    say(chunk_reply_);
  } else if (!reader_.at_end()) {
    close_with(Reply::bad_bytes);
  } else {
    message_done();
  }
}

void Session::message_done() {
  ++progress_;
  if (dropped_ || reader_.too_large()) {
    say_to_all(dropped_.value_or(Reply::too_large));
    reset();
    return;
  }
  tx_.raw = reader_.take();
  tx_.peer = peer_;
  tx_.helo = helo_;
  tx_.tls = tls_;
  delivering_ = tx_.recipients.size();
  enter_state(State::delivering);
}

Transaction Session::take_transaction() {
  return std::exchange(tx_, {});
}

void Session::drop_message(Reply why) {
  dropped_ = why;
  reader_.discard();
}

Next Session::delivered(std::span<const Result<std::string>> results) {
  if (state_ != State::delivering) return state_ == State::closed ? Next::close : Next::read;
  ++progress_;
  if (std::any_of(results.begin(), results.end(),
                  [](const auto& one) { return one.has_value(); })) {
    junk_ = 0;
    awaits_mail_ = false;
  }
  if (settings_.lmtp) {
    for (std::size_t i = 0; i < delivering_; ++i)
      one_answer(results.subspan(std::min(i, results.size()), i < results.size() ? 1 : 0));
  } else {
    one_answer(results);
  }
  reset();
  return run(std::exchange(pending_, {}));
}

// One answer for all `results`: what may succeed later outweighs what never will, since the sender
// tries again as a whole and what did succeed is known by then.
void Session::one_answer(std::span<const Result<std::string>> results) {
  if (results.empty()) return say(Reply::later);
  std::optional<Reply> worst;
  for (const auto& result : results) {
    if (result) continue;
    const auto reply = problem_reply(result.error().code);
    if (!worst || info(reply).code < info(*worst).code) worst = reply;
  }
  if (worst) return say(*worst);
  append_queued(out_, *results.front());
}

}  // namespace frontdesk::smtp
