// The handlers of the commands. That a command may come now is known before (Session::allowed).
#include <charconv>
#include <utility>

#include "intake/smtp/address.h"
#include "intake/smtp/session.h"

namespace frontdesk::smtp {

void Session::on_hello(std::string_view argument) {
  if (!is_host(argument)) return say(Reply::bad_host);
  if (state_ != State::start && is_too_much_junk()) return;
  reset();
  helo_ = argument;
  extended_ = false;
  enter_state(State::ready);
  out_ += "250 ";
  out_ += settings_.host;
  out_ += "\r\n";
}

void Session::on_ehlo(std::string_view argument) {
  if (!is_host(argument)) return say(Reply::bad_host);
  if (state_ != State::start && is_too_much_junk()) return;
  reset();
  helo_ = argument;
  extended_ = true;
  enter_state(State::ready);
  out_ += "250-";
  out_ += settings_.host;
  out_ += "\r\n250-PIPELINING\r\n250-SIZE ";
  out_ += std::to_string(settings_.limits.message_bytes);
  out_ += "\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n";
  if (settings_.offer_tls && !tls_) out_ += "250-STARTTLS\r\n";
  out_ += "250 CHUNKING\r\n";
}

void Session::on_starttls(std::string_view) {
  if (tls_) return say(Reply::bad_sequence);
  if (!settings_.offer_tls) return say(Reply::not_implemented);
  if (!work_.empty()) return close_with(Reply::bytes_before_tls);
  reset();
  say(Reply::tls_go);
  enter_state(State::tls);
}

Next Session::tls_started() {
  tls_ = true;
  helo_.clear();
  enter_state(State::start);
  return state_ == State::closed ? Next::close : Next::read;
}

void Session::on_mail(std::string_view argument) {
  if (state_ != State::ready) return say(Reply::bad_sequence);
  if (const auto why = hooks_.refusing()) return say(*why);
  auto path = parse_mail(argument);
  if (path.error == PathError::syntax) return say(Reply::bad_sender);
  if (path.error == PathError::bad_parameter) return say(Reply::bad_parameter);
  if (path.error == PathError::bad_value) return say(Reply::bad_argument);
  if (path.utf8 && !path.smtputf8) return say(Reply::utf8_not_announced);
  if (path.size > settings_.limits.message_bytes) return say(Reply::too_large);
  if (++transactions_ > settings_.limits.transactions)
    return close_with(Reply::too_many_transactions);
  if (std::exchange(awaits_mail_, true) && is_too_much_junk()) return;
  announced_size_ = path.size;
  tx_.null_sender = path.address.empty();
  tx_.mail_from = std::move(path.address);
  tx_.smtputf8 = path.smtputf8;
  enter_state(State::mail);
  say(Reply::sender_ok);
}

void Session::on_rcpt(std::string_view argument) {
  if (state_ != State::mail && state_ != State::rcpt) return say(Reply::bad_sequence);
  if (tx_.recipients.size() >= settings_.limits.recipients) return say(Reply::too_many_recipients);
  auto path = parse_rcpt(argument);
  refused_recipient_ = true;
  if (path.error == PathError::syntax) return say(Reply::bad_recipient);
  if (path.error != PathError::none) return say(Reply::bad_parameter);
  if (path.utf8 && !tx_.smtputf8) return say(Reply::utf8_not_announced);
  auto verdict = hooks_.check(path.address);
  if (!verdict.accept) return say(problem_reply(verdict.why));
  tx_.recipients.push_back({std::move(path.address), std::move(verdict.line)});
  enter_state(State::rcpt);
  say(Reply::recipient_ok);
}

void Session::on_data(std::string_view) {
  if (state_ == State::mail)
    return say(refused_recipient_ ? Reply::no_recipients : Reply::bad_sequence);
  if (state_ != State::rcpt) return say(Reply::bad_sequence);
  begin_message();
  enter_state(State::data);
  say(Reply::go_ahead);
}

void Session::on_bdat(std::string_view argument) {
  std::uint64_t size = 0;
  const char* const end = argument.data() + argument.size();
  const auto [stop, error] = std::from_chars(argument.data(), end, size);
  const std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  const bool last = rest.size() == 5 && rest.front() == ' ' &&
                    (rest.substr(1) == "LAST" || rest.substr(1) == "last");
  // Without a size nobody knows where the next command begins.
  if (error != std::errc{} || (!rest.empty() && !last)) return close_with(Reply::bad_argument);
  if (size > 2 * settings_.limits.message_bytes) return close_with(Reply::too_large);
  chunk_left_ = size;
  chunk_last_ = last;
  chunk_reply_ = judge_chunk(size);
  after_chunk_ = chunk_reply_ == Reply::chunk_ok ? State::chunks : state_;
  enter_state(State::chunk);
  if (chunk_left_ == 0) end_chunk();
}

// What will be said when the chunk has been read: its bytes come whatever the answer is.
Reply Session::judge_chunk(std::uint64_t size) {
  if (settings_.require_tls && !tls_) return Reply::tls_required;
  if (state_ == State::mail && refused_recipient_) return Reply::no_recipients;
  if (state_ != State::rcpt && state_ != State::chunks) return Reply::bad_sequence;
  if (state_ == State::rcpt) begin_message();
  return reader_.received() + size > settings_.limits.message_bytes ? Reply::too_large
                                                                    : Reply::chunk_ok;
}

void Session::on_rset(std::string_view) {
  reset();
  say(Reply::ok);
}

void Session::on_noop(std::string_view) {
  say(Reply::ok);
}

void Session::on_vrfy(std::string_view) {
  say(Reply::not_verified);
}

void Session::on_help(std::string_view) {
  say(Reply::help);
}

void Session::on_quit(std::string_view) {
  close_with(Reply::bye);
}

void Session::on_unoffered(std::string_view) {
  say(Reply::not_implemented);
}

void Session::on_web(std::string_view) {
  close_with(Reply::not_a_web_server);
}

}  // namespace frontdesk::smtp
