// What the API's handlers stand on, and the few things that all of them do.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "daemon/api/own_view.h"
#include "daemon/await.h"
#include "daemon/desk/front_desk.h"
#include "daemon/http/problem_json.h"
#include "daemon/http/routes.h"
#include "daemon/metrics.h"
#include "daemon/token_keeper.h"
#include "rules/loader.h"

namespace frontdesk::api {

struct Services {
  FrontDesk& desk;
  const Clock& clock;
  TokenKeeper& tokens;
  // Reads the rule folder again and puts it in force: the reload of SIGHUP and POST /v1/reload
  // alike.
  std::function<boost::asio::awaitable<Result<LoadedRules>>(std::string by)> reload;
  // Takes off the disk what was erased until now; called back when that is done or could not be.
  std::function<void(std::function<void(Result<void>)>)> purge;
  std::chrono::milliseconds deadline{30'000};  // for a commit
};

// What an erasure answers.
struct Erasure {
  std::size_t arrivals = 0;
  // Mails of these whose bytes stay: they came in for somebody else too, who still has them.
  std::size_t raw_kept = 0;
  bool purged = false;  // off the disk already; otherwise it will be
};
BOOST_DESCRIBE_STRUCT(Erasure, (), (arrivals, raw_kept, purged))

// Waits for a command of the desk: `start` is given the callback.
template <class T, class F>
boost::asio::awaitable<Result<T>> ask(const Services& services, F start) {
  co_return co_await await_result<T>(
      // By reference: g++ 12 destroys what a temporary holds in such a call once too often.
      [&start](std::function<void(Result<T>)> done) { start(std::move(done)); }, services.deadline);
}

// {"items":[…],"next":"cursor"|null}
template <class T>
http::Response page_response(const std::vector<T>& items, const std::string& next) {
  std::string out = "{\"items\":";
  append_json(out, items);
  out += ",\"next\":";
  append_json(out, next.empty() ? std::optional<std::string>() : std::optional(next));
  out += '}';
  return {200, "application/json", std::move(out), {}};
}

// `limit` of a list: 1 to 500, 50 where it is not given.
Result<std::size_t> limit_of(const http::Request& request);

// The tenant that a list is narrowed to: an MSP's own whatever it asks, else what the query names.
// An MSP that asks for another's gets a tenant that nobody is.
std::string tenant_of(const http::Request& request);

// True where the principal may see records of this tenant. To others they do not exist.
bool may_see(const http::Request& request, std::string_view msp);

// An arrival's record, where the principal may see it; otherwise the answer that there is none.
Result<ArrivalRecord> visible_arrival(const Services& services, const http::Request& request);

http::Response not_found(std::string_view what, std::string_view id);

// The value of an enumeration in the query; nothing where it is not given.
template <class E>
Result<std::optional<E>> enum_of(const http::Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text || text->empty()) return std::optional<E>();
  const auto found = enum_from<E>(*text);
  if (!found)
    return problem(ProblemCode::invalid, std::string(name) + ": expected one of " + names_of<E>());
  return found;
}

// How whoever asks sees records. Good while the directory is.
OwnView view_of(const http::Request& request, const Directory& directory);

// The decision of a journal line with its sentences, as JSON; "null" where there is none.
std::string told_decision(const Services& services, const http::Request& request, Position position,
                          const Arrival* facts);
// The same of a decision that was just made.
std::string told(const Services& services, const http::Request& request, Decision decision,
                 const Arrival* facts);

// The routes, by what they are about.
void add_ticket_routes(http::RouteTable& table, const Services& services);
void add_arrival_routes(http::RouteTable& table, const Services& services);
void add_review_routes(http::RouteTable& table, const Services& services);
void add_queue_routes(http::RouteTable& table, const Services& services);
void add_directory_routes(http::RouteTable& table, const Services& services);
void add_exchange_routes(http::RouteTable& table, const Services& services);  // import, export
void add_work_routes(http::RouteTable& table, const Services& services);
void add_interaction_routes(http::RouteTable& table, const Services& services);
void add_operator_routes(http::RouteTable& table, const Services& services);
// `told` of each answer once it is durable; on any thread, and quick.
using ChatTold = std::function<void(const ChatSaid&)>;
void add_chat_routes(http::RouteTable& table, const Services& services, ChatTold told);

}  // namespace frontdesk::api
