#include "daemon/desk/sender_rates.h"

namespace frontdesk {

unsigned SenderRates::count(std::string_view line, std::string_view sender, std::string_view dmarc,
                            Instant now, std::chrono::milliseconds period, unsigned limit) {
  if (sender.empty() || limit == 0) return 0;
  std::string key(line);
  key.append(1, '\n').append(sender);
  if (dmarc == "pass" || dmarc == "fail") key.append(1, '\n').append(dmarc);
  auto found = times_.find(key);
  if (found == times_.end()) {
    if (order_.size() >= senders_max) {
      times_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(key);
    found = times_.try_emplace(std::move(key)).first;
  }
  auto& times = found->second;
  while (!times.empty() && times.front() + period <= now) times.pop_front();
  const auto before = static_cast<unsigned>(times.size());
  // In a storm the window slides with its latest mails: it ends when the sender falls silent.
  if (times.size() >= limit) times.pop_front();
  times.push_back(now);
  return before;
}

}  // namespace frontdesk
