// Records to and from JSON, once for the store, the API and the command line.
//
// A record is a plain struct with BOOST_DESCRIBE_STRUCT; an enumeration has BOOST_DESCRIBE_ENUM.
// The JSON name of a member or enumerator is its C++ name without a trailing underscore (`default_`
// is "default"). Reading is lenient towards the future and the past: an unknown member is ignored,
// a missing or null one keeps the default that the struct gives it. A value of the wrong type is a
// `syntax` problem that names the path, e.g. `sites[2].time_zone: expected text`.
//
//   std::string text = to_json(ticket);
//   Result<Ticket> ticket = from_json<Ticket>(text);
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "rules/base/clock.h"
#include "rules/base/names.h"
#include "rules/base/result.h"
#include "rules/base/text.h"

namespace frontdesk {

namespace json_detail {

// Bytes that are not UTF-8 are written as U+FFFD.
void append_quoted(std::string& out, std::string_view text);

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T, std::size_t N>
struct is_vector<boost::container::small_vector<T, N>> : std::true_type {};
template <>
struct is_vector<TextList> : std::true_type {};
template <class T>
struct is_map : std::false_type {};
template <class T>
struct is_map<std::map<std::string, T>> : std::true_type {};
template <class T>
struct is_duration : std::false_type {};
template <class R, class P>
struct is_duration<std::chrono::duration<R, P>> : std::true_type {};

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public |
                                                            boost::describe::mod_inherited>;

}  // namespace json_detail

// ---- writing -----------------------------------------------------------------------------------

template <class T>
void append_json(std::string& out, const T& value) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
  } else if constexpr (std::is_floating_point_v<T>) {
    out += boost::json::serialize(boost::json::value(static_cast<double>(value)));
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_quoted(out, value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    append_quoted(out, to_text(value));
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    out += boost::json::serialize(value);
  } else if constexpr (is_duration<T>::value) {
    append_json(out, static_cast<std::int64_t>(value.count()));
  } else if constexpr (is_optional<T>::value) {
    if (value)
      append_json(out, *value);
    else
      out += "null";
  } else if constexpr (is_vector<T>::value) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) out += ',';
      first = false;
      append_json(out, item);
    }
    out += ']';
  } else if constexpr (is_map<T>::value) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value) {
      if (!first) out += ',';
      first = false;
      append_quoted(out, key);
      out += ':';
      append_json(out, item);
    }
    out += '}';
  } else if constexpr (DescribedEnum<T>) {
    append_quoted(out, name_of(value));
  } else {
    static_assert(Described<T>, "give the struct a BOOST_DESCRIBE_STRUCT");
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
      if (!first) out += ',';
      first = false;
      // Names are C++ identifiers: nothing in them wants escaping.
      out.append(1, '"').append(json_name(d.name)).append(1, '"');
      out += ':';
      append_json(out, value.*d.pointer);
    });
    out += '}';
  }
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  out.reserve(256);
  append_json(out, value);
  return out;
}

// ---- reading -----------------------------------------------------------------------------------

namespace json_detail {

Problem expected(std::string_view path, std::string_view what);

// Reads `from` into `to`, which keeps what it has where `from` is null. `path` names the place.
template <class T>
Result<void> read(const boost::json::value& from, T& to, const std::string& path);

template <class T>
Result<void> read_struct(const boost::json::value& from, T& to, const std::string& path) {
  const auto* object = from.if_object();
  if (!object) return expected(path, "an object");
  Result<void> result;
  boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
    if (!result) return;
    const auto name = json_name(d.name);
    if (const auto* member = object->if_contains(name); member && !member->is_null())
      result = read(*member, to.*d.pointer,
                    path.empty() ? std::string(name) : path + '.' + std::string(name));
  });
  return result;
}

template <class T>
Result<void> read_scalar(const boost::json::value& from, T& to, const std::string& path) {
  if constexpr (std::is_same_v<T, bool>) {
    if (!from.is_bool()) return expected(path, "true or false");
    to = from.get_bool();
  } else if constexpr (std::is_integral_v<T>) {
    boost::system::error_code error;
    to = from.to_number<T>(error);
    if (error) return expected(path, "a whole number in range");
  } else if constexpr (std::is_floating_point_v<T>) {
    boost::system::error_code error;
    to = from.to_number<T>(error);
    if (error) return expected(path, "a number");
  } else if constexpr (std::is_same_v<T, std::string>) {
    const auto* text = from.if_string();
    if (!text) return expected(path, "text");
    to.assign(text->data(), text->size());
  } else if constexpr (std::is_same_v<T, Text> || std::is_same_v<T, SharedText>) {
    const auto* text = from.if_string();
    if (!text) return expected(path, "text");
    to = std::string_view(text->data(), text->size());
  } else if constexpr (std::is_same_v<T, Instant>) {
    const auto* text = from.if_string();
    if (!text) return expected(path, "an instant");
    auto instant = parse_instant({text->data(), text->size()});
    if (!instant) return problem(ProblemCode::syntax, path + ": " + instant.error().says);
    to = *instant;
  } else if constexpr (is_duration<T>::value) {
    typename T::rep count{};
    if (auto ok = read_scalar(from, count, path); !ok) return ok;
    to = T{count};
  } else {
    static_assert(DescribedEnum<T>);
    const auto* text = from.if_string();
    const auto found = text ? enum_from<T>({text->data(), text->size()}) : std::nullopt;
    if (!found) return expected(path, "one of " + names_of<T>());
    to = *found;
  }
  return {};
}

template <class T>
Result<void> read(const boost::json::value& from, T& to, const std::string& path) {
  if constexpr (std::is_same_v<T, boost::json::value>) {
    to = from;
    return {};
  } else if constexpr (is_optional<T>::value) {
    typename T::value_type inner{};
    if (auto ok = read(from, inner, path); !ok) return ok;
    to = std::move(inner);
    return {};
  } else if constexpr (is_vector<T>::value) {
    const auto* array = from.if_array();
    if (!array) return expected(path, "a list");
    to.clear();
    to.reserve(array->size());
    for (std::size_t i = 0; i < array->size(); ++i)
      if (auto ok = read((*array)[i], to.emplace_back(), path + '[' + std::to_string(i) + ']'); !ok)
        return ok;
    return {};
  } else if constexpr (is_map<T>::value) {
    const auto* object = from.if_object();
    if (!object) return expected(path, "an object");
    to.clear();
    for (const auto& [key, item] : *object)
      if (auto ok = read(item, to[std::string(key)], path + '.' + std::string(key)); !ok) return ok;
    return {};
  } else if constexpr (Described<T>) {
    return read_struct(from, to, path);
  } else {
    return read_scalar(from, to, path);
  }
}

}  // namespace json_detail

// Parses text with a bound on nesting (32). A `syntax` problem where it is not JSON.
Result<boost::json::value> parse_json(std::string_view text);

template <class T>
Result<T> from_json_value(const boost::json::value& value, const std::string& path = {}) {
  T record{};
  if (auto ok = json_detail::read(value, record, path); !ok) return ok.error();
  return record;
}

template <class T>
Result<T> from_json(std::string_view text) {
  auto value = parse_json(text);
  if (!value) return value.error();
  return from_json_value<T>(*value);
}

}  // namespace frontdesk
