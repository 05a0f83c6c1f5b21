#include "daemon/cli/explanation.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/lists.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"

namespace frontdesk::cli {
namespace {

Result<int> show(const Options& options, ApiClient& client, Io& io) {
  const auto reply = client.json("GET", "/v1/tickets/" + encoded(options.id));
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  const auto& ticket = member_of(*reply, "ticket");
  for (const char* name : {"id", "status", "queue", "channel", "priority", "restriction", "msp",
                           "company", "site", "contact", "created_at", "changed_at", "answer_by",
                           "held_until", "reasons", "flags", "linked"}) {
    const auto value = text_of(ticket, name);
    if (!value.empty())
      io.out << printable(name + std::string(14 - std::string(name).size(), ' ') + value) << '\n';
  }
  if (const auto* interactions = member_of(*reply, "interactions").if_array())
    print_list(*interactions,
               {{"interaction", "id"},
                {"channel", "channel"},
                {"at", "at"},
                {"outcome", "outcome"},
                {"reasons", "reasons"}},
               "no interactions", false, io);
  io.out << decision_of(member_of(*reply, "decision"));
  return 0;
}

}  // namespace

Result<int> tickets(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  if (!options.id.empty()) return show(options, *client, io);
  ApiQuery query;
  add_filter(query, "queue", options.queue);
  add_filter(query, "status", options.status);
  add_filter(query, "msp", options.msp);
  add_filter(query, "q", options.search);
  const auto items = client->list("/v1/tickets", query, options.limit);
  if (!items) return items.error();
  print_list(*items,
             {{"ticket", "id"},
              {"status", "status"},
              {"queue", "queue"},
              {"channel", "channel"},
              {"priority", "priority"},
              {"msp", "msp"},
              {"company", "company"},
              {"contact", "contact"},
              {"created", "created_at"},
              {"answer by", "answer_by"},
              {"reasons", "reasons"}},
             "no tickets", options.json, io);
  return 0;
}

}  // namespace frontdesk::cli
