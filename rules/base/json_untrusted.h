// JSON that others send: read as by parse_json, with bounds on what it can cost and mean.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rules/base/json.h"

namespace frontdesk {

namespace json_detail {
// "line 3, column 14": both from 1, columns in characters.
std::string place_in(std::string_view text, std::size_t at);
}  // namespace json_detail

// Refuses, before anything is built of it, a text of more than 2,000,000 values, an object of more
// than 1,000 names, and one that has a name twice: which of the two counts would be a guess. The
// problem says where, and which name.
Result<boost::json::value> parse_untrusted_json(std::string_view text);

template <class T>
Result<T> from_untrusted_json(std::string_view text) {
  auto value = parse_untrusted_json(text);
  if (!value) return value.error();
  return from_json_value<T>(*value);
}

}  // namespace frontdesk
