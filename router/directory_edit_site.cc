// Edits of sites and what belongs to them: contracts and endpoints.
#include <algorithm>

#include "router/directory.h"
#include "router/plan_change.h"
#include "router/record_checks.h"
#include "router/spare_capacity.h"

namespace frontdesk {
namespace {

Problem invalid(std::string says) {
  return problem(ProblemCode::invalid, std::move(says));
}

bool forwards(const OutsideHours& outside) {
  const auto is = [](const std::optional<OutsideChoice>& choice) {
    return choice == OutsideChoice::forward;
  };
  return is(outside.voice) || is(outside.chat) || is(outside.email) || is(outside.ticket);
}

// C9: a target of the MSP, and never one of our own lines, which would loop (R226). A number that
// became a line since is not forwarded to either: a decision looks again.
Result<void> check_outside(OutsideHours& outside, const std::string& country, const RuleSet& rules,
                           bool as_it_stands) {
  if (auto ok = normalise_number("outside.forward_to", outside.forward_to, country); !ok) return ok;
  if (outside.forward_to.empty()) {
    if (forwards(outside)) return invalid("outside.forward_to: needed where calls are forwarded");
    return {};
  }
  if (!as_it_stands && rules.lines.by_number(outside.forward_to))
    return invalid("outside.forward_to: one of our own lines; calls would go in circles");
  return {};
}

Result<void> check_calendar(const Site& record, const RuleSet& rules, bool as_it_stands) {
  if (!as_it_stands && !record.holidays.empty() && !rules.holidays.calendar(record.holidays))
    return invalid("holidays: no such calendar");
  if (auto ok = check_count("extra_holidays", record.extra_holidays.size(), 200); !ok) return ok;
  for (const auto& holiday : record.extra_holidays) {
    if (!parse_day(holiday.date))
      return invalid("extra_holidays.date: expected a date like 2026-12-31");
    if (auto ok = check_text("extra_holidays.name", holiday.name); !ok) return ok;
  }
  return {};
}

Result<void> check_one_offs(Site& record, const std::string& by) {
  if (auto ok = check_count("one_offs", record.one_offs.size(), 100); !ok) return ok;
  for (auto& hours : record.one_offs) {
    if (hours.from >= hours.until) return invalid("one_offs: expected from before until");
    if (hours.by.empty()) hours.by = by;
    if (auto ok = check_text("one_offs.by", hours.by); !ok) return ok;
  }
  return {};
}

Result<void> check_history(const std::vector<PlanChange>& changes) {
  if (auto ok = check_count("plan_changes", changes.size(), 500); !ok) return ok;
  for (const auto& change : changes)
    for (const auto& text : {change.from, change.to, change.by})
      if (auto ok = check_text("plan_changes", text); !ok) return ok;
  return {};
}

Result<ContractTerm> term_of(const Contract& record, const Zone& zone) {
  const auto service_start = day_start("service_start", record.service_start, zone);
  if (!service_start) return service_start.error();
  const auto go_live = day_start("go_live", record.go_live, zone);
  if (!go_live) return go_live.error();
  if (auto end = day_start("end", record.end, zone); !end) return end.error();
  ContractTerm term;
  term.begin = std::max(service_start->value_or(Instant::min()), go_live->value_or(Instant::min()));
  term.end = Instant::max();
  if (const auto last = parse_day(record.end))
    term.end = zone.to_instant(LocalTime{*last + date::days{1}});
  if (*service_start && term.end <= **service_start)
    return invalid("end: before the service starts");
  term.hourly = record.kind == ContractKind::hourly;
  term.help_desk = record.help_desk;
  return term;
}

}  // namespace

// C33: the default location may not simply go. Another site that takes the mark is the way.
Result<void> DirectoryEditor::check_default(const Site& record, const Site* before) const {
  if (!before || !before->default_) return {};
  const bool keeps = record.default_ && record.company == before->company;
  if (keeps || next_.sites_of(before->company).size() == 1) return {};
  return invalid("default: make another site of the company the default first");
}

Result<void> DirectoryEditor::settle_plan(Site& record, const Site* before) const {
  const auto* plan = rules_.coverage.plan(record.plan);
  if (!plan && record.plan != "none" && !options_.as_they_stand)
    return invalid("plan: no such plan");
  if (plan) record.plan = plan->id;
  if (!before) return check_history(record.plan_changes);

  if (!record.activated_at) record.activated_at = before->activated_at;
  record.plan_changes = before->plan_changes;
  Site site = *before;
  auto changed =
      change_plan(site, record.plan, options_.now, options_.by, options_.provider_override);
  if (!changed) return problem(changed.error().code, "plan: " + changed.error().says);
  record.plan_changes = std::move(changed->plan_changes);
  return {};
}

void DirectoryEditor::take_default_from(const std::string& company, const std::string& but) {
  const auto sites = next_.sites_of(company);
  for (const auto& id : std::vector<std::string>(sites.begin(), sites.end())) {
    const auto* held = next_.sites_.find(id);
    if (id == but || !held->site.default_) continue;
    SiteEntry entry = *held;
    entry.site.default_ = false;
    next_.sites_.put(id, std::move(entry));
    touched_.emplace(RecordKind::sites, id);
  }
}

void DirectoryEditor::store(Site record, const Zone& zone) {
  const auto id = record.id;
  const auto owner = *next_.companies_.find(record.company);
  SiteEntry entry{zone, record.plan, {}, owner->msp, owner, {}, std::move(record), {}};
  if (const auto day = parse_day(entry.site.desired_start))
    entry.start = zone.to_instant(LocalTime{*day});
  std::vector<Contract> contracts;
  const auto* before = next_.site(id);
  if (before) {
    entry.contracts = before->contracts;
    entry.terms = before->terms;
    const bool moved = before->zone.name() != zone.name();
    for (const auto& contract : moved ? entry.contracts : std::vector<std::string>())
      contracts.push_back(next_.contract(contract)->contract);
  }
  index(before ? &before->site : nullptr, &entry.site);
  touched_.emplace(RecordKind::sites, id);
  next_.sites_.put(id, std::move(entry));
  // Their dates are read in the site's zone, which is another one now.
  for (auto& contract : contracts) (void)put(std::move(contract));
}

Result<void> DirectoryEditor::put(Site record) {
  if (auto ok = check_own(RecordKind::sites, record.id); !ok) return ok;
  if (auto ok = check_id("id", record.id); !ok) return ok;
  if (auto ok = check_text("name", record.name); !ok) return ok;
  const auto* company = next_.company(record.company);
  if (!company || !sees(company->msp)) return no_such("company", "company", record.company);
  if (auto ok = same_tenant(RecordKind::sites, record.id, company->msp); !ok) return ok;
  // C4: a site without its zone is refused; nothing is assumed.
  if (record.time_zone.empty()) return invalid("time_zone: missing");
  const auto zone = Zone::find(record.time_zone);
  if (!zone) return invalid("time_zone: " + zone.error().says);
  if (auto ok = normalise_country(record.country); !ok) return ok;
  if (auto start = day_start("desired_start", record.desired_start, *zone); !start)
    return start.error();
  if (auto ok = check_text("agreement", record.agreement, 64); !ok) return ok;
  if (auto ok = check_calendar(record, rules_, options_.as_they_stand); !ok) return ok;
  if (auto ok = check_outside(record.outside, record.country, rules_, options_.as_they_stand); !ok)
    return ok;
  if (auto ok = check_one_offs(record, options_.by); !ok) return ok;
  if (record.seats && (*record.seats < 0 || *record.seats > 1'000'000))
    return invalid("seats: expected 0 to 1000000");
  const auto* entry = next_.site(record.id);
  const Site* before = entry ? &entry->site : nullptr;
  if (auto ok = check_default(record, before); !ok) return ok;
  if (auto ok = settle_plan(record, before); !ok) return ok;
  if (record.default_) take_default_from(record.company, record.id);
  drop_spare_capacity(record);
  store(std::move(record), *zone);
  return {};
}

Result<void> DirectoryEditor::put(Contract record) {
  if (auto ok = check_own(RecordKind::contracts, record.id); !ok) return ok;
  if (auto ok = check_id("id", record.id); !ok) return ok;
  const auto* site = next_.site(record.site);
  if (!site || !sees(RecordKind::sites, record.site)) return no_such("site", "site", record.site);
  const auto tenant = next_.tenant_of(RecordKind::sites, record.site);
  if (auto ok = same_tenant(RecordKind::contracts, record.id, tenant); !ok) return ok;
  const auto term = term_of(record, site->zone);
  if (!term) return term.error();
  auto hours = week_hours(record.hours);
  if (!hours) return hours.error();

  drop_spare_capacity(record);
  const auto* before = next_.contract(record.id);
  index(before ? &before->contract : nullptr, &record);
  const auto id = record.id;
  touched_.emplace(RecordKind::contracts, id);
  const auto at_site = record.site;
  next_.contracts_.put(id, {std::move(record), *term, std::move(*hours)});
  settle_terms(at_site);
  return {};
}

Result<void> DirectoryEditor::put(Endpoint record) {
  if (auto ok = check_own(RecordKind::endpoints, record.id); !ok) return ok;
  if (auto ok = check_id("id", record.id); !ok) return ok;
  if (auto ok = check_text("name", record.name); !ok) return ok;
  if (!next_.site(record.site) || !sees(RecordKind::sites, record.site))
    return no_such("site", "site", record.site);
  const auto tenant = next_.tenant_of(RecordKind::sites, record.site);
  if (auto ok = same_tenant(RecordKind::endpoints, record.id, tenant); !ok) return ok;
  // The contact may be at another site of the MSP (C43), never at another MSP's.
  if (!record.contact.empty() && next_.tenant_of(RecordKind::contacts, record.contact) != tenant)
    return no_such("contact", "contact", record.contact);
  auto& token = record.token_sha256;
  for (char& c : token)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  if (!token.empty() &&
      (token.size() != 64 || token.find_first_not_of("0123456789abcdef") != std::string::npos))
    return invalid("token_sha256: expected the 64 hexadecimal digits of a SHA-256");
  if (const auto* holder = next_.endpoint_of_token(token); holder && holder->id != record.id)
    return invalid("token_sha256: another endpoint has it");
  drop_spare_capacity(record);
  index(next_.endpoint(record.id), &record);
  const auto id = record.id;
  touched_.emplace(RecordKind::endpoints, id);
  next_.endpoints_.put(id, std::move(record));
  return {};
}

}  // namespace frontdesk
