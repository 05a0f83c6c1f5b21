#include "daemon/http/message.h"

namespace frontdesk::http {
namespace {

std::optional<std::string_view> first(const Pairs& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs)
    if (key == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view Request::parameter(std::string_view name) const {
  return first(parameters, name).value_or("");
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  return first(query, name);
}

std::string_view Request::header(std::string_view lower_case_name) const {
  return first(headers, lower_case_name).value_or("");
}

}  // namespace frontdesk::http
