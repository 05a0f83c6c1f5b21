// All rules, compiled: immutable once loaded, shared by every thread.
#pragma once

#include <map>
#include <string>

#include "rules/base/text.h"
#include "rules/calls.h"
#include "rules/coverage.h"
#include "rules/holidays.h"
#include "rules/lines.h"
#include "rules/spam.h"
#include "rules/tables.h"

namespace frontdesk {

// What coverage.toml says of work that arrives outside coverage, each switchable per site (C9).
enum class OutsideChoice { msp, held, message, voicemail, forward, callback };
BOOST_DESCRIBE_ENUM(OutsideChoice, msp, held, message, voicemail, forward, callback)

struct Policies {
  OutsideChoice after_hours_email = OutsideChoice::msp;
  OutsideChoice business_hours_email = OutsideChoice::held;
  OutsideChoice live = OutsideChoice::message;
  bool hourly_ticket_gating = false;  // C29
};

struct RuleSet {
  SpamTable spam;
  Coverage coverage;
  Holidays holidays;
  Lines lines;
  Queues queues;
  Objectives objectives;
  Scope scope;
  Notification notification;
  CallRules calls;
  Policies policies;

  SharedText hash;      // "sha256:…" over the names and texts of the files
  SharedText versions;  // "tz 2025b, libphonenumber 8.12.57, frontdesk 0.1.0": what else decides
  std::map<std::string, std::string> texts;  // file name -> text, for the store's `meta`
};

}  // namespace frontdesk
