// Edits of contacts, and what Priority Connect asks of them (R88 to R93, C24).
#include <algorithm>

#include "router/priority_connect.h"
#include "router/record_checks.h"
#include "router/sharing.h"
#include "router/spare_capacity.h"

namespace frontdesk {

Result<void> DirectoryEditor::check_enrolment(const Contact& record, const Contact* before) const {
  const bool enrolled_before = before && before->priority_connect && before->active;
  if (!record.priority_connect || !record.active || enrolled_before || options_.as_they_stand)
    return {};
  if (auto gap = priority_gap(record, next_, options_.other_number_optional))
    return problem(ProblemCode::invalid, "priority_connect: " + *gap);
  const auto tenant = next_.tenant_of(RecordKind::sites, record.site);
  const auto* msp = next_.msp(tenant);
  const auto enrolled = next_.priority_contacts_of(tenant).size();
  if (static_cast<int>(enrolled) >= msp->priority_units)
    return problem(
        ProblemCode::invalid,
        "priority_connect: all " + std::to_string(msp->priority_units) + " paid units are in use");
  return {};
}

Result<void> DirectoryEditor::put(Contact record) {
  if (auto ok = check_own(RecordKind::contacts, record.id); !ok) return ok;
  if (auto ok = check_id("id", record.id); !ok) return ok;
  if (auto ok = check_text("first_name", record.first_name); !ok) return ok;
  if (auto ok = check_text("last_name", record.last_name); !ok) return ok;
  const auto* site = next_.site(record.site);
  if (!site || !sees(RecordKind::sites, record.site)) return no_such("site", "site", record.site);
  const auto tenant = next_.tenant_of(RecordKind::sites, record.site);
  if (auto ok = same_tenant(RecordKind::contacts, record.id, tenant); !ok) return ok;
  if (auto ok = normalise_addresses("emails", record.emails); !ok) return ok;
  if (auto ok = normalise_phones(record.phones, site->site.country); !ok) return ok;
  const auto* before = next_.contact(record.id);
  if (auto ok = check_enrolment(record, before); !ok) return ok;
  if (!options_.as_they_stand)
    if (auto ok = check_sharers(next_, tenant, before, record); !ok) return ok;

  drop_spare_capacity(record);
  const auto held = std::make_shared<const Contact>(std::move(record));
  index(before, held);
  touched_.emplace(RecordKind::contacts, held->id);
  next_.contacts_.put(held->id, held);
  return {};
}

}  // namespace frontdesk
