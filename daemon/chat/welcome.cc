#include "daemon/chat/welcome.h"

#include "router/site_hours.h"

namespace frontdesk::chat {
namespace {

// When a partner line takes chats (R110, C41); null where it always does.
const Window* hours_of(const Line* line, const RuleSet& rules) {
  return line && line->partner && !line->hours.empty() ? rules.coverage.window(line->hours)
                                                       : nullptr;
}

bool is_open_at(const Window& window, const Zone& zone, const RuleSet& rules, Instant at) {
  const auto local = zone.to_local(at);
  const bool holiday = rules.holidays.standard().on(date::floor<date::days>(local)) != nullptr;
  return window.contains(local, holiday);
}

// As it was when the chat came in: nobody is sent away in the middle of it.
bool partner_is_closed(const ChatView& view, const Line* line, const RuleSet& rules) {
  const auto* window = hours_of(line, rules);
  if (!window) return false;
  const auto zone = Zone::find(line->time_zone);
  return zone && !is_open_at(*window, *zone, rules, view.arrival.at);
}

ChatState state_of(const ChatView& view, const Line* line, const RuleSet& rules) {
  const auto& record = view.arrival;
  if (!record.chat || record.chat->ended_at || record.facts_erased || !view.ticket)
    return ChatState::ended;
  const bool talks = !view.ticket->technician.empty();
  switch (record.outcome) {
    case Outcome::partner:
      if (!talks && partner_is_closed(view, line, rules)) return ChatState::closed;
      [[fallthrough]];
    case Outcome::queued:
    case Outcome::appended:
    case Outcome::pending_approval:
      return talks ? ChatState::talking : ChatState::waiting;
    default:
      return ChatState::closed;
  }
}

// Told only where it is the hours that keep the visitor out.
std::optional<Instant> opens_at(const ChatView& view, const Line* line, const Directory& directory,
                                const RuleSet& rules, Instant now) {
  if (const auto* window = hours_of(line, rules)) {
    const auto zone = Zone::find(line->time_zone);
    if (!zone) return std::nullopt;
    return window->next_open(now, *zone, rules.holidays.standard());
  }
  const auto& decision = view.decision;
  if (!decision.coverage || decision.coverage->covered || !decision.site) return std::nullopt;
  const auto* site = directory.site(decision.site->str());
  const auto* plan = rules.coverage.plan(decision.coverage->plan.view());
  const auto* window = plan ? rules.coverage.window_of(*plan) : nullptr;
  if (!site || !window) return std::nullopt;
  return SiteHours(*site, *window, rules.holidays).next_open(now);
}

}  // namespace

std::string shown_name(const Directory& directory, const std::string& by) {
  // A token's id is nobody's business, nor is who sits at the machine itself.
  const auto space = by.find(' ');
  const auto name = by.starts_with("t-") && space != by.npos ? by.substr(space + 1) : by;
  if (name.starts_with("uid:")) return {};
  const auto* known = directory.technician(name);
  return known && !known->name.empty() ? known->name : name;
}

Opened welcome_of(const ChatView& view, const Directory& directory, const RuleSet& rules,
                  const Doors& doors, std::string_view language, Instant now) {
  const auto* line = rules.lines.by_id(view.arrival.line);
  Opened opened;
  opened.session = view.arrival.id;
  opened.state = state_of(view, line, rules);
  if (opened.state == ChatState::waiting)
    opened.position = static_cast<std::uint32_t>(view.position);
  if (opened.state == ChatState::talking)
    opened.name = shown_name(directory, view.ticket->technician);
  if (opened.state == ChatState::closed) opened.opens = opens_at(view, line, directory, rules, now);
  opened.last = view.arrival.chat ? view.arrival.chat->last : 0;
  const auto* msp = directory.msp(view.arrival.msp);
  const std::string name = msp ? msp->name : line ? line->title : std::string();
  opened.widget = doors.view(view.arrival.line, view.arrival.msp, name, language);
  return opened;
}

Entry entry_of(const ChatEntry& stored) {
  Entry entry;
  entry.number = stored.number;
  entry.at = stored.at;
  entry.from = stored.from == ChatFrom::visitor      ? From::visitor
               : stored.from == ChatFrom::technician ? From::technician
                                                     : From::system;
  entry.name = stored.name;
  entry.text = stored.text;
  if (stored.from == ChatFrom::visitor) entry.id = stored.id;
  return entry;
}

}  // namespace frontdesk::chat
