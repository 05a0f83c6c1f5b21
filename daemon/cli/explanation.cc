#include "daemon/cli/explanation.h"

#include "daemon/cli/decision_text.h"
#include "daemon/cli/offline.h"
#include "daemon/cli/stored.h"
#include "daemon/cli/table.h"
#include "router/says.h"
#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

Result<void> find_records(const Reader& reader, const std::string& id, Explanation& found) {
  auto arrival = get_arrival(reader, id);
  if (!arrival) return arrival.error();
  if (*arrival) {
    found.arrival = std::move(**arrival);
    return {};
  }
  auto ticket = get_ticket(reader, id);
  if (!ticket) return ticket.error();
  if (!*ticket)
    return problem(ProblemCode::not_found, "there is no arrival and no ticket \"" + id + '"');
  found.ticket = std::move(**ticket);
  auto newest = newest_interactions(reader, *found.ticket);
  if (!newest) return newest.error();
  found.interactions = std::move(*newest);
  return {};
}

Result<void> add_sentences(const Reader& reader, Explanation& found, Io& io) {
  const auto rules = stored_rules(reader, found.decision->rules);
  if (!rules) {
    io.err << rules.error().says << ": steps are shown as codes\n";
    return {};
  }
  const auto directory = stored_directory(reader, **rules, io);
  if (!directory) return directory.error();
  render(*found.decision, found.facts ? &*found.facts : nullptr, *directory, **rules);
  return {};
}

}  // namespace

std::string decision_of(const boost::json::value& decision) {
  if (!decision.is_object()) return {};
  const auto read = from_json_value<Decision>(decision);
  return read ? decision_text(*read) : read.error().says + '\n';
}

std::string interactions_note(const Ticket& ticket, std::size_t shown) {
  const auto all = interactions_of(ticket);
  auto note = counted(all, "interaction", "interactions");
  if (shown > 0 && shown < all) note += ", the newest " + std::to_string(shown) + " above";
  if (shown < all) note += "; all of them: frontdesk arrivals --ticket " + ticket.id;
  return printable(note) + '\n';
}

Result<Explanation> explain_from(const Reader& reader, const std::string& id, Io& io) {
  Explanation found;
  if (auto ok = find_records(reader, id, found); !ok) return ok.error();
  const auto position = found.arrival ? found.arrival->decided : found.ticket->decided;
  auto event = get_event(reader, position);
  if (!event) return event.error();
  found.event = std::move(*event);
  auto facts = get_facts(reader, found.ticket ? opening_arrival(*found.ticket) : found.arrival->id);
  if (!facts) return facts.error();
  found.facts = std::move(*facts);
  if (!found.event || !found.event->decision) return found;
  found.decision = found.event->decision;
  if (auto ok = add_sentences(reader, found, io); !ok) return ok.error();
  return found;
}

}  // namespace frontdesk::cli
