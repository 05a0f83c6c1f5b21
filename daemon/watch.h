// What the daemon tells of itself: every event, refusal and commit becomes a metric, a line of the
// log, or both. One place, so that neither ever carries a name, a number or a text.
#pragma once

#include <string>

#include "daemon/config.h"
#include "daemon/desk/front_desk.h"
#include "daemon/http/server.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "intake/smtp/sink.h"

namespace frontdesk {

class Watch final : public smtp::Observer {
 public:
  Watch(Log& log, Metrics& metrics, const Clock& clock);

  // Of the mail server.
  void connected(std::string_view peer) override;
  void disconnected(std::string_view peer) override;
  void refused(std::string_view peer, std::string_view reason) override;
  void accepted(std::string_view peer, std::string_view arrival, std::size_t bytes,
                std::chrono::nanoseconds took) override;

  // Of the HTTP server.
  void answered(const http::Answered& request);
  void http_refused(std::string_view reason, std::string_view detail);
  // A webhook of a telephone provider, by what became of it; never what it said.
  void voice_refused(std::string_view reason, std::string_view detail);
  // A chat that was not let in, or was cut off; never what was said.
  void chat_refused(std::string_view reason, std::string_view detail);
  void http_connections(int change);

  // Of the desk.
  void happened(std::span<const Event> events);
  void duplicate(Channel channel, std::string_view earlier);
  void claimed(std::string_view record);
  void committed(std::chrono::nanoseconds sync, std::size_t commands);

  // Of the load gate.
  void shedding_began(const Problem& why);
  void shedding_ended();
  void reads_failed(std::uint64_t count, const Problem& last);

  // Of rules and certificates.
  void rules_in_force(const RuleSet& rules);
  void rules_refused(const std::vector<Fault>& faults);
  void rules_warned(const std::vector<Fault>& warnings);
  void certificate(std::string_view file, Instant expires);

  // The page for /metrics, with the gauges as they are now.
  std::string page(const FrontDesk& desk);
  // What stood in quarantine when the daemon started.
  void start_quarantine_at(std::size_t size);

 private:
  void count_decision(const Event& event);
  void tell(const Event& event, Log::Together& lines);
  void show_queues(const DeskView& view, Instant now);
  void show_store(const Store& store);

  Log& log_;
  Metrics& metrics_;
  const Clock& clock_;
  prometheus::Gauge& smtp_connections_;
  prometheus::Gauge& http_connections_;
  prometheus::Gauge& quarantine_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Histogram& commit_batch_;
  prometheus::Histogram& smtp_accept_;
};

}  // namespace frontdesk
