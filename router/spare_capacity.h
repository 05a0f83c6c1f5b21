// A record in the directory takes what it says, however it was written: a number that is kept as
// "+12125550142" does not keep the room of "+1 (212) 555-0142".
#pragma once

#include <string>
#include <type_traits>

#include "rules/base/json.h"

namespace frontdesk {

template <class T>
void drop_spare_capacity(T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    value.shrink_to_fit();
  } else if constexpr (json_detail::is_vector<T>::value) {
    value.shrink_to_fit();
    for (auto& item : value) drop_spare_capacity(item);
  } else if constexpr (json_detail::is_optional<T>::value) {
    if (value) drop_spare_capacity(*value);
  } else if constexpr (json_detail::Described<T> && !std::is_enum_v<T>) {
    boost::mp11::mp_for_each<json_detail::members_of<T>>(
        [&](auto member) { drop_spare_capacity(value.*member.pointer); });
  }
}

}  // namespace frontdesk
