// One mailbox over one connection as a state machine: bytes in, commands and events out. It does no
// input or output, asks no clock, and does the same however the bytes are cut into pieces.
//
//   Next next = session.start(Begin::logged_in, now);
//   for (;;) {                          // the driver
//     write(session.output());          // then clear it; it holds secrets until login is done
//     for (Event& event : session.take_events()) ...
//     switch (next) {
//       case Next::read:      read until session.deadline(), then feed(bytes) or tick(); break;
//       case Next::start_tls: handshake; next = session.tls_started(now); break;
//       case Next::answer:    read no more before a mail is answered; break;
//       case Next::close:     return;   // the last event says why
//     }
//   }
//
// Mails are handed out oldest first, several before the first is answered. Each is answered once
// its commit is durable, and only then moved or flagged. \Seen is never set, and nothing depends on
// dates.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "intake/imap/backlog.h"
#include "intake/imap/capabilities.h"
#include "intake/imap/login.h"
#include "intake/imap/reader.h"
#include "intake/imap/reason.h"
#include "intake/imap/settings.h"
#include "intake/imap/suspect.h"

namespace frontdesk::imap {

// A mail to take in: to be answered.
struct Mail {
  Uid uid = 0;
  std::optional<Instant> received;  // when the server got it
  std::string raw;
  bool operator==(const Mail&) const = default;
};
// A mail that cannot be taken in: to be written down. The session goes on behind it.
struct Parked {
  Uid uid = 0;
  Reason why = Reason::too_large;
  std::uint64_t size = 0;  // 0 where unknown
  std::optional<Instant> received;
  bool operator==(const Parked&) const = default;
};
// The folder is another one under the same name (RFC 3501, 2.3.1.1): the session begins again from
// UID 1, what was parked before is forgotten, and what was taken in before is known by its content.
struct Renewed {
  Cursor before;
  std::uint32_t uid_validity = 0;
  bool operator==(const Renewed&) const = default;
};
// How far all is done, to be written down with the next commit.
struct Advanced {
  Cursor cursor;
  bool operator==(const Advanced&) const = default;
};
// Mails that were taken could not be moved or flagged; the next session tries it again.
struct Untidy {
  Reason why = Reason::move_refused;
  std::uint64_t mails = 0;
  bool operator==(const Untidy&) const = default;
};
struct Ended {
  Reason why = Reason::stopped;
  std::chrono::milliseconds at_least{0};  // before the next try
  Fetching fetching;                      // for Suspect
  bool operator==(const Ended&) const = default;
};
using Event = std::variant<Mail, Parked, Renewed, Advanced, Untidy, Ended>;

enum class Begin : std::uint8_t {
  connected,  // the server's greeting comes next
  secured,    // greeting and, where it is wanted, TLS are done; the login comes next
  logged_in,  // greeting, TLS and login are done
};
enum class Answer : std::uint8_t {
  taken,   // its commit is durable
  parked,  // the driver wrote it down; it stays where it is
  later,   // not now: it is handed out again after a while
};
enum class Next : std::uint8_t { read, start_tls, answer, close };

class Session {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `settings` outlives the session and has passed check(). `login` is not used with
  // Begin::logged_in, and forgotten once it was sent.
  Session(const Settings& settings, Login login, Cursor cursor);

  Next start(Begin begin, Time now);
  // Takes all bytes.
  Next feed(std::string_view bytes, Time now);
  // What was fed before it is dropped: nobody knows who said it.
  Next tls_started(Time now);
  Next answer(Uid uid, Answer answer, Time now);
  // The deadline has come; before it this does nothing.
  Next tick(Time now);
  // Ends in order: what was handed out is awaited and tidied, then LOGOUT.
  Next stop(Time now);
  // The connection is gone.
  Next lost();

  // When tick() is due, whatever comes before; nothing while only the driver is awaited.
  std::optional<Time> deadline() const;
  std::string& output() { return out_; }
  std::vector<Event> take_events();

  // Everything up to its `uid` was answered taken or parked, or is not there any more. With the
  // commit of a mail another cursor may be written only where all before it go into the same commit
  // or an earlier one.
  const Cursor& cursor() const { return cursor_; }
  // The cursor that goes into one commit with these mails, ascending: they are not answered yet.
  Cursor cursor_with(std::span<const Uid> mails) const;
  // Mails that wait, and when the oldest of them came, where that is known: the mailbox's lag.
  std::size_t waiting() const { return backlog_.waiting(); }
  std::optional<Instant> oldest() const { return backlog_.oldest(); }
  // Nothing to do until mail comes.
  bool resting() const { return step_ == Step::idle || step_ == Step::resting; }

 private:
  // What is awaited. Up to `select` nothing was taken in yet.
  enum class Step : std::uint8_t {
    greeting,
    capability,
    starttls,
    handshake,
    login,
    select,
    leftovers,  // mails that were taken and not moved, as a crash leaves them
    search,
    sizes,
    bodies,
    check,  // whether a mail that did not come is there
    move,
    copy,
    remove,
    expunge,
    flag,
    idle_begin,
    idle,
    idle_done,
    noop,
    answers,
    resting,
    logout,
    closed,
  };

  Next next() const;
  void command(Step step, std::string_view text);
  void restart_deadline() { deadline_ = now_ + settings_.limits.answer; }
  bool is_awaiting_server() const;
  void end(Reason why, std::chrono::milliseconds at_least = {});

  // session.cc: what the server says
  void take(Response response);
  void on_untagged(Response response);
  void on_continuation();
  void on_status(const Status& status);
  void on_bye(const Status& status);
  void on_done(const Status& status);
  void on_done_well(const Status& status);
  void on_refused(const Status& status);

  // session_open.cc: from the greeting to the folder
  void on_greeting(const Status& status);
  void learn(const std::vector<std::string>& words);
  void secure();
  void log_in();
  void send_login_line();
  void select();
  void selected();

  // session_mails.cc: the mails and what becomes of them
  void leftovers();
  void leftovers_found();
  void look();
  void search();
  void searched();
  void on_fetch(Fetch fetch);
  void bodies_done(const Status& status);
  void checked();
  void park(Uid uid, Reason why);
  void proceed();
  void report();
  bool tidy();
  void tidied(Step done);
  void untidy(Reason why);
  void rest();
  void end_idle();

  const Settings& settings_;
  Login login_;
  std::optional<LoginPlan> plan_;
  Cursor cursor_, reported_;
  Reader reader_;
  Backlog backlog_;
  Capabilities offered_;
  std::string out_, tag_;
  std::vector<Event> events_;
  UidCollector found_;  // by the search that is being answered
  std::vector<Uid> to_tidy_, tidying_;
  std::uint64_t commands_ = 0, untagged_ = 0;
  std::size_t lines_sent_ = 0;
  std::uint32_t uid_validity_ = 0;
  Uid checked_ = 0;
  Time now_{}, deadline_{}, last_search_{};
  Step step_ = Step::greeting;
  bool tls_ = false, logged_in_ = false, bearer_ = false, knows_offered_ = false;
  bool read_only_ = false, renewed_ = false;
  bool announced_ = false;     // EXISTS since the last search
  bool more_ = false;          // the last search found more than is kept
  bool put_off_ = false;       // the driver said `later` since the last search
  bool idle_refused_ = false;  // offered and then refused
  bool polls_ = false;         // at the deadline of a rest comes NOOP, not a search
  bool tidy_stopped_ = false;  // a move was refused
  bool all_tidied_ = true;     // nothing that was taken was left behind by that
  bool stopping_ = false;
};

}  // namespace frontdesk::imap
