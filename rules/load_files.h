// One reader per rule file. Each fills its part of the rule set and logs what is wrong; what refers
// to another file is checked afterwards (check_references.h).
#pragma once

#include "rules/rule_set.h"
#include "rules/toml_reader.h"

namespace frontdesk {

struct SpamRules {
  std::vector<SpamRow> rows;
  std::vector<SpamException> exceptions;
  std::vector<LoopGuard> guards;
  std::vector<int> row_lines;  // where each row stands
};

struct CoverageRules {
  std::vector<Window> windows;
  std::vector<Plan> plans;
  std::vector<int> window_lines, plan_lines;
  Policies policies;
};

// Lines of the things that other checks speak of, by their place in the vector that they belong to.
struct LineRules {
  std::vector<Line> lines;
  std::vector<int> at;
};

struct QueueRules {
  Queues queues;
  std::vector<int> at;
};

struct CallsFile {
  CallRules calls;
  std::vector<int> at;  // of the targets
};

SpamRules load_spam(TableReader& top);
CoverageRules load_coverage(TableReader& top);
Holidays load_holidays(TableReader& top, int lint_year);
LineRules load_lines(TableReader& top);
QueueRules load_queues(TableReader& top);
Objectives load_objectives(TableReader& top);
Scope load_scope(TableReader& top);
Notification load_notification(TableReader& top);
CallsFile load_calls(TableReader& top);

}  // namespace frontdesk
