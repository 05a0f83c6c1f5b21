// The spam rows and loop guards, for mail only (R191 to R214, C16 to C18a).

#include <algorithm>

#include "router/case.h"

namespace frontdesk {
namespace {

// "Not for this MSP where the phrase is in the mail" (C18).
bool excepted(const Case& c, const std::string& row) {
  const auto& exceptions = c.rules.spam.exceptions();
  return std::any_of(c.arrival.mail.hits.exceptions.begin(), c.arrival.mail.hits.exceptions.end(),
                     [&](int index) {
                       if (index < 0 || static_cast<std::size_t>(index) >= exceptions.size())
                         return false;
                       const auto& e = exceptions[static_cast<std::size_t>(index)];
                       return e.enabled && e.row == row && c.msp && e.msp == c.msp->id;
                     });
}

// The lowest row that is neither excepted nor only on trial.
std::string first_row(Case& c) {
  for (const auto& id : c.arrival.mail.hits.rows) {
    if (excepted(c, id)) {
      c.step(StepKind::screen, "excepted", {id});
      continue;
    }
    const auto* row = c.rules.spam.row(id);
    if (!row || !row->enabled) continue;  // the rules have changed since it was matched
    if (row->dry_run) {
      c.step(StepKind::screen, "dry_run", {id});
      continue;
    }
    return id;
  }
  return {};
}

bool shows(const Case& c, const LoopGuard& guard) {
  const auto& mail = c.arrival.mail;
  switch (guard.sign) {
    case LoopSign::auto_replied:
      return mail.auto_submitted == "auto-replied";
    case LoopSign::auto_generated:
      return mail.auto_submitted == "auto-generated";
    case LoopSign::null_return_path:
      return mail.null_return_path;
    case LoopSign::own_address:
      return mail.from_own_address;
    case LoopSign::sender_rate:
      return guard.limit > 0 && c.context.sender_count >= guard.limit;
    case LoopSign::hops:
      return guard.limit > 0 && mail.hops > static_cast<int>(guard.limit);
  }
  return false;
}

// "spam:S18": short enough to be built in place.
std::string reason_of(std::string_view kind, std::string_view id) {
  std::string text(kind);
  return text.append(id);
}

// How much somebody writes is no sign of their own doing: anybody can send mails in their name, to
// keep theirs from being seen. Not where their domain disowns this one.
bool may_be_innocent(const Case& c) {
  return writes_as_person(c) && c.arrival.mail.auth.dmarc != "fail";
}

bool put_away(Case& c, bool watched, std::string_view why) {
  if (watched) c.decision.review_by = c.arrival.at + c.rules.objectives.review_within;
  return c.end(watched ? Outcome::watched : Outcome::quarantined, "", why);
}

}  // namespace

bool screen(Case& c) {
  if (c.arrival.channel != Channel::email) return false;
  if (c.arrival.mail.unparsed) c.flag("unparsed");
  if (c.context.again && c.context.again->skip_screen) {
    c.step(StepKind::screen, "released");
    return false;
  }
  if (const auto row = first_row(c); !row.empty()) {
    c.decision.spam_row = row;
    // An active contact who writes as a person may ask for "my Out of Office": someone looks (C18).
    const bool person = writes_as_person(c);
    c.step(StepKind::screen, person ? "row_watched" : "row", {row});
    return put_away(c, person, reason_of("spam:", row));
  }
  for (const auto& guard : c.rules.spam.guards()) {
    if (!guard.enabled || !shows(c, guard)) continue;
    c.decision.spam_row = guard.id;
    const bool person = guard.sign == LoopSign::sender_rate && may_be_innocent(c);
    c.step(StepKind::screen, person ? "guard_watched" : "guard", {guard.id, name_of(guard.sign)});
    return put_away(c, person, reason_of("loop:", guard.id));
  }
  c.step(StepKind::screen, "clean");
  return false;
}

}  // namespace frontdesk
