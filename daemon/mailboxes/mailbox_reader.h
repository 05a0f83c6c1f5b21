// One folder of a mailbox, read for as long as the daemon runs: connects, logs in, takes mails in,
// and tries again after whatever went wrong. All on one loop of one thread; only what says so is
// called from others.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "daemon/distiller.h"
#include "daemon/log.h"
#include "daemon/mailboxes/access_token.h"
#include "daemon/mailboxes/imap_connection.h"
#include "daemon/mailboxes/mailbox_place.h"
#include "daemon/mailboxes/trouble.h"
#include "daemon/metrics.h"
#include "daemon/shedding.h"
#include "intake/imap/back_off.h"
#include "intake/imap/suspect.h"

namespace frontdesk {

struct MailboxServices {
  FrontDesk& desk;
  Distiller& distiller;
  Shedding& shedding;
  const Clock& clock;
  Metrics& metrics;
  Log& log;
  std::chrono::milliseconds commit_deadline;
};

// How a folder stands, for the gauges.
struct MailboxStanding {
  std::size_t waiting = 0, parked = 0;
  std::optional<Instant> oldest;  // of those that wait
  bool connected = false;
};

class MailboxReader {
 public:
  // `mailbox` and `limits` outlive it.
  MailboxReader(MailboxServices services, const MailboxConfig& mailbox, const imap::Limits& limits,
                MailboxPlace place);

  // Until stop().
  boost::asio::awaitable<void> run();
  // On the loop. The session ends in order: what was handed out is committed and moved.
  void stop();

  const std::string& mailbox() const { return mailbox_.id; }
  MailboxStanding standing() const;  // from any thread

 private:
  using Next = imap::Next;
  using Time = Alarm::Time;
  template <class T>
  using awaitable = boost::asio::awaitable<T>;

  // mailbox_reader.cc: from one session to the next
  awaitable<Trouble> read_once();
  awaitable<Result<imap::Login>> credentials(std::optional<Trouble>& trouble);
  imap::BackOff::Wait note(const Trouble& trouble);
  awaitable<void> rest(imap::BackOff::Wait wait);

  // mailbox_session.cc: one session
  awaitable<Trouble> drive(ImapConnection& connection, imap::Session& session);
  awaitable<Next> send(ImapConnection& connection, imap::Session& session, Next next);
  awaitable<Next> receive(ImapConnection& connection, imap::Session& session);
  void on_events(imap::Session& session, std::optional<Trouble>& ended);
  void show(const imap::Session& session);

  // mailbox_taking.cc: what was handed out
  struct Chunk;
  awaitable<Next> take(imap::Session& session);
  awaitable<Chunk> gather(std::size_t mails_max);
  Next put_off(imap::Session& session, std::vector<imap::Mail> mails);
  awaitable<Next> commit(imap::Session& session, Chunk chunk);
  awaitable<void> note_place();
  std::optional<Problem> refusing();

  MailboxServices services_;
  const MailboxConfig& mailbox_;
  const imap::Limits& limits_;
  MailboxPlace place_, written_;
  imap::Settings settings_;  // of the session that is on
  imap::BackOff back_off_;
  imap::Suspect suspect_;
  std::mt19937_64 random_{std::random_device{}()};
  AccessToken token_;
  Time token_until_{};
  unsigned tokens_refused_ = 0;  // one after the other
  std::vector<imap::Mail> handed_;
  std::shared_ptr<Alarm> alarm_;  // while it runs
  bool stopping_ = false;
  bool line_missed_ = false;  // and told
  mutable std::mutex mutex_;
  MailboxStanding standing_;
};

}  // namespace frontdesk
