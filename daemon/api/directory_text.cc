#include "daemon/api/directory_text.h"

#include <algorithm>

#include "router/each_kind.h"
#include "rules/base/json.h"
#include "rules/base/names.h"

namespace frontdesk::api {
namespace {

std::vector<std::string_view> ids_of(const Directory& directory, RecordKind kind) {
  std::vector<std::string_view> ids;
  const auto all = [&](std::span<const std::string> more) {
    ids.insert(ids.end(), more.begin(), more.end());
  };
  if (kind == RecordKind::technicians)
    directory.each_technician([&](const Technician& one) { ids.push_back(one.id); });
  directory.each_msp([&](const Msp& msp) {
    if (kind == RecordKind::msps) ids.push_back(msp.id);
    if (kind == RecordKind::staff) all(directory.staff_of(msp.id));
    if (kind == RecordKind::companies) all(directory.companies_of(msp.id));
  });
  directory.each_site([&](const Site& site) {
    if (kind == RecordKind::sites) ids.push_back(site.id);
    if (kind == RecordKind::contracts) all(directory.site(site.id)->contracts);
    if (kind == RecordKind::contacts) all(directory.contacts_of(site.id));
    if (kind == RecordKind::endpoints) all(directory.endpoints_of_site(site.id));
  });
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

DirectoryText::DirectoryText(std::shared_ptr<const Directory> directory)
    : directory_(std::move(directory)) {
  turn_to(0);
}

void DirectoryText::turn_to(std::size_t kind) {
  kind_ = kind;
  at_ = 0;
  ids_ = kind < record_kinds.size() ? ids_of(*directory_, record_kinds[kind])
                                    : std::vector<std::string_view>();
}

std::string DirectoryText::record(std::string_view id) const {
  switch (record_kinds[kind_]) {
    case RecordKind::msps:
      return to_json(*directory_->msp(id));
    case RecordKind::staff:
      return to_json(*directory_->staff(id));
    case RecordKind::companies:
      return to_json(*directory_->company(id));
    case RecordKind::sites:
      return to_json(directory_->site(id)->site);
    case RecordKind::contracts:
      return to_json(directory_->contract(id)->contract);
    case RecordKind::contacts:
      return to_json(*directory_->contact(id));
    case RecordKind::endpoints:
      return to_json(*directory_->endpoint(id));
    case RecordKind::technicians:
      break;
  }
  return to_json(*directory_->technician(id));
}

std::string DirectoryText::next(std::size_t bytes) {
  std::string text;
  while (!ended_ && text.size() < bytes) {
    if (!begun_) {
      text += kind_ == 0 ? "{\"" : ",\"";
      text += std::string(name_of(record_kinds[kind_])) + "\":[";
      begun_ = true;
    }
    if (at_ < ids_.size()) {
      if (at_ > 0) text += ',';
      text += record(ids_[at_++]);
      continue;
    }
    text += ']';
    begun_ = false;
    turn_to(kind_ + 1);
    ended_ = kind_ == record_kinds.size();
    if (ended_) text += '}';
  }
  return text;
}

}  // namespace frontdesk::api
