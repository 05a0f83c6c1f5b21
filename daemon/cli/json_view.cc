#include "daemon/cli/json_view.h"

namespace frontdesk::cli {
namespace {

std::string shown(const boost::json::value& value) {
  if (value.is_null()) return {};
  if (const auto* text = value.if_string()) return {text->data(), text->size()};
  if (const auto* list = value.if_array()) {
    std::string all;
    for (const auto& item : *list) all += (all.empty() ? "" : ", ") + shown(item);
    return all;
  }
  return boost::json::serialize(value);
}

}  // namespace

const boost::json::value& member_of(const boost::json::value& record, std::string_view member) {
  static const boost::json::value none;
  const auto* object = record.if_object();
  const auto* found = object ? object->if_contains(member) : nullptr;
  return found ? *found : none;
}

std::string text_of(const boost::json::value& record, std::string_view member) {
  return shown(member_of(record, member));
}

std::string json_line(const boost::json::value& value) {
  return boost::json::serialize(value) + '\n';
}

}  // namespace frontdesk::cli
