#include "daemon/daemon.h"

#include <signal.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "daemon/http/sockets.h"
#include "daemon/settings.h"
#include "rules/base/names.h"
#include "storage/lists.h"

namespace frontdesk {
namespace {

namespace asio = boost::asio;

constexpr int io_threads = 2;

// What stands in quarantine at start; later it is counted by its comings and goings.
Result<std::size_t> quarantine_size(const Store& store) {
  const auto quarantined = count_arrivals(store, Outcome::quarantined);
  const auto watched = count_arrivals(store, Outcome::watched);
  if (!quarantined) return quarantined.error();
  if (!watched) return watched.error();
  return *quarantined + *watched;
}

}  // namespace

Daemon::Daemon(Config config, Log& log, const Clock& clock)
    : config_(std::move(config)),
      log_(log),
      clock_(clock),
      watch_(log, metrics_, clock),
      shedding_(config_.store, {[this](const Problem& why) { watch_.shedding_began(why); },
                                [this] { watch_.shedding_ended(); },
                                [this](std::uint64_t count, const Problem& last) {
                                  watch_.reads_failed(count, last);
                                }}),
      io_(io_threads),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      retention_(io_),
      next_look_(io_) {
  log_.on_held_back([this] { metrics_.count(Metric::log_lines_suppressed); });
}

Daemon::~Daemon() {
  if (purger_) purger_->stop();
  if (backups_) backups_->stop();
  if (desk_) desk_->stop();
}

Result<std::shared_ptr<const RuleSet>> Daemon::open_rules() {
  auto loaded = load_rules(config_.rules);
  watch_.rules_warned(loaded.warnings);
  if (loaded.rules) return loaded.rules;
  watch_.rules_refused(loaded.faults);
  return problem(ProblemCode::rule_fault,
                 config_.rules.string() + " has " + std::to_string(loaded.faults.size()) +
                     " faults, each named above; `frontdesk check --rules " +
                     config_.rules.string() + "` shows them again");
}

// First of all: a second daemon on the same store must end before it says anything else.
Result<void> Daemon::open_store() {
  auto options = store_options(config_.store);
  options.upgrading = [this, told = UpgradeProgress{}](const UpgradeProgress& now) mutable {
    upgrading(now, told);
    told = now;
  };
  auto store = Store::open(config_.store.path, options);
  if (!store) return store.error();
  store_ = std::move(*store);
  log_.write(say::started, {{"version", FRONTDESK_VERSION}});
  log_.write(say::store_opened, {{"path", config_.store.path.string()}});
  if (open_to_others(config_.store.path))
    log_.write(say::store_readable, {{"path", config_.store.path.string()}});
  return {};
}

Result<void> Daemon::open_desk(std::shared_ptr<const RuleSet> rules) {
  DeskObserver observer;
  observer.happened = [this](std::span<const Event> events) {
    watch_.happened(events);
    if (auto* chats = told_chats_.load()) chats->happened(events);
  };
  observer.duplicate = [this](Channel channel, std::string_view earlier) {
    watch_.duplicate(channel, earlier);
  };
  observer.claimed = [this](std::string_view record) { watch_.claimed(record); };
  observer.committed = [this](std::chrono::nanoseconds sync, std::size_t commands) {
    watch_.committed(sync, commands);
  };
  observer.fatal = [this](const Problem& problem) { store_failed(problem); };
  observer.recovered = [this](std::string_view what) {
    metrics_.count(Metric::store_torn_tails);
    log_.write(say::store_mended, {{"what", what}});
  };
  auto desk = FrontDesk::open(*store_, clock_, rules, committer_options(config_.store),
                              std::move(observer), config_.directory);
  if (!desk) return desk.error();
  desk_ = std::move(*desk);
  purger_ = std::make_unique<Purger>(
      *store_, *desk_, clock_, [this](const Result<void>& result, std::chrono::milliseconds took) {
        if (result)
          log_.write(say::purge_done, {{"ms", std::to_string(took.count())}});
        else
          log_.write(result.error().code == ProblemCode::cancelled ? say::purge_put_off
                                                                   : say::purge_failed,
                     {{"reason", result.error().says}});
      });
  backups_ = std::make_unique<BackupRunner>(
      *store_, clock_, [this](const BackupState& state) { backing_up(state); });
  const auto quarantined = quarantine_size(*store_);
  if (!quarantined) return quarantined.error();
  watch_.rules_in_force(*rules);
  watch_.start_quarantine_at(*quarantined);
  auto keeper =
      TokenKeeper::open(*desk_, clock_, [this](const TokenRecord& record, std::string_view by) {
        log_.write(record.revoked ? say::token_revoked : say::token_made,
                   {{"token", record.id},
                    {"role", name_of(record.role)},
                    {"msp", record.msp},
                    {"by", by}});
      });
  if (!keeper) return keeper.error();
  keeper_ = std::move(*keeper);
  return {};
}

// Certificate and thread keys; asked again at every reload.
Result<void> Daemon::open_secrets() {
  auto tokens = thread_tokens(config_.threads);
  if (!tokens) return tokens.error();
  tokens_.set(std::make_shared<const ThreadTokens>(std::move(*tokens)));
  if (config_.tls.certificate.empty()) return {};
  auto certificate = load_certificate(config_.tls);
  if (!certificate) return certificate.error();
  tls_.set(certificate->context);
  watch_.certificate(config_.tls.certificate.string(), certificate->expires);
  return {};
}

int Daemon::adopted(std::string_view name) {
  for (auto& socket : adopted_)
    if (socket.name == name) return std::exchange(socket.fd, -1);
  return -1;
}

Result<void> Daemon::open_smtp() {
  ParseOptions parsing;
  parsing.trusted_auth_hosts = config_.smtp.trusted_authserv;
  distiller_ = std::make_unique<Distiller>(*desk_, tokens_, std::move(parsing), metrics_);
  mail_ =
      std::make_unique<MailIntake>(*desk_, *distiller_, shedding_, config_.store.commit_deadline);
  smtp::TlsProvider tls;
  if (!config_.tls.certificate.empty()) tls = [this] { return tls_.get(); };
  smtp_ = std::make_unique<smtp::Server>(io_.get_executor(), smtp_settings(config_.smtp), *mail_,
                                         watch_, clock_, std::move(tls));
  smtp_->spread_over([this] { return mail_loops_.next(); });
  mail_->serve_alone(mail_loops_);
  mail_loops_.count([this] { return smtp_->connections(); });
  auto listeners = smtp_listeners(config_.smtp);
  if (!listeners) return listeners.error();
  using Kind = smtp::Listener::Kind;
  for (const auto& [kind, name] :
       {std::pair(Kind::smtp, "smtp"), std::pair(Kind::smtps, "smtps")}) {
    for (int fd = adopted(name); fd >= 0; fd = adopted(name)) {
      std::erase_if(*listeners,
                    [&](const smtp::Listener& l) { return l.kind == kind && l.adopted < 0; });
      smtp::Listener listener;
      listener.kind = kind;
      listener.adopted = fd;
      listeners->push_back(std::move(listener));
    }
  }
  for (const auto& listener : *listeners) {
    const auto port = smtp_->listen(listener);
    if (!port && listener.address == "::") continue;  // the IPv6 half of `*`
    if (!port) return port.error();
    const auto where = listener.adopted >= 0 ? "systemd" : listener.address;
    log_.write(say::listening, {{"protocol", listener.kind == Kind::lmtp ? "lmtp" : "smtp"},
                                {"address", where},
                                {"port", std::to_string(*port)}});
  }
  return {};
}

Result<void> Daemon::open_mailboxes() {
  auto mailboxes = Mailboxes::open(
      {*desk_, *distiller_, shedding_, clock_, metrics_, log_, config_.store.commit_deadline},
      config_.mailboxes, config_.imap.limits);
  if (!mailboxes) return mailboxes.error();
  mailboxes_ = std::move(*mailboxes);
  return {};
}

Result<void> Daemon::open_chats() {
  auto doors = chat::Doors::open(config_.chat_doors);
  if (!doors) return doors.error();
  chat::HubServices services{*desk_, clock_, [this] { return shedding_.now(); },
                             config_.store.commit_deadline,
                             [this](std::string_view reason, std::string_view detail) {
                               watch_.chat_refused(reason, detail);
                             }};
  chats_ = std::make_unique<chat::Hub>(std::move(services), config_.chat, std::move(*doors));
  told_chats_ = chats_.get();
  chats_->begin();
  return {};
}

Result<void> Daemon::open_http() {
  http::ServerOptions options;
  options.limits = http_limits(config_.http);
  auto table = routes();
  if (!table) return table.error();
  options.routes = std::move(*table);
  options.clock = &clock_;
  options.authenticate = [this](std::string_view token) { return keeper_->check(token); };
  options.tls = [this] { return tls_.get(); };
  options.shedding = [this] { return shedding_.now(); };
  options.on_answered = [this](const http::Answered& request) { watch_.answered(request); };
  options.on_refused = [this](std::string_view reason, std::string_view detail) {
    watch_.http_refused(reason, detail);
  };
  options.on_connections = [this](int change) { watch_.http_connections(change); };
  http_ = std::make_unique<http::HttpServer>(io_.get_executor(), std::move(options));

  const auto kind =
      config_.http.tls ? http::ListenerKind::tls : http::ListenerKind::open_to_network;
  if (const int fd = adopted("http"); fd >= 0) {
    const bool network = http::family_of(fd) != AF_UNIX;
    if (!config_.http.tls && network && !is_loopback(http::host_of(fd)))
      log_.write(say::http_in_clear, {{"address", "systemd"}});
    if (auto ok = http_->adopt(fd, kind); !ok) return ok;
    log_.write(say::listening, {{"protocol", "http"}, {"address", "systemd"}});
  } else {
    for (const auto& address : heard_in_clear(config_.http))
      log_.write(say::http_in_clear, {{"address", to_text(address)}});
    for (const auto& address : config_.http.listen) {
      const auto port = http_->listen(address.host, address.port, kind);
      if (!port) return port.error();
      log_.write(
          say::listening,
          {{"protocol", "http"}, {"address", address.host}, {"port", std::to_string(*port)}});
    }
  }
  if (config_.admin.socket.empty()) return {};
  if (auto ok = http_->listen_unix(config_.admin.socket); !ok) return ok;
  log_.write(say::listening, {{"protocol", "admin"}, {"address", config_.admin.socket.string()}});
  return {};
}

Result<void> Daemon::open() {
  adopted_ = service::adopt_sockets();
  if (auto ok = open_store(); !ok) return ok;
  auto rules = open_rules();
  if (!rules) return rules.error();
  if (auto ok = open_secrets(); !ok) return ok;
  if (auto ok = open_desk(std::move(*rules)); !ok) return ok;
  if (auto ok = open_smtp(); !ok) return ok;
  if (auto ok = open_mailboxes(); !ok) return ok;
  if (auto ok = open_chats(); !ok) return ok;
  return open_http();
}

int Daemon::run() {
  asio::co_spawn(io_, on_signals(), asio::detached);
  asio::co_spawn(io_, keep_retention(), asio::detached);
  asio::co_spawn(io_, watch_load(), asio::detached);
  asio::co_spawn(io_, watchdog(), asio::detached);
  log_.write(say::ready);
  service::tell_ready("takes mail");
  mail_loops_.start();
  mailboxes_->start();
  std::vector<std::jthread> threads;
  for (int i = 1; i < io_threads; ++i) threads.emplace_back([this] { io_.run(); });
  io_.run();
  threads.clear();
  mail_loops_.stop();
  mailboxes_->stop();
  purger_->stop();
  backups_->stop();
  desk_->stop();
  log_.write(say::stopped, {{"exit", std::to_string(exit_code_.load())}});
  return exit_code_;
}

}  // namespace frontdesk
