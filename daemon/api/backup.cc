#include "daemon/api/backup.h"

#include "daemon/api/bodies.h"
#include "daemon/http/problem_json.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

awaitable<Response> begin(BackupRunner& runner, const Request& request) {
  auto wish = read_body<BackupRequest>(request.body);
  if (!wish) co_return http::problem_response(wish.error());
  if (!wish->folder.starts_with('/'))
    co_return http::problem_response(
        problem(ProblemCode::invalid,
                "folder: expected a folder on the daemon's machine, named from the root on"));
  const auto begun = runner.start(std::move(*wish), request.principal.name);
  if (!begun) co_return http::problem_response(begun.error());
  co_return http::json_response(*begun, 202);
}

awaitable<Response> show(BackupRunner& runner, const Request&) {
  co_return http::json_response(runner.state());
}

}  // namespace

void add_backup_routes(http::RouteTable& table, BackupRunner& runner) {
  table.add(
      {.method = "POST",
       .pattern = "/v1/backup",
       .summary = "Begins a backup into a folder on the daemon's machine; mail goes on",
       .roles = {},
       .while_shedding = true,
       .body = {"BackupRequest", {"application/json"}},
       .responses = {{202, "begun; GET tells how it goes", "Backup"}, {409, "one is under way"}},
       .handler = [&runner](const Request& request) { return begin(runner, request); }});
  table.add({.method = "GET",
             .pattern = "/v1/backup",
             .summary = "The backup under way, or the last one since the daemon's start",
             .roles = {},
             .responses = {{200, "how it goes", "Backup"}},
             .handler = [&runner](const Request& request) { return show(runner, request); }});
}

}  // namespace frontdesk::api
