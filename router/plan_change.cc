#include "router/plan_change.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace frontdesk {
namespace {

constexpr int changes_allowed = 2;
constexpr std::chrono::hours period{90 * 24};
constexpr std::size_t history_limit = 500;

// A first selection has nothing before it, and is not counted.
bool is_first_selection(const PlanChange& change) {
  return change.from.empty();
}

// The instants of the changes that count at `now`, newest first.
std::vector<Instant> counted(const Site& site, Instant now) {
  std::vector<Instant> found;
  for (const auto& change : site.plan_changes)
    if (!is_first_selection(change) && now - change.at < period) found.push_back(change.at);
  std::sort(found.begin(), found.end(), std::greater<>{});
  return found;
}

Site with_change(const Site& site, std::string plan, PlanChange change) {
  Site changed = site;
  changed.plan = std::move(plan);
  auto& history = changed.plan_changes;
  history.push_back(std::move(change));
  if (history.size() > history_limit) history.erase(history.begin());
  return changed;
}

}  // namespace

PlanChangeBudget plan_change_budget(const Site& site, Instant now) {
  const auto used = counted(site, now);
  const int spent = std::min(static_cast<int>(used.size()), changes_allowed);
  PlanChangeBudget budget{changes_allowed - spent, {}};
  if (spent > 0) budget.more_at = used[static_cast<std::size_t>(spent) - 1] + period;
  return budget;
}

Result<Site> change_plan(const Site& site, std::string new_plan, Instant now, std::string by,
                         bool provider_override) {
  if (new_plan == site.plan) return site;

  PlanChange change{now, site.plan, new_plan, std::move(by), false};
  if (site.plan == "none" && site.plan_changes.empty()) {
    change.from.clear();
    return with_change(site, std::move(new_plan), std::move(change));
  }
  if (new_plan == "none") return with_change(site, std::move(new_plan), std::move(change));

  const auto refuse = [&](std::string why) -> Result<Site> {
    if (!provider_override) return problem(ProblemCode::conflict, std::move(why));
    change.override_ = true;
    return with_change(site, std::move(new_plan), std::move(change));
  };
  if (!site.activated_at || *site.activated_at > now)
    return refuse("the plan is locked until the site's activation is complete");
  if (const auto budget = plan_change_budget(site, now); budget.left == 0)
    return refuse("the plan was changed twice within 90 days; the next change is possible from " +
                  to_text(*budget.more_at));
  return with_change(site, std::move(new_plan), std::move(change));
}

}  // namespace frontdesk
