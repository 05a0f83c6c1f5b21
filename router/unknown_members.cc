#include "router/unknown_members.h"

#include "rules/base/nearest.h"

namespace frontdesk {
namespace {

// "phones[1]"
std::string text_of(const unknown_detail::Place& place) {
  if (!place.in) return {};
  const auto outer = text_of(*place.in);
  if (place.is_item) return outer + '[' + std::to_string(place.index) + ']';
  return outer.empty() ? std::string(place.name) : outer + '.' + std::string(place.name);
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string out;
  for (const auto name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

}  // namespace

Problem unknown_detail::unknown(std::string_view name, const Place& in,
                                const std::vector<std::string_view>& known) {
  const auto place = text_of(in);
  return problem(ProblemCode::invalid, "unknown member " + shown_name(name) +
                                           (place.empty() ? "" : " in " + place) + ": " +
                                           meant_by(name, known) + "Known are " + listed(known));
}

}  // namespace frontdesk
