// Edits of MSPs, their people and companies, and technicians.
#include <algorithm>

#include "router/directory.h"
#include "router/record_checks.h"
#include "router/sharing.h"
#include "router/spare_capacity.h"

namespace frontdesk {
namespace {

constexpr std::size_t domains_at_most = 200;

Problem invalid(std::string says) {
  return problem(ProblemCode::invalid, std::move(says));
}

Result<void> check_identity(std::string_view id, std::string_view name) {
  if (auto ok = check_id("id", id); !ok) return ok;
  return check_text("name", name);
}

// On lines that all share, a domain says whose directory may name its people (claims.h). So it is
// the provider's word: who could enter a domain alone could take another's mail, or a public mail
// domain, and what was said of one that is taken would tell that somebody has it.
Result<void> check_new_domains(const Company* before, const Company& record) {
  for (const auto& domain : record.domains) {
    const auto normal = normal_domain(domain);
    const bool had =
        normal && before &&
        std::find(before->domains.begin(), before->domains.end(), *normal) != before->domains.end();
    if (normal && !had)
      return problem(ProblemCode::forbidden,
                     "domains: an admin of the help desk must enter a new domain");
  }
  return {};
}

}  // namespace

DirectoryEditor::DirectoryEditor(const Directory& base, const RuleSet& rules, EditOptions options)
    : next_(base), rules_(rules), options_(std::move(options)) {}

bool DirectoryEditor::sees(std::string_view tenant) const {
  return options_.only_msp.empty() || tenant == options_.only_msp;
}

bool DirectoryEditor::sees(RecordKind kind, std::string_view id) const {
  return options_.only_msp.empty() || next_.tenant_of(kind, id) == options_.only_msp;
}

// Goes before every other check of a record: what another one says may tell that it exists.
Result<void> DirectoryEditor::check_own(RecordKind kind, std::string_view id) const {
  if (options_.only_msp.empty()) return {};
  const auto tenant = next_.tenant_of(kind, id);
  return tenant.empty() || sees(tenant) ? Result<void>() : no_such_record(kind, id);
}

// Tenancy is what keeps MSPs apart: a record that could change hands would take its history along.
Result<void> DirectoryEditor::same_tenant(RecordKind kind, const std::string& id,
                                          std::string_view msp) const {
  const auto before = next_.tenant_of(kind, id);
  if (!before.empty() && before != msp)
    return problem(ProblemCode::conflict, "id: taken by a record of another MSP");
  return {};
}

Result<void> DirectoryEditor::put(Msp record) {
  if (auto ok = check_own(RecordKind::msps, record.id); !ok) return ok;
  if (auto ok = check_identity(record.id, record.name); !ok) return ok;
  if (auto ok = normalise_country(record.country); !ok) return ok;
  if (auto zone = Zone::find(record.time_zone); !zone)
    return invalid("time_zone: " + zone.error().says);
  if (auto ok = normalise_number("main_number", record.main_number, record.country); !ok) return ok;
  if (record.priority_units < 0 || record.priority_units > 1'000'000)
    return invalid("priority_units: expected 0 to 1000000");
  if (record.retention_days < 0 || record.retention_days > 36'500)
    return invalid("retention_days: expected 0 to 36500");
  if (record.consent) {
    if (auto ok = check_text("consent.by", record.consent->by); !ok) return ok;
    if (auto ok = check_text("consent.version", record.consent->version); !ok) return ok;
  }
  if (!record.help_desk_contact.empty() && !options_.as_they_stand) {
    const auto* staff = next_.staff(record.help_desk_contact);
    if (!staff || staff->msp != record.id)
      return invalid("help_desk_contact: no such staff of this MSP");
  }
  drop_spare_capacity(record);
  index(next_.msp(record.id), &record);
  const auto id = record.id;
  touched_.emplace(RecordKind::msps, id);
  next_.msps_.put(id, std::move(record));
  return {};
}

Result<void> DirectoryEditor::put(Staff record) {
  if (auto ok = check_own(RecordKind::staff, record.id); !ok) return ok;
  if (auto ok = check_identity(record.id, record.name); !ok) return ok;
  const auto* msp = next_.msp(record.msp);
  if (!msp || !sees(msp->id)) return no_such("msp", "MSP", record.msp);
  if (auto ok = same_tenant(RecordKind::staff, record.id, record.msp); !ok) return ok;
  if (auto ok = normalise_addresses("emails", record.emails); !ok) return ok;
  if (auto ok = normalise_numbers("phones", record.phones, msp->country); !ok) return ok;
  if (auto ok = normalise_number("mobile", record.mobile, msp->country); !ok) return ok;
  const auto* before = next_.staff(record.id);
  if (!options_.as_they_stand)
    if (auto ok = check_sharers(next_, record.msp, before, record); !ok) return ok;
  drop_spare_capacity(record);
  index(before, &record);
  const auto id = record.id;
  touched_.emplace(RecordKind::staff, id);
  next_.staff_.put(id, std::move(record));
  return {};
}

Result<void> DirectoryEditor::put(Company record) {
  if (auto ok = check_own(RecordKind::companies, record.id); !ok) return ok;
  if (auto ok = check_identity(record.id, record.name); !ok) return ok;
  const auto* msp = next_.msp(record.msp);
  if (!msp || !sees(msp->id)) return no_such("msp", "MSP", record.msp);
  if (auto ok = same_tenant(RecordKind::companies, record.id, record.msp); !ok) return ok;
  if (auto ok = normalise_number("main_number", record.main_number, msp->country); !ok) return ok;
  if (!options_.only_msp.empty())
    if (auto ok = check_new_domains(next_.company(record.id), record); !ok) return ok;
  if (auto ok = check_count("domains", record.domains.size(), domains_at_most); !ok) return ok;
  for (auto& domain : record.domains) {
    auto normal = normal_domain(domain);
    if (!normal) return invalid("domains: expected a domain like acme.example");
    domain = std::move(*normal);
  }
  const auto* before = next_.company(record.id);
  if (!options_.as_they_stand)
    if (auto ok = check_sharers(next_, record.msp, before, record); !ok) return ok;
  drop_spare_capacity(record);
  const auto held = std::make_shared<const Company>(std::move(record));
  index(before, held);
  touched_.emplace(RecordKind::companies, held->id);
  next_.companies_.put(held->id, held);
  return {};
}

Result<void> DirectoryEditor::put(Technician record) {
  if (auto ok = check_identity(record.id, record.name); !ok) return ok;
  if (auto ok = check_count("queues", record.queues.size(), 100); !ok) return ok;
  for (const auto& queue : record.queues)
    if (!rules_.queues.find(queue) && !options_.as_they_stand)
      return invalid("queues: no such queue");
  drop_spare_capacity(record);
  const auto id = record.id;
  touched_.emplace(RecordKind::technicians, id);
  next_.technicians_.put(id, std::move(record));
  return {};
}

}  // namespace frontdesk
