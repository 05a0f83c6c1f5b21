#include "daemon/cli/api_client.h"
#include "daemon/cli/decision_text.h"
#include "daemon/cli/explanation.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/stored.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "daemon/decision_json.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

// "decided 2026-…Z by smtp, line 17 of the journal"
std::string when(const std::string& at, const std::string& by, const std::string& position) {
  return "decided " + at + (by.empty() ? "" : " by " + by) + ", line " + position +
         " of the journal\n";
}

// The daemon's line of the journal; what cannot be had is not worth a failure.
std::string when_decided(ApiClient& client, const std::string& position) {
  const auto reply = client.json("GET", "/v1/journal", {{"from", position}, {"limit", "1"}});
  if (!reply) return {};
  const auto* items = member_of(*reply, "items").if_array();
  if (!items || items->empty()) return {};
  return when(text_of(items->front(), "at"), text_of(items->front(), "by"), position);
}

Result<int> ask(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  const bool ticket = options.id.starts_with("T-") || options.id.starts_with("t-");
  const auto reply =
      client->json("GET", (ticket ? "/v1/tickets/" : "/v1/arrivals/") + encoded(options.id));
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  const auto& record = member_of(*reply, ticket ? "ticket" : "arrival");
  io.out << printable(text_of(record, "id")) << ": " << decision_of(member_of(*reply, "decision"));
  io.out << printable_lines(when_decided(*client, text_of(record, "decided")));
  if (!ticket && member_of(record, "facts_erased") == boost::json::value(true))
    io.out << "facts erased\n";
  if (const auto released = text_of(record, "released_at"); !released.empty())
    io.out << printable("released " + released + " by " + text_of(record, "released_by")) << '\n';
  return 0;
}

// The shape of the daemon's answer to the same question.
std::string explanation_json(const Explanation& found) {
  std::string out = "{";
  if (found.ticket) out += "\"ticket\":" + to_json(*found.ticket) + ",\"interactions\":[";
  if (found.arrival) out += "\"arrival\":" + to_json(*found.arrival) + ",\"facts\":";
  if (found.arrival) out += found.facts ? to_json(*found.facts) : "null";
  for (std::size_t i = 0; i < found.interactions.size(); ++i)
    out += (i == 0 ? "" : ",") + to_json(found.interactions[i]);
  if (found.ticket) out += ']';
  out += ",\"decision\":";
  return out + (found.decision ? decision_json(*found.decision) : "null") + '}';
}

Result<int> read(const Options& options, const Store& store, Io& io) {
  const auto found = explain_from(store, options.id, io);
  if (!found) return found.error();
  if (options.json) {
    io.out << explanation_json(*found) << '\n';
    return 0;
  }
  io.out << printable(options.id) << ": ";
  if (!found->decision) {
    io.out << "no decision in the journal\n";
    return 0;
  }
  io.out << decision_text(*found->decision);
  io.out << printable_lines(
      when(to_text(found->event->at), found->event->by, std::to_string(found->event->position)));
  if (!found->facts) io.out << "facts erased\n";
  return 0;
}

}  // namespace

Result<int> explain(const Options& options, Io& io) {
  return daemon_or_store(
      options, io, [&] { return ask(options, io); },
      [&](const Store& store) { return read(options, store, io); });
}

}  // namespace frontdesk::cli
