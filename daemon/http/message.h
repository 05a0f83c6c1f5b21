// Requests and responses as handlers see them: plain values, no HTTP library in sight.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/tokens.h"
#include "rules/base/json.h"

namespace frontdesk::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  // "GET" also where the client sent HEAD
  std::string target;  // as sent, for signatures that cover the address
  std::string path;    // as sent, without the query
  Pairs parameters;    // of the route's path, decoded: {"id", "T-1042"}
  Pairs query;         // decoded, in the order sent; a name may come more than once
  Pairs headers;       // names in lower case; Authorization is left out
  std::string body;
  std::string peer;  // "192.0.2.7", or "unix" on a socket in the file system
  Principal principal;

  // Empty where the route has no such parameter.
  std::string_view parameter(std::string_view name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;  // the first
  std::string_view header(std::string_view lower_case_name) const;           // empty where absent
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Pairs headers;
};

// 200 with a described record, or another status.
template <class T>
Response json_response(const T& value, int status = 200) {
  return {status, "application/json", to_json(value), {}};
}

}  // namespace frontdesk::http
