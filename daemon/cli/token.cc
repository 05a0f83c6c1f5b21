#include "daemon/cli/api_client.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/lists.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"

namespace frontdesk::cli {
namespace {

Result<int> create(const Options& options, ApiClient& client, Io& io) {
  boost::json::object wish{{"role", options.role}};
  if (!options.msp.empty()) wish["msp"] = options.msp;
  if (!options.name.empty()) wish["name"] = options.name;
  if (!options.expires.empty()) wish["expires"] = options.expires;
  const auto reply = client.json("POST", "/v1/tokens", {}, boost::json::serialize(wish));
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  Table table({"id", "role", "token"});
  const auto token = text_of(*reply, "token");
  table.row({text_of(*reply, "id"), options.role, token});
  io.out << table.text(io.columns);
  io.err << "The token is shown this once; only its SHA-256 is kept.\n";
  if (const auto warning = text_of(*reply, "warning"); !warning.empty())
    io.err << "Warning: " << printable(warning) << '\n';
  return 0;
}

Result<int> revoke(const Options& options, ApiClient& client, Io& io) {
  const auto reply = client.json("DELETE", "/v1/tokens/" + encoded(options.id));
  if (!reply) return reply.error();
  if (options.json)
    io.out << (reply->is_null() ? json_line(boost::json::object{{"revoked", options.id}})
                                : json_line(*reply));
  else
    io.out << "revoked " << printable(options.id) << '\n';
  return 0;
}

}  // namespace

Result<int> token(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  if (options.action == "create") return create(options, *client, io);
  if (options.action == "revoke") return revoke(options, *client, io);
  const auto reply = client->json("GET", "/v1/tokens");
  if (!reply) return reply.error();
  const auto& listed = reply->is_array() ? *reply : member_of(*reply, "items");
  print_list({listed.is_array() ? listed.get_array() : boost::json::array(), ""},
             {{"id", "id"},
              {"role", "role"},
              {"msp", "msp"},
              {"name", "name"},
              {"created", "created"},
              {"expires", "expires"},
              {"revoked", "revoked"}},
             "no tokens", options.json, io);
  return 0;
}

}  // namespace frontdesk::cli
