#include "daemon/cli/explanation.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/lists.h"
#include "daemon/cli/table.h"
#include "daemon/cli/ticket_id.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

// Who wrote or called, as far as it is kept.
std::string sender_of(const boost::json::value& facts) {
  auto sender = text_of(facts, "from_address");
  if (sender.empty()) sender = text_of(facts, "from_phone");
  if (sender.empty() && member_of(facts, "withheld") == boost::json::value(true))
    sender = "withheld";
  return sender;
}

void print_interactions(const boost::json::value& answer, Io& io) {
  Table table({"interaction", "at", "channel", "outcome", "from", "subject"});
  const auto* list = member_of(answer, "interactions").if_array();
  for (const auto& one : list ? *list : boost::json::array()) {
    const auto& arrival = member_of(one, "arrival");
    const auto& facts = member_of(one, "facts");
    table.row({text_of(arrival, "id"), text_of(arrival, "at"), text_of(arrival, "channel"),
               text_of(arrival, "outcome"), facts.is_null() ? "facts erased" : sender_of(facts),
               text_of(member_of(facts, "mail"), "subject")});
  }
  io.out << table.text(io.columns);
  if (const auto ticket = from_json_value<Ticket>(member_of(answer, "ticket")))
    io.out << interactions_note(*ticket, list ? list->size() : 0);
}

Result<int> show(const Options& options, ApiClient& client, Io& io) {
  const auto reply = client.json("GET", "/v1/tickets/" + encoded(ticket_named(options.id)));
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
  print_interactions(*reply, io);
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
  const auto items = client->list("/v1/tickets", query, options.cursor, options.limit);
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
              {"reasons", "reasons"},
              {"flags", "flags"},
              {"from", "from"},
              {"subject", "subject"}},
             "no tickets", options.json, io);
  return 0;
}

}  // namespace frontdesk::cli
