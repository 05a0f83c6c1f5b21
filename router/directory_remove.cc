// Removal: only of what nothing else needs (R237, C33).
#include <algorithm>

#include "router/any_record.h"
#include "router/record_checks.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

constexpr std::size_t named_at_most = 5;

// "contacts/ann, contacts/bob and 12 more"
std::string enumerate(const std::vector<std::string>& who) {
  std::string text;
  for (std::size_t i = 0; i < std::min(who.size(), named_at_most); ++i) {
    if (i > 0) text += ", ";
    text += who[i];
  }
  if (who.size() > named_at_most)
    text += " and " + std::to_string(who.size() - named_at_most) + " more";
  return text;
}

void name(std::vector<std::string>& who, std::string_view folder,
          std::span<const std::string> ids) {
  for (const auto& id : ids) who.push_back(std::string(folder) + '/' + id);
}

bool exists(const Directory& directory, RecordKind kind, std::string_view id) {
  return with_record(directory, kind, id, [](const auto* record) { return record != nullptr; });
}

}  // namespace

std::vector<std::string> DirectoryEditor::referrers(RecordKind kind, std::string_view id) const {
  std::vector<std::string> who;
  if (kind == RecordKind::msps) {
    name(who, "companies", next_.companies_of(id));
    name(who, "staff", next_.staff_of(id));
    for (const auto& line : rules_.lines.all())
      if (line.msp == id) who.push_back("lines/" + line.shown());
  } else if (kind == RecordKind::staff) {
    const auto& msp = next_.staff(id)->msp;
    if (const auto* owner = next_.msp(msp); owner && owner->help_desk_contact == id)
      who.push_back("msps/" + msp);
    for (const auto& rule : rules_.notification.rules)
      for (const auto& step : rule.steps)
        if (step.to == id) who.push_back("notification/" + rule.id);
  } else if (kind == RecordKind::companies) {
    name(who, "sites", next_.sites_of(id));
  } else if (kind == RecordKind::sites) {
    name(who, "contacts", next_.contacts_of(id));
    name(who, "contracts", next_.site(id)->contracts);
    name(who, "endpoints", next_.endpoints_of_site(id));
  } else if (kind == RecordKind::contacts) {
    name(who, "endpoints", next_.endpoints_of_contact(id));
  }
  return who;
}

void DirectoryEditor::drop(RecordKind kind, std::string_view id) {
  const auto from = [&](auto& map, auto record) {
    index(&record, {});
    map.erase(id);
  };
  switch (kind) {
    case RecordKind::msps:
      return from(next_.msps_, Msp(*next_.msp(id)));
    case RecordKind::staff:
      return from(next_.staff_, Staff(*next_.staff(id)));
    case RecordKind::companies:
      return from(next_.companies_, Company(*next_.company(id)));
    case RecordKind::sites:
      return from(next_.sites_, Site(next_.site(id)->site));
    case RecordKind::contracts:
      return from(next_.contracts_, Contract(next_.contract(id)->contract));
    case RecordKind::contacts:
      return from(next_.contacts_, Contact(*next_.contact(id)));
    case RecordKind::endpoints:
      return from(next_.endpoints_, Endpoint(*next_.endpoint(id)));
    case RecordKind::technicians:
      return next_.technicians_.erase(id);
  }
}

Result<void> DirectoryEditor::remove(RecordKind kind, std::string_view id) {
  if (!exists(next_, kind, id)) return no_such_record(kind, id);
  if (auto ok = check_own(kind, id); !ok) return ok;
  if (const auto who = referrers(kind, id); !who.empty())
    return problem(ProblemCode::in_use, "still needed by " + enumerate(who));
  if (kind == RecordKind::sites) {
    const auto& site = next_.site(id)->site;
    if (site.default_ && next_.sites_of(site.company).size() > 1)
      return problem(ProblemCode::in_use,
                     "the company's default site; make another one the default first");
  }
  const std::string key(id);  // `id` may be the record's own
  drop(kind, key);
  touched_.emplace(kind, key);
  return {};
}

}  // namespace frontdesk
