#include "daemon/mailboxes/mailboxes.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <map>

#include "storage/records.h"

namespace frontdesk {

Result<std::unique_ptr<Mailboxes>> Mailboxes::open(MailboxServices services,
                                                   const std::vector<MailboxConfig>& configs,
                                                   const imap::Limits& limits) {
  std::unique_ptr<Mailboxes> all(new Mailboxes(services));
  const auto rules = services.desk.rules();
  for (const auto& config : configs) {
    const auto* line = rules->lines.by_id(config.line);
    if (!line || line->channel != Channel::email)
      return problem(ProblemCode::invalid, "the mailbox \"" + config.id + "\" is for the line \"" +
                                               config.line +
                                               "\", and the rules have no email line of that id");
    for (const auto& folder : config.folders) {
      auto kept = get_setting(services.desk.store(), place_setting(config.id, folder));
      if (!kept) return kept.error();
      auto place = read_place(*kept, folder);
      if (!place) return place.error();
      all->readers_.push_back(
          std::make_unique<MailboxReader>(services, config, limits, std::move(*place)));
    }
  }
  return all;
}

Mailboxes::~Mailboxes() {
  stop();
}

void Mailboxes::start() {
  for (const auto& reader : readers_)
    boost::asio::co_spawn(io_, reader->run(), boost::asio::detached);
  if (readers_.empty()) return;
  std::promise<void> ended;
  ended_ = ended.get_future();
  thread_ = std::jthread([this, ended = std::move(ended)]() mutable {
    io_.run();
    ended.set_value();
  });
}

void Mailboxes::end(std::chrono::milliseconds patience) {
  until_ = std::chrono::steady_clock::now() + patience;
  boost::asio::post(io_, [this] {
    for (const auto& reader : readers_) reader->stop();
  });
}

void Mailboxes::stop() {
  if (!thread_.joinable()) return;
  ended_.wait_until(until_.load());
  io_.stop();
  thread_.join();
}

void Mailboxes::show() const {
  struct Sum {
    std::size_t waiting = 0, parked = 0;
    std::optional<Instant> oldest;
    bool connected = true;
  };
  std::map<std::string, Sum> sums;
  for (const auto& reader : readers_) {
    const auto standing = reader->standing();
    auto& sum = sums[reader->mailbox()];
    sum.waiting += standing.waiting;
    sum.parked += standing.parked;
    sum.connected = sum.connected && standing.connected;
    if (standing.oldest && (!sum.oldest || *standing.oldest < *sum.oldest))
      sum.oldest = standing.oldest;
  }
  const auto now = services_.clock.now();
  auto& metrics = services_.metrics;
  for (const auto& [mailbox, sum] : sums) {
    const auto age = sum.oldest ? std::max(std::chrono::duration<double>(now - *sum.oldest),
                                           std::chrono::duration<double>(0))
                                : std::chrono::duration<double>(0);
    metrics.set(Metric::mailbox_lag_seconds, {mailbox}, age.count());
    metrics.set(Metric::mailbox_waiting, {mailbox}, static_cast<double>(sum.waiting));
    metrics.set(Metric::mailbox_parked, {mailbox}, static_cast<double>(sum.parked));
    metrics.set(Metric::mailbox_connected, {mailbox}, sum.connected ? 1 : 0);
  }
}

}  // namespace frontdesk
