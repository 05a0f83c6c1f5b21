#include "daemon/cli/explanation.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/lists.h"
#include "daemon/cli/table.h"
#include "daemon/cli/ticket_id.h"
#include "daemon/cli/verbs.h"

namespace frontdesk::cli {
namespace {

// A release lifts one hindrance; another may be met.
std::string_view what_is_next(const boost::json::value& decision) {
  const auto outcome = text_of(decision, "outcome");
  if (outcome == "held")
    return "let through; its site is not covered now, so it waits until then and goes on by "
           "itself\n";
  if (outcome == "pending_approval") return "let through; it waits for an approval now\n";
  return "let through\n";
}

Result<int> release(const Options& options, ApiClient& client, Io& io) {
  const auto reply = client.json("POST", "/v1/arrivals/" + encoded(options.id) + "/release");
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  io.out << printable(options.id) << ": " << decision_of(*reply) << what_is_next(*reply);
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
  add_filter(query, "ticket", ticket_named(options.ticket));
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
