#include <algorithm>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <utility>

#include "daemon/cli/api_client.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t longest_saying = 500;

std::string text_member(const boost::json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  const auto* text = member ? member->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : std::string();
}

ProblemCode code_of(std::string_view name, long status) {
  for (auto code = ProblemCode::invalid; code < ProblemCode::internal;
       code = static_cast<ProblemCode>(static_cast<int>(code) + 1))
    if (info(code).name == name || (name.empty() && info(code).http_status == status)) return code;
  return name.empty() ? ProblemCode::internal : code_of({}, status);
}

}  // namespace

Problem problem_of(const ApiReply& reply) {
  const auto value = parse_json(reply.body);
  const auto* object = value ? value->if_object() : nullptr;
  if (!object)
    return problem(code_of({}, reply.status),
                   "the daemon answered with status " + std::to_string(reply.status));
  auto name = text_member(*object, "code");
  if (name.empty()) name = text_member(*object, "type");
  if (const auto cut = name.find_last_of(":/#"); cut != std::string::npos) name.erase(0, cut + 1);
  auto says = text_member(*object, "detail");
  if (says.empty()) says = text_member(*object, "title");
  if (says.empty()) says = "the daemon answered with status " + std::to_string(reply.status);
  return problem(code_of(name, reply.status), says.substr(0, longest_saying));
}

std::string encoded(std::string_view text) {
  return boost::urls::encode({text.data(), text.size()}, boost::urls::unreserved_chars);
}

Result<boost::json::value> ApiClient::json(std::string_view method, const std::string& path,
                                           const ApiQuery& query, std::string_view body) {
  const auto reply = call(method, path, query, body);
  if (!reply) return reply.error();
  if (!reply->good()) return problem_of(*reply);
  if (reply->body.empty()) return boost::json::value();
  return parse_json(reply->body);
}

Result<Listed> ApiClient::list(const std::string& path, const ApiQuery& query, std::string cursor,
                               int limit) {
  constexpr std::size_t page = 500;
  Listed all;
  all.next = std::move(cursor);
  const auto wanted = limit == 0 ? SIZE_MAX : static_cast<std::size_t>(limit);
  while (all.items.size() < wanted) {
    auto asked = query;
    asked.emplace_back("limit", std::to_string(std::min(page, wanted - all.items.size())));
    if (!all.next.empty()) asked.emplace_back("cursor", all.next);
    const auto reply = json("GET", path, asked);
    if (!reply) return reply.error();
    const auto* object = reply->if_object();
    const auto* items = object ? object->if_contains("items") : nullptr;
    if (!items || !items->is_array())
      return problem(ProblemCode::internal, "the daemon's answer is not a list");
    all.items.insert(all.items.end(), items->get_array().begin(), items->get_array().end());
    const auto before = std::exchange(all.next, text_member(*object, "next"));
    if (all.next == before) all.next.clear();
    if (all.next.empty()) break;
  }
  return all;
}

}  // namespace frontdesk::cli
