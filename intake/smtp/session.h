// One ESMTP or LMTP connection as a state machine: bytes in, replies and the next step out. It does
// no input or output, keeps no time of its own, and gives the same answers however the bytes are
// cut into pieces.
//
//   Next next = session.start();
//   for (;;) {                       // the driver
//     write(session.output());       // replies of all commands so far, then clear it
//     switch (next) {
//       case Next::read:      next = session.feed(bytes); break;
//       case Next::deliver:   next = session.delivered(sink(session.take_transaction())); break;
//       case Next::start_tls: handshake; next = session.tls_started(); break;
//       case Next::close:     return;
//     }
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "intake/smtp/data_reader.h"
#include "intake/smtp/limits.h"
#include "intake/smtp/reply.h"
#include "intake/smtp/transaction.h"
#include "intake/smtp/verb.h"

namespace frontdesk::smtp {

// What all sessions of a listener share.
struct SessionSettings {
  Limits limits;
  std::string host = "localhost";  // our name in the greeting and in Received
  bool lmtp = false;
  bool offer_tls = false;    // there is a certificate
  bool require_tls = false;  // no mail before TLS
};

// What a session asks of the world. All but `refused` must be set; they are called at once, inside
// feed and delivered.
struct SessionHooks {
  std::function<RcptVerdict(std::string_view address)> check;
  std::function<std::optional<Reply>()> refusing;  // asked at MAIL, before anything is taken
  std::function<Instant()> now;
  std::function<void(Reply)> refused;  // for metrics
};

enum class Next : std::uint8_t { read, deliver, start_tls, close };

class Session {
 public:
  // `settings` and `hooks` outlive the session.
  Session(const SessionSettings& settings, const SessionHooks& hooks, std::string peer, bool tls);

  Next start();
  // Takes all bytes; what cannot be worked on yet is kept until delivered() or tls_started().
  Next feed(std::string_view bytes);
  // After Next::deliver, once.
  Transaction take_transaction();
  // One result for each recipient, its value the arrival's id. Over SMTP there is one answer: 250
  // only where all succeeded. Works on what was pipelined behind the message.
  Next delivered(std::span<const Result<std::string>> results);
  Next tls_started();
  // The connection ends now, with this said.
  Next end(Reply reply);

  std::string& output() { return out_; }
  bool in_transaction() const { return state_ >= State::mail && state_ <= State::delivering; }
  // A message is coming in, or its next chunk is awaited: its bytes extend the deadline.
  bool receiving() const { return state_ >= State::chunks && state_ <= State::data; }
  bool tls() const { return tls_; }
  // Grows with every command and message that was done, but not with the chunks of one: a peer that
  // makes none is idle.
  std::uint64_t progress() const { return progress_; }
  // Memory that the message occupies; drop_message() gives it back, and the message is refused with
  // this reply when its end has come.
  std::size_t held() const { return reader_.held(); }
  void drop_message(Reply why);

 private:
  friend const Verb* find_verb(std::string_view name);

  // In this order: in_transaction() compares.
  enum class State : std::uint8_t {
    start,       // no hello yet
    ready,       // hello was said
    mail,        // MAIL taken
    rcpt,        // at least one recipient taken
    chunks,      // between two BDAT
    chunk,       // inside one
    data,        // inside DATA
    delivering,  // the sink has it
    tls,         // handshake
    closed,
  };
  void enter_state(State state);

  Next run(std::string_view bytes);
  bool take_line();
  void take_data();
  void take_chunk();
  void command(std::string_view line);
  bool allowed(const Verb& verb, std::string_view argument);
  bool is_too_much_junk();
  void say(Reply reply);
  void say_to_all(Reply reply);
  void close_with(Reply reply);
  void reset();
  void begin_message();
  Reply judge_chunk(std::uint64_t size);
  void message_done();
  void end_chunk();
  void one_answer(std::span<const Result<std::string>> results);

  void on_hello(std::string_view argument);
  void on_ehlo(std::string_view argument);
  void on_starttls(std::string_view argument);
  void on_mail(std::string_view argument);
  void on_rcpt(std::string_view argument);
  void on_data(std::string_view argument);
  void on_bdat(std::string_view argument);
  void on_rset(std::string_view argument);
  void on_noop(std::string_view argument);
  void on_vrfy(std::string_view argument);
  void on_help(std::string_view argument);
  void on_quit(std::string_view argument);
  void on_unoffered(std::string_view argument);
  void on_web(std::string_view argument);

  const SessionSettings& settings_;
  const SessionHooks& hooks_;
  std::string peer_, helo_, out_, pending_;
  std::string_view work_;  // what is left of the bytes in hand
  Transaction tx_;
  DataReader reader_;
  std::size_t delivering_ = 0;  // recipients that wait for an answer
  std::uint64_t chunk_left_ = 0, announced_size_ = 0;
  std::uint64_t commands_ = 0, errors_ = 0, junk_ = 0, transactions_ = 0, progress_ = 0;
  State state_ = State::start, after_chunk_ = State::ready;
  Reply chunk_reply_ = Reply::chunk_ok;
  bool tls_ = false, extended_ = false, chunk_last_ = false, refused_recipient_ = false;
  std::optional<Reply> dropped_;
  bool awaits_mail_ = false;  // MAIL was taken, and no mail since
};

}  // namespace frontdesk::smtp
