// A record as the JSON that the store keeps. What says nothing is left out: an absent optional, an
// empty text or list, false, zero. Whoever reads it gives a missing member the struct's default, so
// a member stays in where its default says something. Enumerations and instants always stay in.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "rules/base/json.h"
#include "storage/transaction.h"

namespace frontdesk {

namespace encode_detail {

template <class T>
bool says_nothing(const T& value) {
  using namespace json_detail;
  if constexpr (std::is_arithmetic_v<T>)
    return value == T{};
  else if constexpr (is_duration<T>::value)
    return value == T::zero();
  else if constexpr (is_optional<T>::value)
    return !value.has_value();
  else if constexpr (std::is_convertible_v<const T&, std::string_view> || is_vector<T>::value ||
                     is_map<T>::value)
    return value.empty();
  else
    return false;
}

// A described struct that is written by its members.
template <class T>
inline constexpr bool by_members =
    json_detail::Described<T> && !std::is_convertible_v<const T&, std::string_view>;

// `"name":` of a member, made by the compiler.
template <class Member>
struct Label {
  static constexpr std::string_view name = json_detail::json_name(Member::name);
  static constexpr auto bytes = [] {
    std::array<char, name.size() + 3> made{};
    made[0] = '"';
    name.copy(made.data() + 1, name.size());
    made[name.size() + 1] = '"';
    made[name.size() + 2] = ':';
    return made;
  }();
};

}  // namespace encode_detail

template <class T>
void append_stored(std::string& out, const T& value) {
  using namespace encode_detail;
  if constexpr (json_detail::is_optional<T>::value) {
    if (value)
      append_stored(out, *value);
    else
      out += "null";
  } else if constexpr (json_detail::is_vector<T>::value) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) out += ',';
      first = false;
      append_stored(out, item);
    }
    out += ']';
  } else if constexpr (by_members<T>) {
    static const T fresh{};
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<json_detail::members_of<T>>([&](auto member) {
      using Member = decltype(member);
      const auto& is = value.*Member::pointer;
      if (says_nothing(is) && says_nothing(fresh.*Member::pointer)) return;
      const auto before = out.size();
      if (!first) out += ',';
      out.append(Label<Member>::bytes.data(), Label<Member>::bytes.size());
      const auto begin = out.size();
      append_stored(out, is);
      // A struct of which nothing is said.
      if constexpr (by_members<std::decay_t<decltype(is)>>)
        if (out.size() - begin == 2) return out.resize(before);
      first = false;
    });
    out += '}';
  } else if constexpr (json_detail::DescribedEnum<T>) {
    // Names are C++ identifiers: nothing in them wants escaping.
    out.append(1, '"').append(name_of(value)).append(1, '"');
  } else {
    append_json(out, value);
  }
}

template <class Record>
void put_json(Transaction& transaction, Column column, std::string_view key, const Record& record) {
  transaction.put_made(column, key, [&](std::string& out) { append_stored(out, record); });
}

}  // namespace frontdesk
