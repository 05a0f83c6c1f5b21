// The daemon's metrics: each declared once, in the table of metrics_table.cc, with its help text.
#pragma once

#include <array>
#include <chrono>
#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "router/decision.h"
#include "rules/channel.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace frontdesk {

enum class Metric {
  arrivals,                               // channel, outcome
  spam_hits,                              // row
  recognitions,                           // result
  call_steps,                             // step
  queue_depth,                            // queue
  queue_oldest_seconds,                   // queue
  answer_seconds,                         // queue, priority, overflow, holiday
  handle_seconds,                         // queue
  tickets_open,                           //
  tickets_resolved,                       // escalated
  escalations,                            // reason
  overflow_active,                        // queue
  approval_oldest_seconds,                //
  approvals_waiting,                      //
  quarantine_size,                        //
  reviews_waiting,                        //
  review_oldest_seconds,                  //
  reviews_overdue,                        //
  outbox_depth,                           // kind
  outbox_dead_letters,                    // kind
  mailbox_lag_seconds,                    // mailbox
  mailbox_waiting,                        // mailbox
  mailbox_parked,                         // mailbox
  mailbox_connected,                      // mailbox
  mailbox_mails,                          // mailbox
  mailbox_failures,                       // mailbox, reason
  commit_seconds,                         //
  commit_batch,                           //
  commits_waiting,                        //
  accept_seconds,                         // protocol: last byte in to acknowledgement
  refusals,                               // protocol, reason
  connections,                            // protocol: open now
  connections_opened,                     // protocol
  http_requests,                          // route, status
  http_request_seconds,                   // route
  rule_set_info,                          // hash
  rule_reloads,                           // result
  rules_loaded_timestamp_seconds,         //
  directory_records,                      // kind
  directory_claims,                       //
  certificate_expiry_timestamp_seconds,   // certificate
  store_bytes,                            // part
  store_free_bytes,                       //
  store_sick,                             //
  store_torn_tails,                       //
  store_read_errors,                      //
  backup_last_success_timestamp_seconds,  //
  shedding,                               //
  unparsed_mails,                         // limit
  log_lines_suppressed,                   //
  build_info,                             // version
};

enum class MetricType { counter, gauge, histogram };

struct MetricRow {
  Metric metric;
  std::string_view name;  // with the prefix frontdesk_
  MetricType type;
  std::string_view help;
  std::vector<std::string_view> labels{};
  std::vector<double> buckets{};
};

// One row for each Metric, in its order.
std::span<const MetricRow> metric_table();

// Thread-safe. Labels carry codes, rows and queue ids, never a customer's name or number. A metric
// keeps at most 500 combinations of label values; what comes after is counted under "other".
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // On hot paths: an array access and an atomic addition.
  void count_arrival(Channel channel, Outcome outcome);
  void count_recognition(Recognition recognition);

  // Handles to keep: they live as long as this. The values stand in the order of the row's labels.
  // The wrong type or number of labels is a bug: std::logic_error.
  using Values = std::initializer_list<std::string_view>;
  prometheus::Counter& counter(Metric metric, Values values = {});
  prometheus::Gauge& gauge(Metric metric, Values values = {});
  prometheus::Histogram& histogram(Metric metric, Values values = {});

  // The same with a look-up under a lock, where a handle is too much.
  void count(Metric metric, Values values = {}, double by = 1);
  void set(Metric metric, Values values, double value);
  void observe(Metric metric, Values values, double value);
  void observe(Metric metric, Values values, std::chrono::duration<double> value) {
    observe(metric, values, value.count());
  }
  // A gauge with one label gets exactly these values; what it had for others goes away. No handle
  // of such a gauge may be kept.
  void replace(Metric metric, const std::map<std::string, double>& values);

  // The text page, version 0.0.4 of the exposition format.
  std::string page() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
  std::array<std::array<prometheus::Counter*, 10>, 4> arrivals_{};
  std::array<prometheus::Counter*, 7> recognitions_{};
};

}  // namespace frontdesk
