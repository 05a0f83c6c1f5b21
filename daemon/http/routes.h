// The route table: what the API offers, to whom, and who answers. The server, the access check and
// the OpenAPI document all read this one table.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/message.h"
#include "daemon/http/upgraded.h"

namespace frontdesk::http {

// The request is the handler's until its coroutine has ended: a large body may be moved on.
using Handler = std::function<boost::asio::awaitable<Response>(Request&)>;

enum class ParameterPlace { path, query, header };

struct ParameterDoc {
  std::string name;
  ParameterPlace place = ParameterPlace::query;
  std::string says;
  bool required = false;
  std::string type = "string";        // string | integer | boolean
  std::vector<std::string> one_of{};  // the values that exist, where they are few
};

struct ResponseDoc {
  int status = 200;
  std::string says;
  std::string schema{};  // the name of a schema of openapi.h, "" where there is none
  std::string content_type = "application/json";
};

struct BodyDoc {
  std::string schema{};
  std::vector<std::string> content_types{};  // empty: no body is expected
  std::string says{};
};

inline constexpr std::size_t usual_body_bytes = 1024 * 1024;
inline constexpr std::size_t import_body_bytes = 32 * 1024 * 1024;

struct Route {
  std::string method;   // GET, POST, PUT, DELETE
  std::string pattern;  // "/v1/tickets/{id}"; a parameter is a whole segment
  std::string summary;
  std::vector<Role> roles{};  // admin may always
  bool open = false;          // anyone, without a token
  // Its requests prove themselves: their Authorization is the handler's, among the headers.
  bool own_credentials = false;
  // Goes on while load is shed, as every GET does: to see, to be ready, or what must not wait. One
  // GET writes: reading a mail's raw bytes is journalled first. It is let through too, since who
  // looks for what went wrong needs them; where its line cannot be stored it shows nothing.
  bool while_shedding = false;
  std::vector<ParameterDoc> parameters{};
  BodyDoc body{};
  std::vector<ResponseDoc> responses{};
  std::size_t body_bytes = usual_body_bytes;
  Handler handler{};
  // Of an address for WebSockets, in the place of a handler: whoever asks for one becomes this.
  std::function<Upgrade(const Request&)> upgrade{};
};

// What a table says of a method and a path.
struct Match {
  const Route* route = nullptr;      // null: nobody answers this
  Pairs parameters{};                // decoded
  std::vector<std::string> allow{};  // the methods of the path; empty: no such path (404)
};

class RouteTable {
 public:
  // Two routes of one method that match the same paths, and a pattern that is not one, are bugs:
  // std::logic_error.
  void add(Route route);

  // `segments` are the path's, decoded, without the leading slash. A literal segment wins over a
  // parameter. HEAD finds the route of GET.
  Match match(std::string_view method, std::span<const std::string> segments) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // the segments of routes_[i].pattern
};

// Refuses with `invalid` what a route does not know: a parameter of the query under another name
// than it documents, one that is neither true nor false where it says so, and, where it changes
// something, a body where it takes none ("{}" says nothing). "dry_rnu=true" would load the file,
// and a filter that is passed over lists everything. What is open to anyone takes any parameter:
// probes and caches add their own.
Result<void> check_query(const Route& route, const Pairs& query);
Result<void> check_body(const Route& route, std::string_view body);

// True where the principal may use the route.
bool may_use(const Route& route, const Principal& principal);

}  // namespace frontdesk::http
