// Whose word counts for an address on a line that all share (C13, C27).
#include <algorithm>

#include "router/candidates.h"
#include "router/claims.h"

namespace frontdesk {
namespace {

// Keeps whom `counts` lets; the ids of the others go to `refs`.
template <class People, class Refs, class F>
void pass_over(People& people, Refs& refs, F counts) {
  auto kept = people.begin();
  for (auto* person : people) {
    if (counts(*person))
      *kept++ = person;
    else
      refs.emplace_back(person->id);
  }
  people.erase(kept, people.end());
}

}  // namespace

void heed_domain(Case& c, Candidates& found) {
  if (!c.tenant.empty()) return;
  const std::string_view address = c.arrival.from_address;
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return;
  const auto domain = address.substr(at + 1);
  const auto contact_counts = [&](const Contact& contact) {
    const auto* site = c.site_of(contact);
    // Nearly always: no look into the index then.
    const auto& own = site->owner->domains;
    return std::find(own.begin(), own.end(), domain) != own.end() ||
           may_name(c.directory, address, site->msp);
  };
  const auto staff_counts = [&](const Staff& staff) {
    return may_name(c.directory, address, staff.msp);
  };
  decltype(Step::refs) refs;
  pass_over(found.active, refs, contact_counts);
  pass_over(found.inactive, refs, contact_counts);
  pass_over(found.staff, refs, staff_counts);
  pass_over(found.inactive_staff, refs, staff_counts);
  // The provider's to know (daemon/api/own_view.h).
  if (!refs.empty()) c.step(StepKind::recognise, "domain_of_others", std::move(refs));
}

}  // namespace frontdesk
