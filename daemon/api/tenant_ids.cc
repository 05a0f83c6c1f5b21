#include "daemon/api/tenant_ids.h"

#include <queue>
#include <span>

namespace frontdesk::api {
namespace {

// Keeps the smallest of what it is shown.
class Smallest {
 public:
  Smallest(std::string_view after, std::size_t limit) : after_(after), limit_(limit) {}

  void add(std::string_view id) {
    if (id <= after_) return;
    if (kept_.size() == limit_ && (limit_ == 0 || id >= kept_.top())) return;
    kept_.push(id);
    if (kept_.size() > limit_) kept_.pop();
  }
  void add(std::span<const std::string> ids) {
    for (const auto& id : ids) add(id);
  }
  std::vector<std::string> sorted() && {
    std::vector<std::string> ids(kept_.size());
    for (auto place = ids.rbegin(); place != ids.rend(); ++place, kept_.pop())
      *place = std::string(kept_.top());
    return ids;
  }

 private:
  const std::string_view after_;
  const std::size_t limit_;
  std::priority_queue<std::string_view> kept_;  // the largest on top
};

template <class F>
void each_site_of(const Directory& directory, std::string_view msp, F visit) {
  for (const auto& company : directory.companies_of(msp))
    for (const auto& site : directory.sites_of(company)) visit(site);
}

}  // namespace

std::vector<std::string> tenant_ids(const Directory& directory, RecordKind kind,
                                    std::string_view msp, std::string_view after,
                                    std::size_t limit) {
  Smallest ids(after, limit);
  switch (kind) {
    case RecordKind::msps:
      if (directory.msp(msp)) ids.add(msp);
      break;
    case RecordKind::staff:
      ids.add(directory.staff_of(msp));
      break;
    case RecordKind::companies:
      ids.add(directory.companies_of(msp));
      break;
    case RecordKind::sites:
      for (const auto& company : directory.companies_of(msp)) ids.add(directory.sites_of(company));
      break;
    case RecordKind::contracts:
      each_site_of(directory, msp, [&](const std::string& site) {
        if (const auto* entry = directory.site(site)) ids.add(entry->contracts);
      });
      break;
    case RecordKind::contacts:
      each_site_of(directory, msp,
                   [&](const std::string& site) { ids.add(directory.contacts_of(site)); });
      break;
    case RecordKind::endpoints:
      each_site_of(directory, msp,
                   [&](const std::string& site) { ids.add(directory.endpoints_of_site(site)); });
      break;
    case RecordKind::technicians:
      break;  // they work for all
  }
  return std::move(ids).sorted();
}

}  // namespace frontdesk::api
