#include "router/reviews.h"

#include <algorithm>

namespace frontdesk {

bool is_overdue(const ArrivalRecord& record) {
  return std::find(record.flags.begin(), record.flags.end(), review_overdue_flag) !=
         record.flags.end();
}

void Reviews::follow(const ArrivalRecord& record) {
  let_go(record.id);
  if (record.outcome != Outcome::watched || !record.review_by) return;
  const Waiting now{record.at, *record.review_by, is_overdue(record)};
  waiting_.emplace(record.id, now);
  by_age_.emplace(now.since, record.id);
  if (now.overdue)
    ++overdue_;
  else
    due_.emplace(now.by, record.id);
}

void Reviews::let_go(const std::string& arrival) {
  const auto found = waiting_.find(arrival);
  if (found == waiting_.end()) return;
  by_age_.erase({found->second.since, arrival});
  if (found->second.overdue)
    --overdue_;
  else
    due_.erase({found->second.by, arrival});
  waiting_.erase(found);
}

const Reviews::Waiting* Reviews::find(std::string_view arrival) const {
  const auto found = waiting_.find(arrival);
  return found == waiting_.end() ? nullptr : &found->second;
}

std::optional<Instant> Reviews::oldest_since() const {
  if (by_age_.empty()) return std::nullopt;
  return by_age_.begin()->first;
}

std::optional<std::pair<Instant, std::string>> Reviews::first_due() const {
  if (due_.empty()) return std::nullopt;
  return *due_.begin();
}

}  // namespace frontdesk
