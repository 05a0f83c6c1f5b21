// The daemon: opens its parts in order, serves, and ends in order. It only wires.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/api/services.h"
#include "daemon/backup_runner.h"
#include "daemon/chat/hub.h"
#include "daemon/config.h"
#include "daemon/desk/front_desk.h"
#include "daemon/desk/purger.h"
#include "daemon/http/server.h"
#include "daemon/log.h"
#include "daemon/mail_intake.h"
#include "daemon/mail_loops.h"
#include "daemon/mailboxes/mailboxes.h"
#include "daemon/service.h"
#include "daemon/shedding.h"
#include "daemon/tls.h"
#include "daemon/token_keeper.h"
#include "daemon/watch.h"
#include "intake/smtp/server.h"

namespace frontdesk {

class Daemon {
 public:
  Daemon(Config config, Log& log, const Clock& clock);
  ~Daemon();

  // Everything up and listening, or the first thing that stands in the way.
  Result<void> open();
  // Serves until SIGTERM or SIGINT, or until the store fails. The process's exit code: 0, or 75 for
  // systemd to start it again.
  int run();

 private:
  using Reloaded = boost::asio::awaitable<Result<LoadedRules>>;

  Result<void> open_store();
  Result<std::shared_ptr<const RuleSet>> open_rules();
  Result<void> open_desk(std::shared_ptr<const RuleSet> rules);
  Result<void> open_secrets();
  Result<void> open_smtp();
  Result<void> open_mailboxes();
  Result<void> open_chats();
  Result<void> open_http();
  Result<std::shared_ptr<const http::RouteTable>> routes();
  Result<void> add_voice(http::RouteTable& table);
  int adopted(std::string_view name);  // a socket from systemd, or -1

  Reloaded reload(std::string by);
  boost::asio::awaitable<void> on_signals();
  boost::asio::awaitable<void> keep_retention();
  boost::asio::awaitable<void> watch_load();
  boost::asio::awaitable<void> watchdog();
  boost::asio::awaitable<void> end(std::chrono::milliseconds patience);
  void store_failed(const Problem& problem);
  void upgrading(const UpgradeProgress& progress, const UpgradeProgress& before);
  void backing_up(const BackupState& state);
  Result<void> ready() const;

  const Config config_;
  Log& log_;
  const Clock& clock_;
  Metrics metrics_;
  Watch watch_;
  Published<const ThreadTokens> tokens_;
  Published<boost::asio::ssl::context> tls_;
  std::vector<service::Adopted> adopted_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<FrontDesk> desk_;
  std::unique_ptr<Purger> purger_;
  std::unique_ptr<BackupRunner> backups_;
  std::unique_ptr<TokenKeeper> keeper_;
  Shedding shedding_;
  std::unique_ptr<Distiller> distiller_;
  std::unique_ptr<MailIntake> mail_;
  std::unique_ptr<Mailboxes> mailboxes_;
  std::unique_ptr<chat::Hub> chats_;
  std::atomic<chat::Hub*> told_chats_{nullptr};  // once it is there
  boost::asio::io_context io_;
  MailLoops mail_loops_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer retention_, next_look_;
  std::unique_ptr<smtp::Server> smtp_;
  std::unique_ptr<http::HttpServer> http_;
  std::atomic<bool> ending_{false};
  std::atomic<int> exit_code_{0};
};

}  // namespace frontdesk
