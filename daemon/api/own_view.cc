#include "daemon/api/own_view.h"

#include <algorithm>

namespace frontdesk::api {

void OwnView::narrow(ArrivalRecord& arrival) const {
  if (arrival.facts_erased) arrival.raw.clear();
  if (!msp_.empty() && !arrival.raw.empty()) arrival.raw = arrival.id;
}

// Steps that weigh several people name contacts or companies.
bool OwnView::foreign(const std::string& ref) const {
  for (const auto kind : {RecordKind::contacts, RecordKind::companies}) {
    const auto tenant = directory_.tenant_of(kind, ref);
    if (!tenant.empty() && tenant != msp_) return true;
  }
  return false;
}

void OwnView::narrow(Decision& decision) const {
  if (msp_.empty()) return;
  // That somebody else claims the address.
  const auto claims =
      std::remove_if(decision.steps.begin(), decision.steps.end(),
                     [](const Step& step) { return step.code == "domain_of_others"; });
  decision.steps.erase(claims, decision.steps.end());
  for (auto& step : decision.steps) {
    if (step.step != StepKind::recognise) continue;
    if (step.code == "ambiguous_tenants") {
      step.code = "unnamed";
      step.refs.clear();
      decision.recognition = Recognition::unknown;
    } else if (step.refs.size() > 1) {
      auto& refs = step.refs;
      const auto is_foreign = [&](const Text& ref) { return foreign(ref); };
      refs.erase(std::remove_if(refs.begin(), refs.end(), is_foreign), refs.end());
    }
  }
}

}  // namespace frontdesk::api
