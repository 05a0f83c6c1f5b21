// Edits of the directory and of the rules in force.

#include <algorithm>

#include "daemon/desk/working.h"
#include "router/each_kind.h"
#include "rules/base/names.h"
#include "rules/rule_diff.h"
#include "storage/records.h"

namespace frontdesk {
namespace {

Result<void> put_all(DirectoryEditor& editor, const DirectoryData& data) {
  Result<void> ok;
  each_kind(data, [&](RecordKind, const auto& records) {
    for (const auto& record : records)
      if (ok) ok = editor.put(record);
  });
  return ok;
}

bool is_empty(const DirectoryData& data) {
  bool empty = true;
  each_kind(data, [&](RecordKind, const auto& records) { empty = empty && records.empty(); });
  return empty;
}

// A tenant's editor sees nothing of others: to it their records do not exist.
Result<void> within_tenant(const DirectoryEditor& editor, const Directory& before,
                           const std::string& msp) {
  if (msp.empty()) return {};
  for (const auto& [kind, id] : editor.touched()) {
    const bool known = !before.tenant_of(kind, id).empty();
    const auto tenant = known ? before.tenant_of(kind, id) : editor.current().tenant_of(kind, id);
    if (kind == RecordKind::msps || tenant != msp)
      return problem(ProblemCode::not_found,
                     "there is no " + std::string(name_of(kind)) + '/' + id + " of yours");
  }
  return {};
}

// Who still needs what a rule set leaves out ("plan us_voice.24x7"); "" where nobody does.
std::string user_of(const Working& working, const std::string& removed) {
  const auto space = removed.find(' ');
  const auto kind = removed.substr(0, space), id = removed.substr(space + 1);
  std::string user;
  if (kind == "queue" || kind == "line") {
    working.state.for_each([&](const Ticket& ticket) {
      if ((kind == "queue" ? ticket.queue : ticket.line) == id) user = "ticket " + ticket.id;
    });
    if (kind == "queue")
      working.directory->each_technician([&](const Technician& technician) {
        if (std::count(technician.queues.begin(), technician.queues.end(), id) > 0)
          user = "technician " + technician.id;
      });
    return user;
  }
  working.directory->each_site([&](const Site& site) {
    if ((kind == "plan" ? site.plan : site.holidays) == id) user = "site " + site.id;
  });
  return user;
}

// MSPs that an edit begins and ends.
struct Tenants {
  std::vector<std::string> begun, ended;
};

Tenants tenants_changed(const Directory& before, const DirectoryEditor& editor) {
  Tenants tenants;
  for (const auto& [kind, id] : editor.touched()) {
    if (kind != RecordKind::msps) continue;
    const bool was = before.msp(id), is = editor.current().msp(id);
    if (!was && is) tenants.begun.push_back(id);
    if (was && !is) tenants.ended.push_back(id);
  }
  return tenants;
}

Result<void> settle(Working& working, Transaction& transaction, const Tenants& tenants) {
  auto revoked = *working.revoked;
  for (const auto& msp : tenants.ended) {
    auto tokens = end_tenant(transaction, msp, working.clock.now());
    if (!tokens) return tokens.error();
    revoked.merge(*tokens);
  }
  if (revoked.size() != working.revoked->size())
    working.revoked = std::make_shared<const RevokedTokens>(std::move(revoked));
  return {};
}

}  // namespace

Result<void> edit_directory(Working& working, Transaction& transaction, const DirectoryEdit& edit) {
  DirectoryEditor editor(*working.directory, *working.rules,
                         {.by = edit.by,
                          .now = working.clock.now(),
                          .provider_override = edit.provider_override,
                          .only_msp = edit.only_msp});
  if (auto ok = put_all(editor, edit.put); !ok) return ok;
  if (edit.remove)
    if (auto ok = editor.remove(edit.remove->first, edit.remove->second); !ok) return ok;
  if (auto ok = within_tenant(editor, *working.directory, edit.only_msp); !ok) return ok;
  // What only removes makes nothing larger.
  if (!is_empty(edit.put))
    if (auto ok = working.may_grow(editor); !ok) return ok;
  const auto tenants = tenants_changed(*working.directory, editor);
  for (const auto& msp : tenants.begun)
    if (auto ok = may_begin_tenant(transaction, msp, edit.provider_override); !ok) return ok;
  if (auto ok = working.adopt(transaction, editor, edit.by); !ok) return ok;
  return settle(working, transaction, tenants);
}

Result<ImportReport> bring_in(Working& working, Transaction& transaction, const std::string& by,
                              CheckedImport file) {
  auto& imported = file.imported;
  if (auto ok = working.adopt(transaction, std::move(imported.directory), std::move(file.tally),
                              file.changed, by);
      !ok)
    return ok.error();
  imported.report.applied = true;
  return std::move(imported.report);
}

Result<void> may_follow(const Working& working, const RuleSet& old, const RuleSet& next) {
  for (const auto& removed : removed_ids(old, next))
    if (const auto user = user_of(working, removed); !user.empty())
      return problem(ProblemCode::in_use,
                     "the new rules leave out the " + removed + ", which " + user + " still needs");
  return {};
}

Result<void> put_in_force(Working& working, Transaction& transaction,
                          std::shared_ptr<const RuleSet> rules, const std::string& by) {
  if (auto ok = may_follow(working, *working.rules, *rules); !ok) return ok;
  Event event;
  event.kind = EventKind::rules_activated;
  event.at = working.clock.now();
  event.by = by;
  event.refs = {rules->hash};
  put_rule_set(transaction, rules->hash, to_json(rules->texts));
  set_active_rules(transaction, rules->hash);
  working.rules = std::move(rules);
  return working.carry_out(transaction, std::move(event));
}

}  // namespace frontdesk
