#include "router/import_notices.h"

#include <algorithm>
#include <unordered_set>

#include "router/data_quality.h"
#include "rules/base/fold.h"

namespace frontdesk {
namespace {

constexpr std::chrono::days lead_time{14};

template <class T>
void name_rows(std::unordered_set<std::string>& refs, std::string_view folder,
               const std::vector<ImportRow<T>>& rows) {
  for (const auto& row : rows) refs.insert(std::string(folder) + '/' + row.record.id);
}

std::unordered_set<std::string> rows_of(const ImportBatch& batch) {
  std::unordered_set<std::string> refs;
  name_rows(refs, "msps", batch.msps);
  name_rows(refs, "staff", batch.staff);
  name_rows(refs, "companies", batch.companies);
  name_rows(refs, "sites", batch.sites);
  name_rows(refs, "contracts", batch.contracts);
  name_rows(refs, "contacts", batch.contacts);
  name_rows(refs, "endpoints", batch.endpoints);
  return refs;
}

// C6: "Premier" followed the name of two levels, so what it was read as is said.
bool is_alias(const Plan& plan, std::string_view written) {
  const auto folded = fold(written);
  return folded != fold(plan.id) && folded != fold(plan.title);
}

}  // namespace

void add_import_notices(std::vector<DirectoryNotice>& notices, const ImportBatch& batch,
                        const DirectoryEditor& editor, const Directory& base, const RuleSet& rules,
                        std::string_view only_msp, Instant now) {
  const auto& next = editor.current();
  for (const auto& row : batch.sites) {
    const auto& site = row.record;
    const std::string ref = "sites/" + site.id;
    const auto* plan = rules.coverage.plan(site.plan);
    if (plan && is_alias(*plan, site.plan))
      notices.push_back({"plan_alias",
                         {ref},
                         "\"" + site.plan + "\" was read as " + plan->title +
                             "; please check that this is what was agreed."});
    const auto* after = next.site(site.id);
    const auto* before = base.site(site.id);
    if (!after || !after->start || (before && before->start == after->start)) continue;
    // R22: recommended, so no error.
    if (*after->start > now && *after->start < now + lead_time)
      notices.push_back(
          {"start_soon",
           {ref},
           "The desired start " + after->site.desired_start + " is less than two weeks ahead."});
  }
  const auto rows = rows_of(batch);
  tell_data_quality(next, rules, only_msp, [&](DirectoryNotice notice) {
    if (std::any_of(notice.refs.begin(), notice.refs.end(),
                    [&](const std::string& ref) { return rows.contains(ref); }))
      notices.push_back(std::move(notice));
  });
}

}  // namespace frontdesk
