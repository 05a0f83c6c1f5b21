// What the daemon does while it runs: signals, reloads, retention, the watchdog, and its end.

#include <signal.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/api/backup.h"
#include "daemon/api/schemas.h"
#include "daemon/chat/routes.h"
#include "daemon/daemon.h"

#include "daemon/http/standing_routes.h"
#include "daemon/voice/voice_keys.h"
#include "daemon/voice/webhooks.h"

namespace frontdesk {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);
// A daemon that is started again every hour enforces it too, but not in the rush of a start.
constexpr std::chrono::minutes retention_first{1};
constexpr std::chrono::hours retention_every{1};
constexpr std::chrono::milliseconds webhook_deadline{10'000};  // providers wait some 15 s
constexpr std::chrono::milliseconds look_every{250};           // at the load
constexpr unsigned chats_every = 4;                            // looks
// Those who wait for a commit that failed still hear it before the process ends.
constexpr std::chrono::milliseconds patience_after_failure{1000};
constexpr std::chrono::minutes upgrade_step_at_most{10};
constexpr std::uint64_t upgrade_told_every = 50'000;  // records

}  // namespace

Result<std::shared_ptr<const http::RouteTable>> Daemon::routes() {
  const api::Services services{*desk_,
                               clock_,
                               *keeper_,
                               [this](std::string by) { return reload(std::move(by)); },
                               [this](Purger::Done done) { purger_->now(std::move(done)); },
                               config_.store.commit_deadline};
  auto table = std::make_shared<http::RouteTable>();
  api::add_ticket_routes(*table, services);
  api::add_interaction_routes(*table, services);
  api::add_work_routes(*table, services);
  api::add_chat_routes(*table, services, [this](const ChatSaid& said) { chats_->said(said); });
  chat::add_chat_routes(*table, *chats_);
  api::add_arrival_routes(*table, services);
  api::add_review_routes(*table, services);
  api::add_queue_routes(*table, services);
  api::add_directory_routes(*table, services);
  api::add_exchange_routes(*table, services);
  api::add_operator_routes(*table, services);
  api::add_backup_routes(*table, *backups_);
  http::add_standing_routes(*table,
                            {[this] { return ready(); },
                             [this] {
                               mailboxes_->show();
                               return watch_.page(*desk_);
                             }},
                            api::schemas());
  if (auto ok = add_voice(*table); !ok) return ok.error();
  return table;
}

Result<void> Daemon::add_voice(http::RouteTable& table) {
  if (auto ok = check_public_url(config_); !ok)
    return problem(ok.error().code, "http.public_url: " + ok.error().says);
  voice::WebhookServices services{*desk_, clock_, webhook_deadline, {}};
  services.ended = [this](const voice::WebhookTold& told) {
    if (told.end == voice::WebhookEnd::answered) return;
    std::string detail(told.provider);
    detail.append(" on ").append(told.line).append(" from ").append(told.peer);
    if (!told.why.empty()) detail.append(": ").append(told.why);
    watch_.voice_refused(name_of(told.end), detail);
  };
  return voice::add_voice_routes(table, std::move(services), config_.voice,
                                 config_.http.public_url);
}

Result<void> Daemon::ready() const {
  if (ending_) return problem(ProblemCode::unavailable, "the daemon is ending");
  if (const auto later = shedding_.now()) return later->why;
  if (const auto sick = store_->health()) return *sick;
  return {};
}

// Rules, certificate and thread keys. What is wrong is said and counted; the old stays in force.
Daemon::Reloaded Daemon::reload(std::string by) {
  auto loaded = load_rules(config_.rules);
  watch_.rules_warned(loaded.warnings);
  if (!loaded.rules) {
    watch_.rules_refused(loaded.faults);
    co_return loaded;
  }
  const auto activated = co_await await_result<void>(
      [&](std::function<void(Result<void>)> done) {
        desk_->activate(loaded.rules, std::move(by), std::move(done));
      },
      config_.store.commit_deadline);
  if (!activated) {
    watch_.rules_refused({{config_.rules.string(), 0, "", activated.error().says}});
    co_return activated.error();
  }
  watch_.rules_in_force(*loaded.rules);
  if (const auto secrets = open_secrets(); !secrets) {
    log_.write(say::certificate_refused, {{"reason", secrets.error().says}});
    co_return secrets.error();
  }
  co_return loaded;
}

awaitable<void> Daemon::on_signals() {
  for (;;) {
    const auto [error, signal] = co_await signals_.async_wait(quiet);
    if (error) co_return;
    if (signal != SIGHUP) break;
    service::tell_reloading();
    const auto loaded = co_await reload("SIGHUP");
    service::tell_ready(loaded && loaded->rules ? "takes mail"
                                                : "takes mail; the last reload was refused");
  }
  co_await end(config_.stop.drain);
}

awaitable<void> Daemon::keep_retention() {
  purger_->when_due();  // what was erased and a stop kept from leaving the disk
  for (std::chrono::seconds wait = retention_first;; wait = retention_every) {
    retention_.expires_after(wait);
    const auto [error] = co_await retention_.async_wait(quiet);
    if (error || ending_) co_return;
    for (;;) {
      const auto erased = co_await await_result<Erased>(
          [this](std::function<void(Result<Erased>)> done) {
            desk_->enforce_retention(std::chrono::days{config_.store.unowned_retention_days},
                                     std::move(done));
          },
          config_.store.commit_deadline);
      if (!erased || !erased->more || ending_) break;
    }
    purger_->when_due();
  }
}

awaitable<void> Daemon::watch_load() {
  for (unsigned looks = 1;; ++looks) {
    next_look_.expires_after(look_every);
    const auto [error] = co_await next_look_.async_wait(quiet);
    if (error || ending_) co_return;
    shedding_.look(std::chrono::steady_clock::now(), desk_->stats(), store_->strain());
    if (looks % chats_every == 0) chats_->tick();
  }
}

awaitable<void> Daemon::watchdog() {
  co_await service::pet_watchdog([this] { return !ending_ || exit_code_ == 0; },
                                 [this] { log_.write(say::watchdog_silent); });
}

// New work is refused at once; what has begun may end within `patience`.
awaitable<void> Daemon::end(std::chrono::milliseconds patience) {
  if (ending_.exchange(true)) co_return;
  log_.write(say::stopping);
  service::tell_stopping();
  retention_.cancel();
  next_look_.cancel();
  purger_->cancel();
  backups_->cancel();
  mailboxes_->end(patience);
  using namespace asio::experimental::awaitable_operators;
  // Side by side: together they take no longer than the service manager waits.
  co_await (smtp_->stop(patience) && http_->stop(patience));
  std::error_code ignored;  // nobody is left to answer on it
  std::filesystem::remove(config_.admin.socket, ignored);
  io_.stop();
}

// Before anything listens. The service manager would otherwise think that the start hangs.
void Daemon::upgrading(const UpgradeProgress& progress, const UpgradeProgress& before) {
  const auto records = std::to_string(progress.records);
  const auto status =
      "brings the store up to date: " + records + " of about " + std::to_string(progress.of);
  service::tell_starting(status, upgrade_step_at_most);
  const bool far = progress.records / upgrade_told_every != before.records / upgrade_told_every;
  if (progress.done || before.to == 0 || far)
    log_.write(progress.done ? say::store_upgraded : say::store_upgrading,
               {{"from", std::to_string(progress.from)},
                {"to", std::to_string(progress.to)},
                {"records", records},
                {"of_about", std::to_string(progress.of)},
                {"unreadable", std::to_string(progress.unreadable)}});
}

// Who made a copy of all that there is stands in the log.
void Daemon::backing_up(const BackupState& state) {
  if (state.outcome == BackupOutcome::running) {
    log_.write(say::backup_begun, {{"folder", state.folder}, {"by", state.by}});
  } else if (state.outcome == BackupOutcome::failed) {
    log_.write(say::backup_failed,
               {{"folder", state.folder}, {"by", state.by}, {"reason", state.says}});
  } else {
    const auto& made = *state.backup;
    const auto ended = state.ended.value_or(clock_.now()).time_since_epoch();
    metrics_.set(Metric::backup_last_success_timestamp_seconds, {},
                 std::chrono::duration<double>(ended).count());
    log_.write(say::backup_done, {{"folder", state.folder},
                                  {"by", state.by},
                                  {"backup", std::to_string(made.id)},
                                  {"position", std::to_string(made.mark.position)},
                                  {"bytes", std::to_string(made.bytes)}});
  }
}

void Daemon::store_failed(const Problem& problem) {
  log_.write(say::store_sick, {{"reason", problem.says}});
  exit_code_ = info(ProblemCode::store_sick).exit_code;
  asio::co_spawn(io_, end(patience_after_failure), asio::detached);
}

}  // namespace frontdesk
