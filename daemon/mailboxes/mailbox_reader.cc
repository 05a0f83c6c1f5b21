#include "daemon/mailboxes/mailbox_reader.h"

#include <boost/asio/this_coro.hpp>

#include "daemon/config.h"

namespace frontdesk {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds connect_deadline{60};
// A token is not used in its last minute: it would expire on its way.
constexpr std::chrono::seconds token_margin{60};
constexpr std::chrono::minutes operator_wait{5};

}  // namespace

MailboxReader::MailboxReader(MailboxServices services, const MailboxConfig& mailbox,
                             const imap::Limits& limits, MailboxPlace place)
    : services_(services),
      mailbox_(mailbox),
      limits_(limits),
      place_(std::move(place)),
      written_(place_) {
  standing_.parked = place_.parked.size();
}

void MailboxReader::stop() {
  stopping_ = true;
  if (alarm_) alarm_->ring();
}

MailboxStanding MailboxReader::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

boost::asio::awaitable<void> MailboxReader::run() {
  // Kept by this coroutine too: it goes with the loop, before the reader.
  const auto alarm = std::make_shared<Alarm>(co_await boost::asio::this_coro::executor);
  alarm_ = alarm;
  while (!stopping_) {
    auto trouble = own_fault();
    try {
      trouble = co_await read_once();
    } catch (const std::exception&) {
      // Whatever it was, the mailbox must not be forgotten for it.
    }
    handed_.clear();
    {
      const std::lock_guard lock(mutex_);
      standing_.connected = false;
    }
    if (place_ != written_) co_await note_place();
    if (!stopping_) co_await rest(note(trouble));
  }
  alarm_.reset();
}

// Counts it and writes it down. How long to wait before the next try.
imap::BackOff::Wait MailboxReader::note(const Trouble& trouble) {
  using imap::Remedy;
  suspect_.session_ended(trouble.fetching);
  auto at_least = trouble.at_least;
  if (trouble.remedy == Remedy::new_token) {
    token_ = {};
    // A token that is new and refused is no matter of its age.
    if (mailbox_.token_url.empty() || ++tokens_refused_ > 1) at_least = operator_wait;
  }
  const double chance = std::uniform_real_distribution<double>(0, 1)(random_);
  const auto wait = back_off_.next(chance, at_least);
  services_.metrics.count(Metric::mailbox_failures, {mailbox_.id, trouble.reason});
  services_.log.write(
      say::mailbox_failed,
      {{"mailbox", mailbox_.id},
       {"folder", place_.folder},
       {"reason", trouble.reason},
       {"why", trouble.says},
       {"retry_in_s", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count())}});
  return wait;
}

boost::asio::awaitable<void> MailboxReader::rest(imap::BackOff::Wait wait) {
  const auto until = steady_clock::now() + wait;
  while (!stopping_ && steady_clock::now() < until) co_await alarm_->until(until);
}

// Read anew for each login: who changes a password need not start the daemon again.
boost::asio::awaitable<Result<imap::Login>> MailboxReader::credentials(
    std::optional<Trouble>& trouble) {
  imap::Login login{.user = mailbox_.user,
                    .secret = {},
                    .bearer = mailbox_.bearer(),
                    .host = mailbox_.host,
                    .port = mailbox_.port_in_use()};
  const bool refreshes = !mailbox_.token_url.empty();
  const auto now = steady_clock::now();
  if (!refreshes || token_.token.empty() || now >= token_until_) {
    auto secret = read_secret(refreshes                      ? mailbox_.client_secret_file
                              : !mailbox_.token_file.empty() ? mailbox_.token_file
                                                             : mailbox_.password_file);
    if (!secret) {
      trouble = no_secret(secret.error().says);
      co_return secret.error();
    }
    if (refreshes) {
      auto fetched =
          co_await fetch_access_token(mailbox_, std::move(*secret), alarm_, now + connect_deadline,
                                      [this] { return stopping_; });
      if (!fetched) {
        trouble = no_access_token(fetched.error().says);
        co_return fetched.error();
      }
      token_ = std::move(*fetched);
      token_until_ = steady_clock::now() + token_.good_for - token_margin;
    } else {
      login.secret = std::move(*secret);
    }
  }
  if (refreshes) login.secret = token_.token;
  if (const auto ok = imap::check(login); !ok) {
    trouble = no_secret("the secret has more than one line, or what cannot be sent");
    co_return ok.error();
  }
  co_return login;
}

boost::asio::awaitable<Trouble> MailboxReader::read_once() {
  std::optional<Trouble> trouble;
  auto login = co_await credentials(trouble);
  if (!login) co_return std::move(*trouble);
  settings_ = session_settings(mailbox_, limits_, place_.folder);
  // By chance, so that nobody who writes a mail knows it.
  settings_.tag = 'F' + std::to_string(random_() % 1'000'000'000) + 'x';
  settings_.parked = place_.untouched();
  settings_.alone_until = suspect_.alone_until();
  settings_.give_up = suspect_.give_up();
  ImapConnection connection(co_await boost::asio::this_coro::executor);
  const auto code = co_await connection.open(
      mailbox_, alarm_, steady_clock::now() + connect_deadline, [this] { return stopping_; });
  if (code != CURLE_OK) co_return trouble_of(code, connection, settings_);
  imap::Session session(settings_, std::move(*login), place_.cursor());
  co_return co_await drive(connection, session);
}

}  // namespace frontdesk
