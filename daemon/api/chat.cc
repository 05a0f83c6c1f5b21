// What technicians do with chats: POST /v1/tickets/{id}/reply, GET /v1/tickets/{id}/chat, and
// POST /v1/tickets/{id}/chat/end.

#include <charconv>

#include "daemon/api/bodies.h"
#include "daemon/api/services.h"
#include "daemon/chat/welcome.h"
#include "intake/chat/fields.h"
#include "rules/redact/redact.h"
#include "storage/chat.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

constexpr std::size_t text_characters = 4'000;  // as a visitor's
constexpr std::size_t key_bytes = 64;

Result<std::string> text_of(const Request& request) {
  auto body = read_reply(request.body);
  if (!body) return body.error();
  auto text = chat::with_plain_lines(std::move(body->text));
  if (chat::is_blank(text) || chat::characters_of(text) > text_characters ||
      chat::has_controls(text))
    return problem(ProblemCode::invalid,
                   "text: expected 1 to 4,000 characters without control characters");
  return redact(text).text;  // R189
}

awaitable<Response> reply(const Services& services, const ChatTold& told, const Request& request) {
  auto text = text_of(request);
  if (!text) co_return http::problem_response(text.error());
  const auto key = request.header("idempotency-key");
  if (!key.empty() && (key.size() > key_bytes || !chat::is_id(key)))
    co_return http::problem_response(problem(
        ProblemCode::invalid, "Idempotency-Key: expected up to 64 letters, digits and . _ : -"));
  ChatSaying saying;
  saying.ticket = std::string(request.parameter("id"));
  saying.by = request.principal.name;
  saying.any_ticket = request.principal.role == Role::admin;
  saying.entry.from = ChatFrom::technician;
  saying.entry.name = chat::shown_name(*services.desk.directory(), request.principal.name);
  saying.entry.id = key;
  saying.entry.text = std::move(*text);
  if (const auto ticket = get_ticket(services.desk.store(), saying.ticket); !ticket)
    co_return http::problem_response(ticket.error());
  else if (!*ticket)
    co_return not_found("ticket", saying.ticket);
  const auto said = co_await ask<ChatSaid>(services, [&](FrontDesk::Done<ChatSaid> done) {
    services.desk.say(std::move(saying), [told, done = std::move(done)](Result<ChatSaid> one) {
      if (one) told(*one);
      done(std::move(one));
    });
  });
  if (!said) co_return http::problem_response(said.error());
  co_return http::json_response(said->entry, said->again ? 200 : 201);
}

// The newest chat of a ticket.
Result<std::optional<ArrivalRecord>> chat_of(const Reader& reader, const Ticket& ticket) {
  for (auto one = ticket.interactions.rbegin(); one != ticket.interactions.rend(); ++one) {
    auto record = get_arrival(reader, *one);
    if (!record) return record.error();
    if (*record && (*record)->chat) return record;
  }
  return std::optional<ArrivalRecord>{};
}

awaitable<Response> show(const Services& services, const Request& request) {
  const auto limit = limit_of(request);
  if (!limit) co_return http::problem_response(limit.error());
  const auto cursor = request.query_value("cursor").value_or("");
  std::uint64_t after = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (error != std::errc{} || end != cursor.data() + cursor.size()))
    co_return http::problem_response(
        problem(ProblemCode::invalid, "cursor: expected the number of a message"));
  const auto snapshot = services.desk.store().snapshot();
  const auto id = request.parameter("id");
  const auto ticket = get_ticket(*snapshot, id);
  if (!ticket) co_return http::problem_response(ticket.error());
  if (!*ticket) co_return not_found("ticket", id);
  const auto chat = chat_of(*snapshot, **ticket);
  if (!chat) co_return http::problem_response(chat.error());
  if (!*chat) co_return not_found("chat of ticket", id);
  const auto entries = get_chat(*snapshot, (*chat)->id, after, *limit);
  if (!entries) co_return http::problem_response(entries.error());
  const bool more = entries->size() == *limit && entries->back().number < (*chat)->chat->last;
  co_return page_response(*entries, more ? std::to_string(entries->back().number) : "");
}

awaitable<Response> end(const Services& services, const Request& request) {
  const std::string id(request.parameter("id"));
  const auto ticket = get_ticket(services.desk.store(), id);
  if (!ticket) co_return http::problem_response(ticket.error());
  if (!*ticket) co_return not_found("ticket", id);
  ChatEnding ending{"", id, request.principal.name, request.principal.role == Role::admin};
  const auto ended = co_await ask<std::string>(services, [&](FrontDesk::Done<std::string> done) {
    services.desk.end_chat(std::move(ending), std::move(done));
  });
  if (!ended) co_return http::problem_response(ended.error());
  co_return Response{204, "", "", {}};
}

}  // namespace

void add_chat_routes(http::RouteTable& table, const Services& services, ChatTold told) {
  using http::ParameterPlace;
  const http::ParameterDoc id{"id", ParameterPlace::path, "T-1042", true};
  table.add({.method = "POST",
             .pattern = "/v1/tickets/{id}/reply",
             .summary = "Answers in the ticket's chat. The ticket must be the caller's",
             .roles = {Role::technician},
             .parameters = {id,
                            {"Idempotency-Key", ParameterPlace::header,
                             "the same with every try of one answer: it is said once"}},
             .body = {"Reply", {"application/json"}},
             .responses = {{201, "it is durable, and on its way to the visitor", "ChatMessage"},
                           {200, "it was said before with this key", "ChatMessage"},
                           {409, "the chat is over, or the ticket is not the caller's"}},
             .handler = [services, told](const Request& request) {
               return reply(services, told, request);
             }});
  table.add({.method = "GET",
             .pattern = "/v1/tickets/{id}/chat",
             .summary = "What was said in the ticket's newest chat, oldest first",
             .roles = {Role::technician},
             .parameters = {id,
                            {"cursor", ParameterPlace::query, "`next` of the page before"},
                            {"limit", ParameterPlace::query, "1 to 500", false, "integer"}},
             .responses = {{200, "a page of messages", "ChatMessagePage"}},
             .handler = [services](const Request& request) { return show(services, request); }});
  table.add(
      {.method = "POST",
       .pattern = "/v1/tickets/{id}/chat/end",
       .summary = "Ends the ticket's chat for its visitor. The ticket stays open",
       .roles = {Role::technician},
       .parameters = {id},
       .responses = {{204, "it is over"}, {409, "the ticket is not the caller's, or has no chat"}},
       .handler = [services](const Request& request) { return end(services, request); }});
}

}  // namespace frontdesk::api
