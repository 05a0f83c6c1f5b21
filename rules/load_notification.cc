#include <algorithm>
#include <array>

#include "rules/load_files.h"

namespace frontdesk {
namespace {

using namespace std::chrono_literals;

// The occasions of which somebody is told.
constexpr std::array occasions{"approval", "escalation", "idle", "out_of_coverage", "watched"};

NotificationStep read_step(TableReader& reader) {
  NotificationStep step;
  step.to = reader.id("to");
  step.method = reader.word("method", {"sms", "email", "webhook"});
  step.wait = reader.duration_in("wait", 0s, 14 * 24h, 0min);
  reader.finish();
  return step;
}

NotificationRule read_rule(TableReader& reader, UniqueIds& ids, UniqueIds& per_msp) {
  NotificationRule rule;
  rule.id = reader.id("id");
  ids.add(reader, "id", rule.id);
  rule.on = reader.word("on", {"approval", "escalation", "idle", "out_of_coverage", "watched"});
  rule.msp = reader.has("msp") ? reader.id("msp") : "";
  if (!rule.on.empty()) per_msp.add(reader, "on", rule.msp + '/' + rule.on);
  for (auto& each : reader.tables("steps")) rule.steps.push_back(read_step(each));
  if (rule.steps.empty())
    reader.fault("steps", "expected at least one step, or nobody is told");
  else if (rule.msp.empty() && rule.steps.back().to != "msp")
    reader.warn("steps",
                "the last step of a default rule goes to \"msp\", so that somebody is "
                "always reached");
  reader.finish();
  return rule;
}

}  // namespace

Notification load_notification(TableReader& top) {
  Notification notification;
  notification.idle_alarm = top.duration_in("idle_alarm", 1min, 14 * 24h, notification.idle_alarm);
  UniqueIds ids, per_msp;
  for (auto& reader : top.tables("rule"))
    notification.rules.push_back(read_rule(reader, ids, per_msp));
  for (const auto occasion : occasions)
    if (std::none_of(
            notification.rules.begin(), notification.rules.end(),
            [&](const NotificationRule& rule) { return rule.on == occasion && rule.msp.empty(); }))
      top.lacks("rule", "there is no rule for \"" + std::string(occasion) +
                            "\" without an msp: nobody would be told");
  top.finish();
  return notification;
}

}  // namespace frontdesk
