#include "daemon/watch.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <map>

#include "router/each_kind.h"
#include "rules/base/names.h"

namespace frontdesk {
namespace {

double seconds(std::chrono::duration<double> value) {
  return value.count();
}

double unix_seconds(Instant instant) {
  return seconds(std::chrono::duration<double>(instant.time_since_epoch()));
}

bool stands_in_quarantine(Outcome outcome) {
  return outcome == Outcome::quarantined || outcome == Outcome::watched;
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& item : list) out.append(out.empty() ? "" : ",").append(item);
  return out;
}

}  // namespace

Watch::Watch(Log& log, Metrics& metrics, const Clock& clock)
    : log_(log),
      metrics_(metrics),
      clock_(clock),
      smtp_connections_(metrics.gauge(Metric::connections, {"smtp"})),
      http_connections_(metrics.gauge(Metric::connections, {"http"})),
      quarantine_(metrics.gauge(Metric::quarantine_size)),
      commit_seconds_(metrics.histogram(Metric::commit_seconds)),
      commit_batch_(metrics.histogram(Metric::commit_batch)),
      smtp_accept_(metrics.histogram(Metric::accept_seconds, {"smtp"})) {}

void Watch::connected(std::string_view) {
  smtp_connections_.Increment();
  metrics_.count(Metric::connections_opened, {"smtp"});
}

void Watch::disconnected(std::string_view) {
  smtp_connections_.Decrement();
}

void Watch::refused(std::string_view peer, std::string_view reason) {
  metrics_.count(Metric::refusals, {"smtp", reason});
  log_.write(say::mail_refused, {{"peer", peer}, {"reason", reason}});
}

void Watch::accepted(std::string_view, std::string_view, std::size_t,
                     std::chrono::nanoseconds took) {
  smtp_accept_.Observe(seconds(took));
}

void Watch::answered(const http::Answered& request) {
  const auto route = request.route.empty() ? std::string_view("none") : request.route;
  metrics_.count(Metric::http_requests, {route, std::to_string(request.status)});
  metrics_.observe(Metric::http_request_seconds, {route}, request.took);
  log_.write(say::http_answered, {{"route", route},
                                  {"method", request.method},
                                  {"status", std::to_string(request.status)},
                                  {"peer", request.peer},
                                  {"who", request.who}});
}

void Watch::http_refused(std::string_view reason, std::string_view detail) {
  metrics_.count(Metric::refusals, {"http", reason});
  log_.write(reason == "handler" ? say::http_fault : say::connection_refused,
             {{"protocol", "http"}, {"reason", reason}, {"detail", detail}});
}

void Watch::voice_refused(std::string_view reason, std::string_view detail) {
  metrics_.count(Metric::refusals, {"voice", reason});
  log_.write(say::connection_refused,
             {{"protocol", "voice"}, {"reason", reason}, {"detail", detail}});
}

void Watch::chat_refused(std::string_view reason, std::string_view detail) {
  metrics_.count(Metric::refusals, {"chat", reason});
  log_.write(say::connection_refused,
             {{"protocol", "chat"}, {"reason", reason}, {"detail", detail}});
}

void Watch::http_connections(int change) {
  http_connections_.Increment(change);
  if (change > 0) metrics_.count(Metric::connections_opened, {"http"});
}

void Watch::count_decision(const Event& event) {
  const auto& decision = *event.decision;
  if (event.kind == EventKind::arrived) {
    metrics_.count_arrival(event.channel, decision.outcome);
    metrics_.count_recognition(decision.recognition);
    if (decision.spam_row) metrics_.count(Metric::spam_hits, {*decision.spam_row});
    if (stands_in_quarantine(decision.outcome)) quarantine_.Increment();
  } else if (event.kind == EventKind::released && !event.refs.empty()) {
    const auto before = enum_from<Outcome>(event.refs.front());
    if (before && stands_in_quarantine(*before)) quarantine_.Decrement();
  }
}

void Watch::duplicate(Channel channel, std::string_view earlier) {
  metrics_.count_arrival(channel, Outcome::duplicate);
  log_.write(say::arrival_duplicate, {{"arrival", earlier}, {"channel", name_of(channel)}});
}

void Watch::claimed(std::string_view record) {
  metrics_.count(Metric::directory_claims);
  log_.write(say::directory_claim, {{"record", record}});
}

void Watch::happened(std::span<const Event> events) {
  Log::Together lines(log_);
  for (const auto& event : events) {
    if (event.decision) count_decision(event);
    if (event.call) metrics_.count(Metric::call_steps, {name_of(event.call->step)});
    tell(event, lines);
  }
}

void Watch::tell(const Event& event, Log::Together& lines) {
  if (event.kind == EventKind::directory_edited)
    return lines.write(say::directory_changed,
                       {{"by", event.by}, {"records", std::to_string(event.refs.size())}});
  if (event.kind == EventKind::reviewed)
    return lines.write(say::review_done, {{"arrival", event.arrival}, {"by", event.by}});
  if (event.kind == EventKind::review_overdue)
    return lines.write(say::review_overdue, {{"arrival", event.arrival}});
  if (!event.decision) return;
  const auto& decision = *event.decision;
  lines.write(say::arrival_decided, {{"kind", name_of(event.kind)},
                                     {"arrival", event.arrival},
                                     {"channel", name_of(event.channel)},
                                     {"line", decision.line},
                                     {"outcome", name_of(decision.outcome)},
                                     {"queue", decision.queue.value_or("")},
                                     {"ticket", decision.ticket.value_or("")},
                                     {"reasons", joined(decision.reasons)},
                                     {"position", std::to_string(event.position)}});
}

void Watch::committed(std::chrono::nanoseconds sync, std::size_t commands) {
  commit_seconds_.Observe(seconds(sync));
  commit_batch_.Observe(static_cast<double>(commands));
}

void Watch::shedding_began(const Problem& why) {
  metrics_.set(Metric::shedding, {}, 1);
  log_.write(say::shedding_began, {{"reason", why.says}});
}

void Watch::shedding_ended() {
  metrics_.set(Metric::shedding, {}, 0);
  log_.write(say::shedding_ended);
}

void Watch::reads_failed(std::uint64_t count, const Problem& last) {
  metrics_.count(Metric::store_read_errors, {}, static_cast<double>(count));
  log_.write(say::reads_failed, {{"count", std::to_string(count)}, {"reason", last.says}});
}

void Watch::rules_in_force(const RuleSet& rules) {
  metrics_.replace(Metric::rule_set_info, {{rules.hash, 1}});
  // Every row has its series from the start, so that a row without a hit shows as such.
  for (const auto& row : rules.spam.rows()) metrics_.count(Metric::spam_hits, {row.id}, 0);
  for (const auto& guard : rules.spam.guards()) metrics_.count(Metric::spam_hits, {guard.id}, 0);
  metrics_.count(Metric::rule_reloads, {"loaded"});
  metrics_.set(Metric::rules_loaded_timestamp_seconds, {}, unix_seconds(clock_.now()));
  log_.write(say::rules_loaded, {{"rules", rules.hash}, {"versions", rules.versions}});
}

void Watch::rules_refused(const std::vector<Fault>& faults) {
  metrics_.count(Metric::rule_reloads, {"refused"});
  for (const auto& fault : faults) log_.write(say::rules_refused, {{"fault", to_text(fault)}});
}

void Watch::rules_warned(const std::vector<Fault>& warnings) {
  for (const auto& warning : warnings)
    log_.write(say::rules_warning, {{"warning", to_text(warning)}});
}

void Watch::certificate(std::string_view file, Instant expires) {
  metrics_.set(Metric::certificate_expiry_timestamp_seconds, {file}, unix_seconds(expires));
  log_.write(say::certificate_loaded, {{"file", file}, {"expires", to_text(expires)}});
}

void Watch::start_quarantine_at(std::size_t size) {
  quarantine_.Set(static_cast<double>(size));
}

void Watch::show_queues(const DeskView& view, Instant now) {
  std::map<std::string, double> depths, ages;
  for (const auto& queue : view.queues) {
    depths[queue.queue] = static_cast<double>(queue.depth);
    ages[queue.queue] = queue.oldest_since ? seconds(now - *queue.oldest_since) : 0;
  }
  metrics_.set(Metric::approvals_waiting, {}, depths["approval"]);
  metrics_.set(Metric::approval_oldest_seconds, {}, ages["approval"]);
  metrics_.set(Metric::reviews_waiting, {}, static_cast<double>(view.reviews_waiting));
  metrics_.set(Metric::reviews_overdue, {}, static_cast<double>(view.reviews_overdue));
  metrics_.set(Metric::review_oldest_seconds, {},
               view.review_oldest_since ? seconds(now - *view.review_oldest_since) : 0);
  metrics_.replace(Metric::queue_depth, depths);
  metrics_.replace(Metric::queue_oldest_seconds, ages);
  metrics_.set(Metric::tickets_open, {}, static_cast<double>(view.open_tickets));
}

void Watch::show_store(const Store& store) {
  const auto sizes = store.sizes();
  const auto show = [&](std::string_view part, std::uint64_t bytes) {
    metrics_.set(Metric::store_bytes, {part}, static_cast<double>(bytes));
  };
  show("wal", sizes.wal_bytes);
  show("sst", sizes.sst_bytes);
  show("blob", sizes.blob_bytes);
  show("memtable", sizes.memtable_bytes);
  metrics_.set(Metric::store_free_bytes, {}, static_cast<double>(sizes.free_bytes));
  metrics_.set(Metric::store_sick, {}, store.health() ? 1 : 0);
}

std::string Watch::page(const FrontDesk& desk) {
  show_queues(*desk.view(), clock_.now());
  show_store(desk.store());
  metrics_.set(Metric::commits_waiting, {}, static_cast<double>(desk.stats().waiting));
  const auto directory = desk.directory();
  for (const auto kind : record_kinds)
    metrics_.set(Metric::directory_records, {name_of(kind)},
                 static_cast<double>(directory->count(kind)));
  return metrics_.page();
}

}  // namespace frontdesk
