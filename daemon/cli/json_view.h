// Reading members out of the daemon's answers for a table.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace frontdesk::cli {

// A member as a person reads it: a text as it stands, a list with commas, "" for null and where
// there is none.
std::string text_of(const boost::json::value& record, std::string_view member);

// The member, or null where there is none.
const boost::json::value& member_of(const boost::json::value& record, std::string_view member);

// One JSON document and a line feed.
std::string json_line(const boost::json::value& value);

}  // namespace frontdesk::cli
