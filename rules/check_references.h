// What only shows when the rule files are seen together: names that lead nowhere, and things that
// nothing leads to.
#pragma once

#include "rules/load_files.h"

namespace frontdesk {

// Plans name windows, and their calls, chats, email and tickets find a queue.
void check_plans(const CoverageRules& coverage, const QueueRules& queues, FaultLog& log);
// Partner lines name windows.
void check_line_hours(const LineRules& lines, const CoverageRules& coverage, FaultLog& log);
// Calls are put through from queues that there are, and never to a line of ours: they would come in
// again without end.
void check_call_targets(const CallsFile& calls, const QueueRules& queues, const LineRules& lines,
                        FaultLog& log);
// Warns of windows that neither a plan nor a line has.
void warn_of_unused_windows(const CoverageRules& coverage, const LineRules& lines, FaultLog& log);
// Warns of days without hours under a plan that is there for nights and weekends (R41 to R44, C2):
// 24x7 and After Hours by its id, and any other whose window is open at midnight between working
// days or all day on holidays. Business Hours are meant to have no weekend (R45).
void warn_of_missing_days(const CoverageRules& coverage, FaultLog& log);
// Warns of queues that no plan's work and no decision leads to.
void warn_of_unused_queues(const QueueRules& queues, const CoverageRules& coverage, FaultLog& log);
// Warns of rows that never get a hit, since an earlier row hits whenever they do (C16: S07 and
// S04).
void warn_of_shadowed_rows(const SpamRules& spam, const SpamTable& table, FaultLog& log);

}  // namespace frontdesk
