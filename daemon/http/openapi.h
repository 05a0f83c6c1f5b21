// The OpenAPI 3.1 document, built from the route table and from the records' own descriptions.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <type_traits>

#include "daemon/http/routes.h"
#include "rules/base/json.h"

namespace frontdesk::http {

// The JSON Schema of what rules/base/json.h writes for a T. Nothing is `required`: a missing member
// takes its default.
template <class T>
boost::json::object schema_of() {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_integral_v<T> || is_duration<T>::value) {
    return {{"type", "integer"}};
  } else if constexpr (std::is_floating_point_v<T>) {
    return {{"type", "number"}};
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return {{"type", "string"}};
  } else if constexpr (std::is_same_v<T, Instant>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    return {};
  } else if constexpr (is_optional<T>::value) {
    auto inner = schema_of<typename T::value_type>();
    if (auto* type = inner.if_contains("type"); type && type->is_string())
      *type = boost::json::array{*type, "null"};
    if (auto* values = inner.if_contains("enum")) values->as_array().emplace_back(nullptr);
    return inner;
  } else if constexpr (is_vector<T>::value) {
    return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
  } else if constexpr (is_map<T>::value) {
    return {{"type", "object"}, {"additionalProperties", schema_of<typename T::mapped_type>()}};
  } else if constexpr (DescribedEnum<T>) {
    boost::json::array names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
      const auto name = json_name(d.name);
      names.emplace_back(boost::json::string_view(name.data(), name.size()));
    });
    return {{"type", "string"}, {"enum", std::move(names)}};
  } else {
    static_assert(Described<T>, "give the struct a BOOST_DESCRIBE_STRUCT");
    boost::json::object properties;
    boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
      const auto name = json_name(d.name);
      properties[boost::json::string_view(name.data(), name.size())] = schema_of<Member>();
    });
    return {{"type", "object"}, {"properties", std::move(properties)}};
  }
}

// Named schemas, for the responses and bodies of routes.
class Schemas {
 public:
  // Also "<name>Page", a page of them.
  template <class T>
  void add(const std::string& name) {
    add(name, schema_of<T>());
  }
  void add(const std::string& name, boost::json::object schema);
  const std::map<std::string, boost::json::object>& all() const { return all_; }

 private:
  std::map<std::string, boost::json::object> all_;
};

// The document as JSON. A route that names a schema which is not there gets none in the document.
std::string openapi_document(const RouteTable& routes, const Schemas& schemas);

}  // namespace frontdesk::http
