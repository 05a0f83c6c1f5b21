#include "daemon/cli/api_client.h"
#include "daemon/cli/decision_text.h"
#include "daemon/cli/earlier.h"
#include "daemon/cli/explanation.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/stored.h"
#include "daemon/cli/table.h"
#include "daemon/cli/ticket_id.h"
#include "daemon/cli/verbs.h"
#include "daemon/decision_json.h"
#include "daemon/ticket_json.h"
#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

// "decided 2026-…Z by smtp, line 17 of the journal", and what was decided before.
std::string history(const Event& event, const JournalPages& journal) {
  std::string out = "decided " + to_text(event.at) + (event.by.empty() ? "" : " by " + event.by) +
                    ", line " + std::to_string(event.position) + " of the journal\n";
  const auto earlier = earlier_decisions(journal, event);
  return out + (earlier ? earlier_text(*earlier) : earlier.error().says + '\n');
}

Result<std::vector<Event>> journal_of(ApiClient& client, Position first, std::size_t at_most) {
  const auto reply = client.json(
      "GET", "/v1/journal", {{"from", std::to_string(first)}, {"limit", std::to_string(at_most)}});
  if (!reply) return reply.error();
  return from_json_value<std::vector<Event>>(member_of(*reply, "items"));
}

// What the daemon does not show to this token is not worth a failure.
std::string history(ApiClient& client, const boost::json::value& decided) {
  const auto position = from_json_value<Position>(decided);
  if (!position) return {};
  const auto journal = [&](Position first, std::size_t at_most) {
    return journal_of(client, first, at_most);
  };
  const auto events = journal(*position, 1);
  return events && !events->empty() ? history(events->front(), journal) : std::string();
}

// What people did with an arrival after its decision; a time is "" where they did not.
std::string afterwards(const std::string& reviewed_at, const std::string& reviewed_by,
                       const std::string& released_at, const std::string& released_by) {
  std::string out;
  if (!reviewed_at.empty())
    out += printable("reviewed by " + reviewed_by + " at " + reviewed_at +
                     (released_at.empty() ? ": stays in quarantine" : "")) +
           '\n';
  if (!released_at.empty())
    out += printable("released " + released_at + " by " + released_by) + '\n';
  return out;
}

std::string afterwards(const ArrivalRecord& record) {
  const auto text = [](const std::optional<Instant>& at) { return at ? to_text(*at) : ""; };
  return afterwards(text(record.reviewed_at), record.reviewed_by, text(record.released_at),
                    record.released_by);
}

Result<int> ask(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  const auto id = ticket_named(options.id);
  const bool ticket = id.starts_with("T-");
  const auto reply = client->json("GET", (ticket ? "/v1/tickets/" : "/v1/arrivals/") + encoded(id));
  if (!reply) return reply.error();
  if (options.json) {
    io.out << json_line(*reply);
    return 0;
  }
  const auto& record = member_of(*reply, ticket ? "ticket" : "arrival");
  io.out << printable(text_of(record, "id")) << ": " << decision_of(member_of(*reply, "decision"));
  io.out << printable_lines(history(*client, member_of(record, "decided")));
  if (ticket)
    if (const auto known = from_json_value<Ticket>(record)) io.out << interactions_note(*known, 0);
  if (!ticket && member_of(record, "facts_erased") == boost::json::value(true))
    io.out << "facts erased\n";
  io.out << afterwards(text_of(record, "reviewed_at"), text_of(record, "reviewed_by"),
                       text_of(record, "released_at"), text_of(record, "released_by"));
  return 0;
}

// The shape of the daemon's answer to the same question.
std::string explanation_json(const Explanation& found) {
  const auto decision = found.decision ? decision_json(*found.decision) : "null";
  return found.ticket ? ticket_json(*found.ticket, found.interactions, decision)
                      : arrival_json({*found.arrival, found.facts}, decision);
}

Result<int> read(const Options& options, const Store& store, Io& io) {
  const auto id = ticket_named(options.id);
  const auto found = explain_from(store, id, io);
  if (!found) return found.error();
  if (options.json) {
    io.out << explanation_json(*found) << '\n';
    return 0;
  }
  io.out << printable(id) << ": ";
  if (!found->decision) {
    io.out << "no decision in the journal\n";
    return 0;
  }
  io.out << decision_text(*found->decision);
  io.out << printable_lines(history(*found->event, [&](Position first, std::size_t at_most) {
    return get_events(store, first, at_most);
  }));
  if (found->ticket) io.out << interactions_note(*found->ticket, 0);
  if (!found->facts) io.out << "facts erased\n";
  if (found->arrival) io.out << afterwards(*found->arrival);
  return 0;
}

}  // namespace

Result<int> explain(const Options& options, Io& io) {
  return daemon_or_store(
      options, io, [&] { return ask(options, io); },
      [&](const Store& store) { return read(options, store, io); });
}

}  // namespace frontdesk::cli
