// Members of JSON from outside that no record has: refused. A record is replaced whole, so that a
// misspelt member would empty the one that was meant. What a store and a journal hold is read
// without this: theirs may be older or newer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/base/json.h"

namespace frontdesk {

namespace unknown_detail {

// Where a value stands in a document; a text is made of it only where something is wrong.
struct Place {
  const Place* in = nullptr;  // null: the document itself
  std::string_view name = {};
  std::size_t index = 0;
  bool is_item = false;  // of a list, at `index`
};

Problem unknown(std::string_view name, const Place& in, const std::vector<std::string_view>& known);

template <class T>
std::vector<std::string_view> names_in() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<json_detail::members_of<T>>(
      [&](auto d) { names.push_back(json_detail::json_name(d.name)); });
  return names;
}

template <class T>
Result<void> look(const boost::json::value& value, const Place& place, std::string_view alias) {
  using namespace json_detail;
  Result<void> result;
  if constexpr (is_optional<T>::value) {
    result = look<typename T::value_type>(value, place, alias);
  } else if constexpr (is_vector<T>::value) {
    const auto* list = value.if_array();
    for (std::size_t i = 0; list && result && i < list->size(); ++i)
      result = look<typename T::value_type>((*list)[i], Place{&place, {}, i, true}, {});
  } else if constexpr (Described<T>) {
    const auto* object = value.if_object();
    if (!object) return result;
    for (const auto& row : *object) {
      const std::string_view name(row.key().data(), row.key().size());
      if (name == alias) continue;
      bool known = false;
      boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
        if (known || json_name(d.name) != name) return;
        known = true;
        using Member = std::remove_reference_t<decltype(std::declval<T&>().*d.pointer)>;
        result = look<Member>(row.value(), Place{&place, name}, {});
      });
      if (!known) return unknown(name, place, names_in<T>());
      if (!result) return result;
    }
  }
  return result;
}

}  // namespace unknown_detail

// Refuses with `invalid` the first member that a T does not have, in what it holds too. The
// sentence names it, escaped and cut, the one that was most likely meant, and those that there are.
// `alias` is a member of T itself that is read elsewhere. Values of a wrong type are not its
// business.
template <class T>
Result<void> refuse_unknown_members(const boost::json::value& value, std::string_view alias = {}) {
  return unknown_detail::look<T>(value, {}, alias);
}

}  // namespace frontdesk
