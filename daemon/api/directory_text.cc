#include "daemon/api/directory_text.h"

#include <algorithm>

#include "router/any_record.h"
#include "router/each_kind.h"
#include "rules/base/json.h"
#include "rules/base/names.h"

namespace frontdesk::api {
namespace {

std::vector<std::string_view> ids_of(const Directory& directory, RecordKind kind) {
  std::vector<std::string_view> ids;
  each_id(directory, kind, [&](const std::string& id) { ids.push_back(id); });
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
  return with_record(*directory_, record_kinds[kind_], id,
                     [](const auto* record) { return to_json(*record); });
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
