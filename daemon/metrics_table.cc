// Every metric of the daemon, once.
#include <vector>

#include "daemon/metrics.h"

namespace frontdesk {
namespace {

using enum Metric;
using enum MetricType;

// 60 s and 7200 s are the contract's own limits (R115, R116): a bucket ends exactly there.
const std::vector<double> answer_buckets{5,   15,  30,   45,   60,   90,    120,   300,
                                         600, 900, 1800, 3600, 7200, 14400, 28800, 86400};
// 25 minutes is the objective (R117).
const std::vector<double> handle_buckets{60,   120,  300,  600,  900,  1200,
                                         1500, 1800, 2700, 3600, 7200, 14400};
const std::vector<double> fast_buckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                       0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
const std::vector<double> batch_buckets{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

std::vector<MetricRow> desk_rows() {
  return {
      {arrivals,
       "frontdesk_arrivals_total",
       counter,
       "What came in, by channel and by what became of it.",
       {"channel", "outcome"}},
      {spam_hits,
       "frontdesk_spam_hits_total",
       counter,
       "Mails that a spam row or loop guard hit, each counted for its lowest row.",
       {"row"}},
      {recognitions,
       "frontdesk_recognitions_total",
       counter,
       "How the sender or caller was recognised.",
       {"result"}},
      {call_steps,
       "frontdesk_call_steps_total",
       counter,
       "What happened to calls: answered, voicemail, callback, told, ended, ended_soon (given up "
       "within short_hang_up).",
       {"step"}},
      {queue_depth, "frontdesk_queue_depth", gauge, "Tickets that wait in a queue.", {"queue"}},
      {queue_oldest_seconds,
       "frontdesk_queue_oldest_seconds",
       gauge,
       "How long the oldest ticket of a queue has waited.",
       {"queue"}},
      {answer_seconds,
       "frontdesk_answer_seconds",
       histogram,
       "From arrival until a technician took it.",
       {"queue", "priority", "overflow", "holiday"},
       answer_buckets},
      {handle_seconds,
       "frontdesk_handle_seconds",
       histogram,
       "From taken until resolved or escalated.",
       {"queue"},
       handle_buckets},
  };
}

std::vector<MetricRow> work_rows() {
  return {
      {tickets_open, "frontdesk_tickets_open", gauge,
       "Tickets that are neither resolved nor closed."},
      {tickets_resolved,
       "frontdesk_tickets_resolved_total",
       counter,
       "Tickets that ended, by whether they were escalated.",
       {"escalated"}},
      {escalations,
       "frontdesk_escalations_total",
       counter,
       "Escalations, by the reason's code.",
       {"reason"}},
      {overflow_active,
       "frontdesk_overflow_active",
       gauge,
       "1 while a queue overflows into the global one.",
       {"queue"}},
      {approval_oldest_seconds, "frontdesk_approval_oldest_seconds", gauge,
       "How long the oldest approval has been waited for."},
      {approvals_waiting, "frontdesk_approvals_waiting", gauge, "Approvals that are waited for."},
      {quarantine_size, "frontdesk_quarantine_size", gauge, "Mails in quarantine, not released."},
      {reviews_waiting, "frontdesk_reviews_waiting", gauge,
       "Watched mails in quarantine that nobody has looked at yet."},
      {review_oldest_seconds, "frontdesk_review_oldest_seconds", gauge,
       "How long the oldest watched mail has waited for a look."},
      {reviews_overdue, "frontdesk_reviews_overdue", gauge,
       "Watched mails that wait past the time in which somebody looks at them."},
      {outbox_depth, "frontdesk_outbox_depth", gauge, "Messages to be sent, by kind.", {"kind"}},
      {outbox_dead_letters,
       "frontdesk_outbox_dead_letters",
       gauge,
       "Messages that could not be sent and are not tried again.",
       {"kind"}},
  };
}

std::vector<MetricRow> mailbox_rows() {
  return {
      {mailbox_lag_seconds,
       "frontdesk_mailbox_lag_seconds",
       gauge,
       "Age of the oldest mail that a polled mailbox has and that is not taken in.",
       {"mailbox"}},
      {mailbox_waiting,
       "frontdesk_mailbox_waiting",
       gauge,
       "Mails that a polled mailbox has and that are not taken in.",
       {"mailbox"}},
      {mailbox_parked,
       "frontdesk_mailbox_parked",
       gauge,
       "Mails that stay in a polled mailbox because they cannot be taken in.",
       {"mailbox"}},
      {mailbox_connected,
       "frontdesk_mailbox_connected",
       gauge,
       "1 while every folder of a polled mailbox is open.",
       {"mailbox"}},
      {mailbox_mails,
       "frontdesk_mailbox_mails_total",
       counter,
       "Mails that were taken in from a polled mailbox.",
       {"mailbox"}},
      {mailbox_failures,
       "frontdesk_mailbox_failures_total",
       counter,
       "Why a polled mailbox could not be read, or its mails not moved.",
       {"mailbox", "reason"}},
  };
}

std::vector<MetricRow> protocol_rows() {
  return {
      {commit_seconds,
       "frontdesk_commit_seconds",
       histogram,
       "How long the journal took to write and sync one batch.",
       {},
       fast_buckets},
      {commit_batch,
       "frontdesk_commit_batch",
       histogram,
       "Commands in one batch of the journal.",
       {},
       batch_buckets},
      {commits_waiting, "frontdesk_commits_waiting", gauge,
       "Commands that wait for the committer."},
      {accept_seconds,
       "frontdesk_accept_seconds",
       histogram,
       "From the last byte of a message until its acknowledgement.",
       {"protocol"},
       fast_buckets},
      {refusals,
       "frontdesk_refusals_total",
       counter,
       "What a protocol refused, by reason.",
       {"protocol", "reason"}},
      {connections, "frontdesk_connections", gauge, "Open connections.", {"protocol"}},
      {connections_opened,
       "frontdesk_connections_opened_total",
       counter,
       "Connections that were taken.",
       {"protocol"}},
      {http_requests,
       "frontdesk_http_requests_total",
       counter,
       "Answered HTTP requests.",
       {"route", "status"}},
      {http_request_seconds,
       "frontdesk_http_request_seconds",
       histogram,
       "From a request's head until its response was sent.",
       {"route"},
       fast_buckets},
  };
}

std::vector<MetricRow> house_rows() {
  return {
      {rule_set_info,
       "frontdesk_rule_set_info",
       gauge,
       "1 for the rule set in force, by its hash.",
       {"hash"}},
      {rule_reloads,
       "frontdesk_rule_reloads_total",
       counter,
       "Reloads of the rules, by result: loaded or refused.",
       {"result"}},
      {rules_loaded_timestamp_seconds, "frontdesk_rules_loaded_timestamp_seconds", gauge,
       "When the rule set in force was activated."},
      {directory_records,
       "frontdesk_directory_records",
       gauge,
       "Records of the directory.",
       {"kind"}},
      {directory_claims, "frontdesk_directory_claims_total", counter,
       "Records that were put with a number, an address or a mail domain of another MSP."},
      {certificate_expiry_timestamp_seconds,
       "frontdesk_certificate_expiry_timestamp_seconds",
       gauge,
       "When a certificate in use expires.",
       {"certificate"}},
      {store_bytes, "frontdesk_store_bytes", gauge, "Size of the store on disk.", {"part"}},
      {store_free_bytes, "frontdesk_store_free_bytes", gauge,
       "Free bytes on the store's file system."},
      {store_sick, "frontdesk_store_sick", gauge,
       "1 while the store takes nothing new: too full, stalled or failing."},
      {store_torn_tails, "frontdesk_store_torn_tails_total", counter,
       "Torn ends of the log that were mended at a start."},
      {store_read_errors, "frontdesk_store_read_errors_total", counter,
       "Reads of the store that failed."},
      {backup_last_success_timestamp_seconds, "frontdesk_backup_last_success_timestamp_seconds",
       gauge, "When the last backup ended that was made and read back; 0: none since the start."},
      {shedding, "frontdesk_shedding", gauge,
       "1 while new work is refused until the store has been well for a while."},
      {unparsed_mails,
       "frontdesk_unparsed_mails_total",
       counter,
       "Mails that were kept but not parsed, by the limit they passed.",
       {"limit"}},
      {log_lines_suppressed, "frontdesk_log_lines_suppressed_total", counter,
       "Repeated log lines that were counted and not written."},
      {build_info, "frontdesk_build_info", gauge, "1, with the program's version.", {"version"}},
  };
}

std::vector<MetricRow> all_rows() {
  std::vector<MetricRow> all = desk_rows();
  for (const auto& part : {work_rows(), mailbox_rows(), protocol_rows(), house_rows()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::span<const MetricRow> metric_table() {
  static const std::vector<MetricRow> rows = all_rows();
  return rows;
}

}  // namespace frontdesk
