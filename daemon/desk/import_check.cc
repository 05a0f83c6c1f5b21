#include "daemon/desk/import_check.h"

#include "daemon/desk/tenant_end.h"
#include "router/each_kind.h"
#include "rules/base/names.h"

namespace frontdesk {
namespace {

DirectoryTally::Records records_of(const DirectoryData& data) {
  DirectoryTally::Records records;
  each_kind(data, [&](RecordKind kind, const auto& list) {
    for (const auto& record : list) records.emplace_hint(records.end(), kind, record.id);
  });
  return records;
}

void reject(Imported& imported, std::string kind, std::string id, std::string says) {
  imported.report.rejected.push_back({std::move(kind), std::move(id), 0, std::move(says)});
  ++imported.report.counts.rejected;
}

}  // namespace

CheckedImport check_import(Imported imported, const Directory& base, const DirectoryTally& tally,
                           const DirectoryLimits& limits, const Reader& reader) {
  CheckedImport checked{std::move(imported), {}, {}};
  auto& file = checked.imported;
  if (!file.report.rejected.empty()) return checked;
  checked.changed = records_of(file.changed);
  checked.tally = tally.changed(base, file.directory, checked.changed);
  for (const auto& msp : file.changed.msps)
    if (!base.msp(msp.id))
      if (auto ok = may_begin_tenant(reader, msp.id, false); !ok)
        reject(file, std::string(name_of(RecordKind::msps)), msp.id, ok.error().says);
  const auto msps = tenants_of(base, file.directory, checked.changed);
  if (auto ok = check_growth(limits, tally, checked.tally, msps); !ok)
    reject(file, "", "", ok.error().says);
  return checked;
}

}  // namespace frontdesk
