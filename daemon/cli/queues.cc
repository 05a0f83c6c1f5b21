#include "daemon/cli/json_view.h"
#include "daemon/cli/lists.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"

namespace frontdesk::cli {

Result<int> queues(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  const auto reply = client->json("GET", "/v1/queues");
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  const auto* items = member_of(*reply, "items").if_array();
  Table table({"queue", "waiting", "since", "for"});
  const auto now = SystemClock().now();
  for (const auto& item : items ? *items : boost::json::array()) {
    const auto since = text_of(item, "oldest_since");
    const auto instant = parse_instant(since);
    table.row({text_of(item, "queue"), text_of(item, "depth"), since,
               instant ? spoken_age(now - *instant) : ""});
  }
  if (table.empty())
    io.out << "no queues\n";
  else
    io.out << table.text(io.columns)
           << "held tickets are not counted: frontdesk tickets --status held\n";
  return 0;
}

}  // namespace frontdesk::cli
