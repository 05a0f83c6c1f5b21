// What becomes of an arrival, and every judgement on the way. Ids and codes only: no names, numbers
// or texts, so the journal can keep it for ever.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "rules/base/clock.h"
#include "rules/base/text.h"
#include "rules/channel.h"

namespace frontdesk {

enum class Outcome {
  duplicate,
  appended,
  quarantined,
  watched,
  queued,
  partner,
  pending_approval,
  refused,
  msp,
  held
};
BOOST_DESCRIBE_ENUM(Outcome, duplicate, appended, quarantined, watched, queued, partner,
                    pending_approval, refused, msp, held)

enum class Recognition { recognised, company, staff, ambiguous, unknown, withheld, not_applicable };
BOOST_DESCRIBE_ENUM(Recognition, recognised, company, staff, ambiguous, unknown, withheld,
                    not_applicable)

enum class Priority { priority_connect, normal };
BOOST_DESCRIBE_ENUM(Priority, priority_connect, normal)

enum class StepKind { line, recognise, thread, screen, entitle, cover, place };
BOOST_DESCRIBE_ENUM(StepKind, line, recognise, thread, screen, entitle, cover, place)

// One judgement. `says` is empty until someone reads it (router/says.h).
struct Step {
  StepKind step = StepKind::line;
  Text code;
  TextList refs;
  std::string says;
};
BOOST_DESCRIBE_STRUCT(Step, (), (step, code, refs, says))

struct CoverageFinding {
  Text plan;
  bool covered = false;
  Text local_time;  // "2026-06-03T08:30:00-04:00"
  std::optional<Text> window, holiday;
  bool reduced_staffing = false;
};
BOOST_DESCRIBE_STRUCT(CoverageFinding, (),
                      (plan, covered, local_time, window, holiday, reduced_staffing))

struct Decision {
  Outcome outcome = Outcome::queued;
  std::optional<Text> queue;
  std::optional<Region> region;
  std::optional<Text> ticket;
  Text line;
  Instant at{};
  std::optional<Text> msp, company, site, contact, endpoint;
  Recognition recognition = Recognition::unknown;
  std::optional<CoverageFinding> coverage;
  Priority priority = Priority::normal;
  std::optional<Text> restriction;  // "identify"
  bool overflow = false;
  std::optional<Text> spam_row;
  std::optional<Instant> answer_by, held_until;
  TextList reasons, flags;
  boost::container::small_vector<Step, 8> steps;
  SharedText rules;                   // "sha256:…"
  SharedText versions;                // of the tz database, libphonenumber and the program
  std::optional<Instant> expires_at;  // a pending approval goes to the MSP then (C12)
  std::optional<Instant> review_by;   // a person looks at watched mail until then (C18)
  std::optional<Text> duplicate_of;   // arrival id
  std::optional<Text> linked;         // ticket that a stranger's reply belongs beside
  bool silent = false;                // appended without status change or alert (C18a)
};
BOOST_DESCRIBE_STRUCT(Decision, (),
                      (outcome, queue, region, ticket, line, at, msp, company, site, contact,
                       endpoint, recognition, coverage, priority, restriction, overflow, spam_row,
                       answer_by, held_until, reasons, flags, steps, rules, versions, expires_at,
                       review_by, duplicate_of, linked, silent))

}  // namespace frontdesk
