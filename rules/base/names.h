// Names of described enumerators, as JSON, rule files and people see them.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace frontdesk {

namespace json_detail {

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

constexpr std::string_view json_name(const char* name) {
  std::string_view view(name);
  if (!view.empty() && view.back() == '_') view.remove_suffix(1);
  return view;
}

}  // namespace json_detail

// The name of an enumerator as JSON and people see it; "" for a value outside the enumeration.
template <json_detail::DescribedEnum E>
std::string_view name_of(E value) {
  std::string_view found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (d.value == value) found = json_detail::json_name(d.name);
  });
  return found;
}

template <json_detail::DescribedEnum E>
std::optional<E> enum_from(std::string_view name) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (json_detail::json_name(d.name) == name) found = d.value;
  });
  return found;
}

template <json_detail::DescribedEnum E>
std::string names_of() {
  std::string all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (!all.empty()) all += ", ";
    all += json_detail::json_name(d.name);
  });
  return all;
}

}  // namespace frontdesk
