#include "router/import_batch.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "router/each_kind.h"
#include "router/import_notices.h"
#include "router/record_checks.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

template <class T>
constexpr RecordKind kind_of() {
  if constexpr (std::is_same_v<T, Msp>) return RecordKind::msps;
  if constexpr (std::is_same_v<T, Staff>) return RecordKind::staff;
  if constexpr (std::is_same_v<T, Company>) return RecordKind::companies;
  if constexpr (std::is_same_v<T, Site>) return RecordKind::sites;
  if constexpr (std::is_same_v<T, Contract>) return RecordKind::contracts;
  if constexpr (std::is_same_v<T, Contact>) return RecordKind::contacts;
  if constexpr (std::is_same_v<T, Endpoint>) return RecordKind::endpoints;
  return RecordKind::technicians;
}

const Msp* find(const Directory& in, const Msp& as) {
  return in.msp(as.id);
}
const Staff* find(const Directory& in, const Staff& as) {
  return in.staff(as.id);
}
const Company* find(const Directory& in, const Company& as) {
  return in.company(as.id);
}
const Site* find(const Directory& in, const Site& as) {
  const auto* entry = in.site(as.id);
  return entry ? &entry->site : nullptr;
}
const Contract* find(const Directory& in, const Contract& as) {
  const auto* entry = in.contract(as.id);
  return entry ? &entry->contract : nullptr;
}
const Contact* find(const Directory& in, const Contact& as) {
  return in.contact(as.id);
}
const Endpoint* find(const Directory& in, const Endpoint& as) {
  return in.endpoint(as.id);
}
const Technician* find(const Directory& in, const Technician& as) {
  return in.technician(as.id);
}

// What an MSP's own token may not change, here as over the API.
template <class T>
constexpr bool is_providers =
    std::is_same_v<T, Msp> || std::is_same_v<T, Contract> || std::is_same_v<T, Technician>;

class ImportRun {
 public:
  ImportRun(ImportBatch batch, const Directory& base, const RuleSet& rules,
            const ImportOptions& options, Instant now)
      : batch_(std::move(batch)),
        base_(base),
        rules_(rules),
        options_(options),
        now_(now),
        editor_(base, rules,
                {options.by, now, options.provider_override, options.other_number_optional,
                 options.as_they_stand, options.only_msp}),
        rejected_(std::move(batch_.rejected)) {}

  Imported run() {
    put_all();
    if (options_.deactivate_absent && !stopped()) deactivate_absent();
    return outcome();
  }

  Restored restore() {
    rejected_at_most_ = SIZE_MAX;
    put_all();
    return {editor_.take(), std::move(rejected_)};
  }

 private:
  bool stopped() const { return rejected_.size() >= rejected_at_most_; }

  void reject(RecordKind kind, const std::string& id, int line, std::string says) {
    rejected_.push_back({std::string(name_of(kind)), shown_id(id), line, std::move(says)});
  }

  void put_all() {
    drop_second_defaults();
    // An MSP and its staff refer to each other: the MSP goes first without, and again at the end.
    auto late = batch_.msps;
    std::erase_if(late, [&](const auto& row) { return row.record.help_desk_contact.empty(); });
    for (auto& row : batch_.msps)
      if (!base_.staff(row.record.help_desk_contact)) row.record.help_desk_contact.clear();
    put(batch_.msps);
    put(batch_.staff);
    put_again(late);
    put(batch_.companies);
    // The new default site takes the mark; only then may the old one come without.
    std::stable_partition(batch_.sites.begin(), batch_.sites.end(),
                          [](const auto& row) { return row.record.default_; });
    put(batch_.sites);
    put(batch_.contracts);
    // By id, so that growing lists grow at their ends; those that enrol go last: units may have
    // become free, and whether their numbers are unique shows when all are there.
    std::stable_sort(batch_.contacts.begin(), batch_.contacts.end(),
                     [](const auto& a, const auto& b) {
                       return std::tie(a.record.priority_connect, a.record.id) <
                              std::tie(b.record.priority_connect, b.record.id);
                     });
    put(batch_.contacts);
    put(batch_.endpoints);
    put(batch_.technicians);
  }

  template <class T>
  void put(const std::vector<ImportRow<T>>& rows) {
    std::unordered_set<std::string> seen;
    for (const auto& row : rows) {
      if (stopped()) return;
      const auto& id = row.record.id;
      if (!seen.insert(id).second) {
        reject(kind_of<T>(), id, row.line, "id: stands in the file twice");
        continue;
      }
      if (!options_.only_msp.empty() && is_providers<T>) {
        reject(kind_of<T>(), id, row.line,
               (std::is_same_v<T, Msp> ? "MSPs" : std::string(name_of(kind_of<T>()))) +
                   " are the provider's to change");
        continue;
      }
      if (auto ok = editor_.put(row.record); !ok)
        reject(kind_of<T>(), id, row.line, ok.error().says);
    }
  }

  void put_again(const std::vector<ImportRow<Msp>>& rows) {
    std::unordered_set<int> refused;
    for (const auto& row : rejected_)
      if (row.kind == "msps") refused.insert(row.line);
    for (const auto& row : rows) {
      if (stopped()) return;
      if (refused.contains(row.line)) continue;
      const auto* staff = editor_.current().staff(row.record.help_desk_contact);
      if (!staff || staff->msp != row.record.id)
        reject(RecordKind::msps, row.record.id, row.line,
               "help_desk_contact: no such staff of this MSP");
      else if (auto ok = editor_.put(row.record); !ok)
        reject(RecordKind::msps, row.record.id, row.line, ok.error().says);
    }
  }

  void drop_second_defaults() {
    std::unordered_set<std::string> companies;
    std::erase_if(batch_.sites, [&](const auto& row) {
      if (stopped() || !row.record.default_ || companies.insert(row.record.company).second)
        return false;
      reject(RecordKind::sites, row.record.id, row.line,
             "default: another site of the company is the default in this file");
      return true;
    });
  }

  std::set<std::string> imported_sites() const {
    std::set<std::string> sites;
    for (const auto& row : batch_.sites) sites.insert(row.record.id);
    for (const auto& row : batch_.contacts) sites.insert(row.record.site);
    return sites;
  }

  void deactivate_absent() {
    std::unordered_set<std::string> present;
    for (const auto& row : batch_.contacts) present.insert(row.record.id);
    std::size_t active = 0;
    std::vector<Contact> absent;
    for (const auto& site : imported_sites()) {
      if (!options_.only_msp.empty() &&
          base_.tenant_of(RecordKind::sites, site) != options_.only_msp)
        continue;
      for (const auto& id : base_.contacts_of(site)) {
        const auto* contact = base_.contact(id);
        if (!contact->active) continue;
        ++active;
        if (!present.contains(id)) absent.push_back(*contact);
      }
    }
    const auto allowed = static_cast<std::size_t>(std::max(options_.deactivate_at_most_percent, 0));
    if (absent.size() * 100 > active * allowed) {
      reject(RecordKind::contacts, "", 0,
             std::to_string(absent.size()) + " of " + std::to_string(active) +
                 " active contacts are not in the file; more than " + std::to_string(allowed) +
                 " percent are not deactivated by their absence");
      return;
    }
    for (auto& contact : absent) {
      contact.active = false;
      if (editor_.put(std::move(contact))) ++counts_.deactivated;
    }
  }

  template <class T>
  void count(const std::vector<ImportRow<T>>& rows) {
    std::unordered_set<std::string> seen;
    for (const auto& row : rows) {
      const auto* after = row.rejected ? nullptr : find(editor_.current(), row.record);
      if (!after || !editor_.touched().contains({kind_of<T>(), row.record.id}) ||
          !seen.insert(row.record.id).second)
        continue;
      const auto* before = find(base_, row.record);
      if (!before)
        ++counts_.added;
      else if (to_json(*before) == to_json(*after))
        ++counts_.same;
      else
        ++counts_.changed;
    }
  }

  template <class T>
  void collect_changed(std::vector<T>& into, const std::string& id) const {
    T key{};
    key.id = id;
    const auto* after = find(editor_.current(), key);
    const auto* before = find(base_, key);
    if (after && (!before || to_json(*before) != to_json(*after))) into.push_back(*after);
  }

  DirectoryData changed() const {
    DirectoryData data;
    for (const auto& touched : editor_.touched())
      each_kind(data, [&](RecordKind kind, auto& list) {
        if (kind == touched.first) collect_changed(list, touched.second);
      });
    return data;
  }

  Imported outcome() {
    each_kind(batch_, [&](RecordKind, const auto& rows) { count(rows); });
    counts_.rejected = static_cast<int>(rejected_.size());
    std::stable_sort(rejected_.begin(), rejected_.end(),
                     [](const RejectedRow& a, const RejectedRow& b) {
                       return std::tie(a.kind, a.line) < std::tie(b.kind, b.line);
                     });
    Imported done;
    done.report.counts = counts_;
    done.report.notices = std::move(batch_.notices);
    add_import_notices(done.report.notices, batch_, editor_, base_, rules_, options_.only_msp,
                       now_);
    const bool good = rejected_.empty();
    if (stopped())
      rejected_.push_back({"", "", 0,
                           std::to_string(rejected_.size()) +
                               " rows are rejected; what follows was not looked at"});
    done.report.rejected = std::move(rejected_);
    if (good) done.changed = changed();
    done.directory = good ? editor_.take() : base_;
    return done;
  }

  ImportBatch batch_;
  const Directory& base_;
  const RuleSet& rules_;
  const ImportOptions& options_;
  Instant now_;
  DirectoryEditor editor_;
  std::vector<RejectedRow> rejected_;
  std::size_t rejected_at_most_ = rejected_rows_at_most;
  ImportCounts counts_;
};

}  // namespace

std::string shown_id(std::string_view id) {
  if (id.size() > 200 || !is_utf8(id)) return {};
  return !check_id("id", id) && may_be_personal(id) ? std::string() : std::string(id);
}

Imported import_batch(ImportBatch batch, const Directory& base, const RuleSet& rules,
                      const ImportOptions& options, Instant now) {
  return ImportRun(std::move(batch), base, rules, options, now).run();
}

Restored restore_directory(DirectoryData records, const RuleSet& rules) {
  ImportBatch batch;
  const auto take = [](auto& from, auto& to) {
    to.reserve(from.size());
    for (auto& record : from) to.push_back({static_cast<int>(to.size()), std::move(record)});
  };
  take(records.msps, batch.msps);
  take(records.staff, batch.staff);
  take(records.companies, batch.companies);
  take(records.sites, batch.sites);
  take(records.contracts, batch.contracts);
  take(records.contacts, batch.contacts);
  take(records.endpoints, batch.endpoints);
  take(records.technicians, batch.technicians);
  const Directory empty;
  ImportOptions options;
  options.as_they_stand = true;
  return ImportRun(std::move(batch), empty, rules, options, Instant{}).restore();
}

Imported refused_file(const Directory& base, std::string says, int line) {
  Imported refused;
  refused.report.rejected.push_back({"", "", line, std::move(says)});
  refused.report.counts.rejected = 1;
  refused.directory = base;
  return refused;
}

}  // namespace frontdesk
