#include "daemon/chat/routes.h"

#include "daemon/chat/connection.h"
#include "daemon/http/problem_json.h"

namespace frontdesk::chat {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view usual_line = "chat";
constexpr std::size_t origin_bytes = 300;  // no page has a longer one

Response not_from_there(Hub& hub, std::string_view origin) {
  hub.services().refused("origin", origin.substr(0, origin_bytes));
  return http::problem_response(
      problem(ProblemCode::forbidden, "this page is on no list of origins"));
}

http::Upgrade upgrade(Hub& hub, const Request& request) {
  const auto origin = request.header("origin");
  if (origin.size() > origin_bytes || (!origin.empty() && !hub.doors().knows(origin)))
    return not_from_there(hub, origin);
  const auto id = hub.admit();
  if (!id) {
    hub.services().refused("connections", request.peer);
    return http::problem_response(
        problem(ProblemCode::store_busy, "there are as many chats as may be"));
  }
  return std::make_shared<Connection>(hub, *id, std::string(origin));
}

Response widget(Hub& hub, const Request& request) {
  const auto line = request.query_value("line").value_or(usual_line);
  const auto rules = hub.services().desk.rules();
  const auto* door = rules->lines.by_id(line);
  if (!door || door->channel != Channel::chat)
    return http::problem_response(problem(ProblemCode::not_found, "there is no such chat door"));
  const auto origin = request.header("origin");
  if (!origin.empty() && !hub.doors().allows(door->id, origin)) return not_from_there(hub, origin);
  const auto directory = hub.services().desk.directory();
  const auto* msp = directory->msp(door->msp);
  auto response =
      http::json_response(hub.doors().view(door->id, door->msp, msp ? msp->name : door->title,
                                           request.query_value("language").value_or("")));
  response.headers.emplace_back("Vary", "Origin");
  if (!origin.empty()) response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  return response;
}

}  // namespace

void add_chat_routes(http::RouteTable& table, Hub& hub) {
  table.add({.method = "GET",
             .pattern = "/chat",
             .summary = "A WebSocket for visitors' chats: intake/chat/PROTOCOL.md",
             .open = true,
             .responses = {{101, "the chat's protocol follows"},
                           {403, "a page that is on no list of origins"},
                           {426, "whoever asked does not speak WebSocket"}},
             .upgrade = [&hub](const Request& request) { return upgrade(hub, request); }});
  table.add({.method = "GET",
             .pattern = "/chat/widget",
             .summary = "How a chat door looks and speaks, before a chat is opened",
             .open = true,
             .parameters = {{"line", http::ParameterPlace::query, "a chat line's id"},
                            {"language", http::ParameterPlace::query, "the visitor's: de, pt-BR"}},
             .responses = {{200, "title, colour, logo, language and wording"},
                           {403, "a page that is not on the door's list of origins"}},
             .handler = [&hub](const Request& request) -> boost::asio::awaitable<Response> {
               co_return widget(hub, request);
             }});
}

}  // namespace frontdesk::chat
