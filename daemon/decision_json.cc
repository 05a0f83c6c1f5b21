#include "daemon/decision_json.h"

#include "rules/base/json.h"

namespace frontdesk {
namespace {

// Members that the journal keeps and the public shape has only where they are set.
constexpr bool is_extra(std::string_view name) {
  return name == "versions" || name == "expires_at" || name == "review_by" ||
         name == "duplicate_of" || name == "linked" || name == "silent";
}

template <class T>
bool says_something(const std::optional<T>& value) {
  return value.has_value();
}
bool says_something(bool value) {
  return value;
}
bool says_something(const std::string& value) {
  return !value.empty();
}

template <class T>
void append_member(std::string& out, std::string_view name, const T& value) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
  append_json(out, value);
}

}  // namespace

void append_decision(std::string& out, const Decision& decision) {
  using Members = json_detail::members_of<Decision>;
  out += '{';
  boost::mp11::mp_for_each<Members>([&](auto member) {
    constexpr std::string_view name = member.name;
    if constexpr (!is_extra(name)) append_member(out, name, decision.*member.pointer);
  });
  boost::mp11::mp_for_each<Members>([&](auto member) {
    constexpr std::string_view name = member.name;
    if constexpr (is_extra(name)) {
      if (says_something(decision.*member.pointer))
        append_member(out, name, decision.*member.pointer);
    }
  });
  out += '}';
}

std::string decision_json(const Decision& decision) {
  std::string out;
  out.reserve(2048);
  append_decision(out, decision);
  return out;
}

}  // namespace frontdesk
