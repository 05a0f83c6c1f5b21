#include "daemon/cli/explanation.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/lists.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"

namespace frontdesk::cli {
namespace {

Result<int> release(const Options& options, ApiClient& client, Io& io) {
  const auto reply = client.json("POST", "/v1/arrivals/" + encoded(options.id) + "/release");
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  const auto& inner = member_of(*reply, "decision");
  io.out << decision_of(inner.is_null() ? *reply : inner);
  return 0;
}

Result<int> confirm(const Options& options, ApiClient& client, Io& io) {
  const auto reply = client.json("POST", "/v1/arrivals/" + encoded(options.id) + "/confirm");
  if (!reply) return reply.error();
  if (options.json)
    io.out << json_line(*reply);
  else
    io.out << printable(text_of(*reply, "id") + " stays in quarantine, seen by " +
                        text_of(*reply, "reviewed_by"))
           << '\n';
  return 0;
}

}  // namespace

Result<int> arrivals(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  if (options.action == "release") return release(options, *client, io);
  if (options.action == "confirm") return confirm(options, *client, io);
  if (options.action == "show") return explain(options, io);
  ApiQuery query;
  add_filter(query, "outcome", options.outcome);
  add_filter(query, "msp", options.msp);
  add_filter(query, "ticket", options.ticket);
  const auto items = client->list("/v1/arrivals", query, options.cursor, options.limit);
  if (!items) return items.error();
  print_list(*items,
             {{"arrival", "id"},
              {"at", "at"},
              {"channel", "channel"},
              {"line", "line"},
              {"outcome", "outcome"},
              {"msp", "msp"},
              {"contact", "contact"},
              {"ticket", "ticket"},
              {"row", "spam_row"},
              {"reasons", "reasons"},
              {"flags", "flags"},
              {"review by", "review_by"},
              {"from", "from"},
              {"subject", "subject"}},
             "no arrivals", options.json, io);
  return 0;
}

}  // namespace frontdesk::cli
