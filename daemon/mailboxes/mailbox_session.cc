// One session: bytes between the connection and the session, and what it tells.
#include "daemon/mailboxes/mailbox_reader.h"

namespace frontdesk {
namespace {

using std::chrono::steady_clock;

// While only we are awaited.
constexpr std::chrono::minutes no_deadline{10};

}  // namespace

boost::asio::awaitable<Trouble> MailboxReader::drive(ImapConnection& connection,
                                                     imap::Session& session) {
  const bool in = connection.greeting().starts_with("* PREAUTH");
  auto next =
      session.start(in ? imap::Begin::logged_in : imap::Begin::secured, steady_clock::now());
  bool told = false;
  for (;;) {
    next = co_await send(connection, session, next);
    std::optional<Trouble> ended;
    on_events(session, ended);
    show(session);
    if (ended) co_return std::move(*ended);
    if (stopping_ && !told) {
      told = true;
      next = session.stop(steady_clock::now());
    } else if (next == Next::answer) {
      next = co_await take(session);
    } else if (next == Next::start_tls) {
      next = session.lost();  // TLS is libcurl's, and was done before
    } else {
      if (session.resting() && place_ != written_) co_await note_place();
      next = co_await receive(connection, session);
    }
  }
}

// All that the session wants to say.
boost::asio::awaitable<imap::Next> MailboxReader::send(ImapConnection& connection,
                                                       imap::Session& session, Next next) {
  while (!session.output().empty()) {
    const auto moved = connection.write(session.output());
    if (moved == ImapConnection::Moved::closed) {
      session.output().clear();
      co_return session.lost();
    }
    if (moved == ImapConnection::Moved::some) continue;
    const auto deadline = session.deadline().value_or(steady_clock::now() + no_deadline);
    connection.when_writable(alarm_);
    co_await alarm_->until(deadline);
    if (steady_clock::now() < deadline) continue;
    session.output().clear();
    co_return session.tick(steady_clock::now());
  }
  co_return next;
}

// Bytes, or the deadline, or that it is to end.
boost::asio::awaitable<imap::Next> MailboxReader::receive(ImapConnection& connection,
                                                          imap::Session& session) {
  std::string bytes;
  switch (connection.read(bytes)) {
    case ImapConnection::Moved::some:
      co_return session.feed(bytes, steady_clock::now());
    case ImapConnection::Moved::closed:
      co_return session.lost();
    case ImapConnection::Moved::none:
      break;
  }
  connection.when_readable(alarm_);
  co_await alarm_->until(session.deadline().value_or(steady_clock::now() + no_deadline));
  co_return session.tick(steady_clock::now());
}

void MailboxReader::on_events(imap::Session& session, std::optional<Trouble>& ended) {
  const auto name = [&](imap::Reason why) { return imap::info(why).name; };
  for (auto& event : session.take_events()) {
    if (auto* mail = std::get_if<imap::Mail>(&event)) {
      handed_.push_back(std::move(*mail));
    } else if (const auto* parked = std::get_if<imap::Parked>(&event)) {
      place_.advance(session.cursor());
      place_.park({parked->uid, std::string(name(parked->why)), parked->size, parked->received});
      services_.log.write(say::mailbox_mail_parked, {{"mailbox", mailbox_.id},
                                                     {"folder", place_.folder},
                                                     {"uid", std::to_string(parked->uid)},
                                                     {"reason", name(parked->why)},
                                                     {"bytes", std::to_string(parked->size)}});
    } else if (const auto* renewed = std::get_if<imap::Renewed>(&event)) {
      place_.advance({place_.folder, renewed->uid_validity, 0, 0});
      services_.log.write(say::mailbox_renewed,
                          {{"mailbox", mailbox_.id}, {"folder", place_.folder}});
    } else if (const auto* advanced = std::get_if<imap::Advanced>(&event)) {
      place_.advance(advanced->cursor);
    } else if (const auto* untidy = std::get_if<imap::Untidy>(&event)) {
      services_.metrics.count(Metric::mailbox_failures, {mailbox_.id, name(untidy->why)});
      services_.log.write(say::mailbox_untidy, {{"mailbox", mailbox_.id},
                                                {"folder", place_.folder},
                                                {"reason", name(untidy->why)},
                                                {"why", imap::info(untidy->why).says},
                                                {"mails", std::to_string(untidy->mails)}});
    } else {
      ended = trouble_of(std::get<imap::Ended>(event));
    }
  }
}

void MailboxReader::show(const imap::Session& session) {
  if (session.resting()) {
    back_off_.reset();
    tokens_refused_ = 0;
  }
  const std::lock_guard lock(mutex_);
  if (session.resting() && !standing_.connected) {
    standing_.connected = true;
    services_.log.write(say::mailbox_read, {{"mailbox", mailbox_.id}, {"folder", place_.folder}});
  }
  standing_.waiting = session.waiting();
  standing_.parked = place_.parked.size();
  const auto before = standing_.oldest;
  standing_.oldest = session.oldest();
  // When it came is told with its size; until then it counts from when it was seen.
  if (standing_.waiting > 0 && !standing_.oldest)
    standing_.oldest = before.value_or(services_.clock.now());
}

}  // namespace frontdesk
