// Requests and responses as handlers see them: plain values, no HTTP library in sight.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/http/held_bytes.h"
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
  Pairs headers;       // names in lower case; without Authorization, but see Route
  std::string body;
  std::string peer;  // "192.0.2.7", or "unix" on a socket in the file system
  Principal principal;
  // What its body holds, and from the handler's first `may_hold` on what that said; null: no bound.
  std::shared_ptr<HeldBytes::Share> held{};

  // Empty where the route has no such parameter.
  std::string_view parameter(std::string_view name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;  // the first
  std::string_view header(std::string_view lower_case_name) const;           // empty where absent

  // Counts so many bytes from now on, for a handler that is going to have them. False where they
  // are too many just now: answer `too_many_held`.
  bool may_hold(std::size_t bytes) const { return !held || held->hold(bytes); }
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Pairs headers;
  // The pieces that come behind `body`, each asked for once the one before is written: "" where
  // there is no more. A problem ends the connection, and whoever reads sees that it is not whole.
  std::function<Result<std::string>()> more{};
};

// 200 with a described record, or another status.
template <class T>
Response json_response(const T& value, int status = 200) {
  return {status, "application/json", to_json(value), {}};
}

}  // namespace frontdesk::http
