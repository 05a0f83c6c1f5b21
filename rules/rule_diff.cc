#include "rules/rule_diff.h"

namespace frontdesk {

std::vector<std::string> removed_ids(const RuleSet& old, const RuleSet& next) {
  std::set<std::string, std::less<>> plans;
  for (const auto& plan : next.coverage.plans()) plans.insert(plan.id);
  std::vector<std::string> removed;
  // By id alone: a plan whose old id is now another's alias is gone all the same.
  for (const auto& plan : old.coverage.plans())
    if (!plans.contains(plan.id)) removed.push_back("plan " + plan.id);
  for (const auto& queue : old.queues.all)
    if (!next.queues.find(queue.id)) removed.push_back("queue " + queue.id);
  for (const auto& line : old.lines.all())
    if (!next.lines.by_id(line.id)) removed.push_back("line " + line.id);
  for (const auto& calendar : old.holidays.all())
    if (!next.holidays.calendar(calendar.id())) removed.push_back("calendar " + calendar.id());
  return removed;
}

std::vector<std::string> unused_plans(const RuleSet& rules,
                                      const std::set<std::string, std::less<>>& used) {
  std::vector<std::string> unused;
  for (const auto& plan : rules.coverage.plans())
    if (!plan.covers_nothing() && !used.contains(plan.id)) unused.push_back(plan.id);
  return unused;
}

}  // namespace frontdesk
