#include "rules/tables.h"

#include <algorithm>

namespace frontdesk {

const Queue* Queues::find(std::string_view id) const {
  for (const auto& queue : all)
    if (queue.id == id) return &queue;
  return nullptr;
}

const Queue* Queues::for_work(Region region, Channel channel) const {
  for (const auto& queue : all)
    if (queue.region == region &&
        std::find(queue.channels.begin(), queue.channels.end(), channel) != queue.channels.end())
      return &queue;
  return nullptr;
}

std::chrono::seconds Objectives::answer_within(Channel channel) const {
  for (const auto& objective : answer)
    if (objective.channel == channel) return objective.within;
  return std::chrono::seconds{0};
}

const ScopeItem* Scope::find(std::string_view tag_or_id) const {
  for (const auto& item : items)
    if (item.tag == tag_or_id || item.id == tag_or_id) return &item;
  return nullptr;
}

}  // namespace frontdesk
