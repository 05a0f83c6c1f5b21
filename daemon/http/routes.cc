#include "daemon/http/routes.h"

#include <algorithm>
#include <stdexcept>

#include "rules/base/nearest.h"

namespace frontdesk::http {
namespace {

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string> split(const std::string& pattern) {
  std::vector<std::string> segments;
  for (std::size_t at = 1; at <= pattern.size();) {
    const auto end = std::min(pattern.find('/', at), pattern.size());
    segments.push_back(pattern.substr(at, end - at));
    at = end + 1;
  }
  return segments;
}

// Literals before parameters, from the left; equal shapes mean the same paths.
std::string shape(const std::vector<std::string>& segments) {
  std::string out;
  for (const auto& segment : segments) out += '/' + (is_parameter(segment) ? "~" : segment);
  return out;
}

bool fits(const std::vector<std::string>& pattern, std::span<const std::string> segments) {
  if (pattern.size() != segments.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool same = is_parameter(pattern[i]) ? !segments[i].empty() : pattern[i] == segments[i];
    if (!same) return false;
  }
  return true;
}

// True where `a` is the closer fit: it has a literal where they first differ.
bool is_closer(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (is_parameter(a[i]) != is_parameter(b[i])) return !is_parameter(a[i]);
  return false;
}

void allow(std::vector<std::string>& methods, const std::string& method) {
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
}

Problem unknown_parameter(const Route& route, std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& doc : route.parameters)
    if (doc.place == ParameterPlace::query) known.push_back(doc.name);
  std::string says = "unknown parameter " + shown_name(name) + ": ";
  says += known.empty() ? route.method + ' ' + route.pattern + " has none"
                        : meant_by(name, known) + "Known are";
  for (std::size_t i = 0; i < known.size(); ++i) says.append(i == 0 ? " " : ", ").append(known[i]);
  return problem(ProblemCode::invalid, std::move(says));
}

}  // namespace

void RouteTable::add(Route route) {
  auto segments = split(route.pattern);
  if (route.pattern.empty() || route.pattern.front() != '/' || (!route.handler && !route.upgrade))
    throw std::logic_error("not a route: " + route.method + ' ' + route.pattern);
  for (std::size_t i = 0; i < routes_.size(); ++i)
    if (routes_[i].method == route.method && shape(patterns_[i]) == shape(segments))
      throw std::logic_error("two routes for " + route.method + ' ' + route.pattern);
  patterns_.push_back(std::move(segments));
  routes_.push_back(std::move(route));
}

Match RouteTable::match(std::string_view method, std::span<const std::string> segments) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Match found;
  const std::vector<std::string>* best = nullptr;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(patterns_[i], segments)) continue;
    allow(found.allow, routes_[i].method);
    if (routes_[i].method == "GET") allow(found.allow, "HEAD");
    if (routes_[i].method != wanted || (best && !is_closer(patterns_[i], *best))) continue;
    found.route = &routes_[i];
    best = &patterns_[i];
  }
  if (!found.allow.empty()) allow(found.allow, "OPTIONS");
  for (std::size_t i = 0; best && i < best->size(); ++i)
    if (is_parameter((*best)[i]))
      found.parameters.emplace_back((*best)[i].substr(1, (*best)[i].size() - 2), segments[i]);
  return found;
}

Result<void> check_query(const Route& route, const Pairs& query) {
  if (route.open) return {};
  for (const auto& [name, value] : query) {
    const auto doc = std::find_if(route.parameters.begin(), route.parameters.end(),
                                  [&name = name](const ParameterDoc& one) {
                                    return one.place == ParameterPlace::query && one.name == name;
                                  });
    if (doc == route.parameters.end()) return unknown_parameter(route, name);
    if (doc->type == "boolean" && value != "true" && value != "false")
      return problem(ProblemCode::invalid, name + ": expected true or false");
  }
  return {};
}

Result<void> check_body(const Route& route, std::string_view body) {
  if (route.method == "GET" || !route.body.content_types.empty()) return {};
  std::string said;
  for (const char c : body.substr(0, 64))
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') said += c;
  if ((said.empty() || said == "{}") && body.size() <= 64) return {};
  return problem(ProblemCode::invalid,
                 route.method + ' ' + route.pattern + " takes no body: send none, or {}");
}

bool may_use(const Route& route, const Principal& principal) {
  if (route.open || principal.role == Role::admin) return true;
  return principal.role != Role::nobody &&
         std::find(route.roles.begin(), route.roles.end(), principal.role) != route.roles.end();
}

}  // namespace frontdesk::http
