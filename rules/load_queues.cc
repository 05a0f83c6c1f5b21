#include "rules/load_files.h"

namespace frontdesk {
namespace {

using namespace std::chrono_literals;

Queue read_queue(TableReader& reader, UniqueIds& ids) {
  Queue queue;
  queue.id = reader.id("id");
  ids.add(reader, "id", queue.id);
  queue.title = reader.text("title");
  if (reader.has("region")) queue.region = reader.choice<Region>("region");
  queue.channels = reader.choices<Channel>("channels");
  if (queue.region == Region::us)
    for (const auto channel : queue.channels)
      if (!is_live(channel))
        reader.fault("channels", "email and tickets go to any location and wait in no us queue");
  reader.finish();
  return queue;
}

void read_overflow(TableReader& reader, Queues& queues) {
  queues.overflow_enabled = reader.flag_or("enabled", false);
  if (queues.overflow_enabled)
    reader.warn("enabled", "the thresholds are read, but this version never enters overflow");
  queues.overflow_enter_depth = static_cast<unsigned>(reader.whole("enter_depth", 1, 100'000));
  queues.overflow_exit_depth = static_cast<unsigned>(reader.whole("exit_depth", 0, 100'000));
  queues.overflow_enter_wait = reader.duration("enter_wait", 1s, 24h);
  queues.overflow_exit_wait = reader.duration("exit_wait", 0s, 24h);
  queues.overflow_minimum_dwell = reader.duration("minimum_dwell", 0s, 24h);
  if (reader.has("exit_depth") && queues.overflow_exit_depth >= queues.overflow_enter_depth)
    reader.fault("exit_depth", "expected less than enter_depth, or it would flap");
  if (reader.has("exit_wait") && queues.overflow_exit_wait >= queues.overflow_enter_wait)
    reader.fault("exit_wait", "expected less than enter_wait, or it would flap");
  reader.finish();
}

}  // namespace

QueueRules load_queues(TableReader& top) {
  QueueRules rules;
  UniqueIds ids;
  for (auto& reader : top.tables("queue")) {
    rules.queues.all.push_back(read_queue(reader, ids));
    rules.at.push_back(reader.line());
  }
  if (auto overflow = top.table("overflow")) read_overflow(*overflow, rules.queues);
  for (const auto id : {"callback", "msp", "partner", "approval", "triage"})
    if (!rules.queues.find(id))
      top.lacks("queue", "the queue \"" + std::string(id) + "\" is missing; decisions name it");
  top.finish();
  return rules;
}

}  // namespace frontdesk
