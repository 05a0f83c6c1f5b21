// Changes of a site's plan: two in any 90 days (R18, R19, C7).
#pragma once

#include <optional>
#include <string>

#include "router/records.h"

namespace frontdesk {

// The site with `new_plan` (a plan's id) and the change in its history. The same plan again is no
// change. `conflict` where two changes lie in the preceding 90 x 24 h or the site is not activated
// yet. The first selection of a site that never had a plan is free and not counted; "none" is never
// refused, and counted. `provider_override` passes every limit and stands in the history.
Result<Site> change_plan(const Site& site, std::string new_plan, Instant now, std::string by,
                         bool provider_override);

// "1 of 2 changes left until 14 Sep" (users-want 28).
struct PlanChangeBudget {
  int left = 0;
  std::optional<Instant> more_at;  // when `left` grows; nothing where no change is used up
};
PlanChangeBudget plan_change_budget(const Site& site, Instant now);

}  // namespace frontdesk
