// For operators: simulate, reload, tokens, journal.

#include <charconv>

#include "daemon/api/bodies.h"
#include "daemon/api/services.h"
#include "daemon/decision_json.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

awaitable<Response> simulate(const Services& services, const Request& request) {
  const auto question = read_question(request.body);
  if (!question) co_return http::problem_response(question.error());
  const auto rules = services.desk.rules();
  const auto directory = services.desk.directory();
  cli::Simulator simulator(*rules, *directory);
  const auto decision = simulator.answer(*question);
  if (!decision) co_return http::problem_response(decision.error());
  co_return Response{200, "application/json", decision_json(*decision), {}};
}

awaitable<Response> reload(const Services& services, const Request& request) {
  const auto loaded = co_await services.reload(request.principal.name);
  if (!loaded) co_return http::problem_response(loaded.error());
  std::string out;
  if (!loaded->rules) {
    auto response = http::problem_response(problem(
        ProblemCode::rule_fault, "the rule files have " + std::to_string(loaded->faults.size()) +
                                     " faults; the old rules stay in force"));
    response.body.pop_back();
    response.body += ",\"faults\":" + to_json(loaded->faults) + '}';
    co_return response;
  }
  out = "{\"rules\":" + to_json(loaded->rules->hash) +
        ",\"warnings\":" + to_json(loaded->warnings) + '}';
  co_return Response{200, "application/json", std::move(out), {}};
}

awaitable<Response> list_tokens(const Services& services, const Request&) {
  std::vector<TokenRecord> records = services.tokens.records();
  for (auto& record : records) record.sha256.clear();
  co_return page_response(records, "");
}

// Who makes it may have meant to name an end. Nothing for a token that has one.
std::string warning_of(const TokenRecord& record) {
  if (record.role != Role::admin || record.expires) return {};
  return "this admin token never expires: it is good until somebody revokes it (DELETE "
         "/v1/tokens/" +
         record.id + "); name an end with \"expires\"";
}

awaitable<Response> make_token(const Services& services, const Request& request) {
  auto wish = read_token_wish(request.body);
  if (!wish) co_return http::problem_response(wish.error());
  const auto token =
      co_await services.tokens.make(std::move(*wish), request.principal.name, services.deadline);
  if (!token) co_return http::problem_response(token.error());
  auto shown = token->record;
  shown.sha256.clear();
  std::string out = to_json(shown);
  out.pop_back();
  if (const auto warning = warning_of(shown); !warning.empty())
    out += ",\"warning\":" + to_json(warning);
  out += ",\"token\":" + to_json(token->secret) + '}';
  co_return Response{201, "application/json", std::move(out), {{"Cache-Control", "no-store"}}};
}

awaitable<Response> revoke_token(const Services& services, const Request& request) {
  const auto done = co_await services.tokens.revoke(std::string(request.parameter("id")),
                                                    request.principal.name, services.deadline);
  if (!done) co_return http::problem_response(done.error());
  co_return Response{204, "", "", {}};
}

awaitable<Response> journal(const Services& services, const Request& request) {
  const auto limit = limit_of(request);
  if (!limit) co_return http::problem_response(limit.error());
  const std::string_view text = request.query_value("from").value_or("1");
  Position from = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), from);
  if (error != std::errc() || end != text.data() + text.size())
    co_return http::problem_response(
        problem(ProblemCode::invalid, "from: expected a position of the journal"));
  const auto events = get_events(services.desk.store(), from, *limit);
  if (!events) co_return http::problem_response(events.error());
  const Position next = events->empty() ? from : events->back().position + 1;
  co_return Response{200,
                     "application/json",
                     "{\"items\":" + to_json(*events) + ",\"next\":" + std::to_string(next) + '}',
                     {}};
}

}  // namespace

void add_operator_routes(http::RouteTable& table, const Services& services) {
  using http::ParameterPlace;
  const auto with = [services](auto handler) {
    return [services, handler](const Request& request) { return handler(services, request); };
  };
  table.add({.method = "POST",
             .pattern = "/v1/simulate",
             .summary = "What would become of this, by the rules and the directory in force",
             .roles = {Role::technician},
             .while_shedding = true,
             .body = {"Question", {"application/json"}},
             .responses = {{200, "the decision", "Decision"}},
             .handler = with(simulate)});
  table.add({.method = "POST",
             .pattern = "/v1/reload",
             .summary = "Reads the rule files again; with faults the old rules stay in force",
             .roles = {},
             .while_shedding = true,
             .responses = {{200, "the rule set in force", "Reloaded"}, {422, "the faults"}},
             .handler = with(reload)});
  table.add({.method = "GET",
             .pattern = "/v1/tokens",
             .summary = "The tokens, without their secrets",
             .roles = {},
             .responses = {{200, "the tokens", "TokenPage"}},
             .handler = with(list_tokens)});
  table.add({.method = "POST",
             .pattern = "/v1/tokens",
             .summary = "Makes a token; its secret is shown this once",
             .roles = {},
             .while_shedding = true,
             .body = {"TokenWish", {"application/json"}},
             .responses = {{201, "the token", "NewToken"}},
             .handler = with(make_token)});
  table.add({.method = "DELETE",
             .pattern = "/v1/tokens/{id}",
             .summary = "Revokes a token",
             .roles = {},
             .while_shedding = true,
             .parameters = {{"id", ParameterPlace::path, "t-3f9c0a7be1d2", true}},
             .responses = {{204, "revoked"}},
             .handler = with(revoke_token)});
  table.add({.method = "GET",
             .pattern = "/v1/journal",
             .summary = "Lines of the journal, oldest first",
             .roles = {},
             .parameters = {{"from", ParameterPlace::query, "a position", false, "integer"},
                            {"limit", ParameterPlace::query, "1 to 500", false, "integer"}},
             .responses = {{200, "the lines", "JournalPage"}},
             .handler = with(journal)});
}

}  // namespace frontdesk::api
