// The small tables: queues, objectives, scope, notification. Plain values, filled by the loader.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/channel.h"

namespace frontdesk {

struct Queue {
  std::string id;  // "us.voice"
  std::string title;
  std::optional<Region> region;  // null for queues outside regions (msp, partner, approval, triage)
  std::vector<Channel> channels;  // what may be placed there
};

struct Queues {
  std::vector<Queue> all;
  // C11: overflow of the US queues; off by default.
  bool overflow_enabled = false;
  unsigned overflow_enter_depth = 0, overflow_exit_depth = 0;
  std::chrono::seconds overflow_enter_wait{0}, overflow_exit_wait{0}, overflow_minimum_dwell{0};

  const Queue* find(std::string_view id) const;
  // Where covered work of that region and channel waits: the first queue that has both.
  const Queue* for_work(Region region, Channel channel) const;
};

// R115 to R121.
struct AnswerObjective {
  Channel channel = Channel::voice;
  std::chrono::seconds within{0};
  double share = 0;  // 0.70
};
struct Objectives {
  std::vector<AnswerObjective> answer;
  std::chrono::minutes handle_time{25};         // R117
  double resolved_without_escalation = 0.75;    // R118
  std::chrono::minutes request_due_local{360};  // 06:00 local of the next day (R119, C19)
  std::chrono::hours approval_expiry{4};        // C12
  std::chrono::minutes approval_morning{600};   // 10:00 on the MSP's next business day (C12)
  std::chrono::minutes review_within{120};      // watched mail is looked at within (C18)

  std::chrono::seconds answer_within(Channel channel) const;
};

// R2, R8, R85, R135 to R186: judged by a person or a PSA category, never by decide.
struct ScopeItem {
  std::string id;   // "R170"
  std::string tag;  // "network_configuration"
  std::string title;
  bool in_scope = false;
  // approval, documentation, licence, agent: what must be there first (C25)
  std::vector<std::string> preconditions;
  std::string escalate_to;   // "msp" or "product_support" for what is out of scope
  bool best_effort = false;  // R85
};
struct Scope {
  std::vector<ScopeItem> items;
  bool default_in_scope = false;  // R2
  const ScopeItem* find(std::string_view tag_or_id) const;
};

// Who is told of what (R133). An MSP without rules of its own gets the default ones.
struct NotificationStep {
  std::string to;      // "approvers", "msp", or a staff id
  std::string method;  // sms | email | webhook
  std::chrono::minutes wait{0};
};
struct NotificationRule {
  std::string id;
  std::string on;   // approval | escalation | idle | out_of_coverage | watched
  std::string msp;  // "" = every MSP
  std::vector<NotificationStep> steps;
};
struct Notification {
  std::vector<NotificationRule> rules;
  std::chrono::minutes idle_alarm{60};  // users-want 23
};

}  // namespace frontdesk
