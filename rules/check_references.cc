#include "rules/check_references.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "rules/weekdays.h"

namespace frontdesk {
namespace {

using Names = std::set<std::string, std::less<>>;

Names window_ids(const CoverageRules& coverage) {
  Names ids;
  for (const auto& window : coverage.windows) ids.insert(window.id());
  return ids;
}

Names queue_ids(const QueueRules& queues) {
  Names ids;
  for (const auto& queue : queues.queues.all) ids.insert(queue.id);
  return ids;
}

std::string not_defined(std::string_view what, const std::string& id, const Names& known) {
  return "names the " + std::string(what) + " \"" + id + "\", which is not defined" +
         or_meant(id, known);
}

std::string place(std::string_view list, std::size_t index, std::string_view key = {}) {
  auto path = std::string(list) + '[' + std::to_string(index) + ']';
  return key.empty() ? path : path + '.' + std::string(key);
}

constexpr Channel channels[] = {Channel::voice, Channel::chat, Channel::email, Channel::ticket};

// Every queue that the work of some plan is placed in; overflow moves us work to any (R59).
std::set<const Queue*> queues_in_use(const Queues& queues, const std::vector<Plan>& plans) {
  std::set<const Queue*> used;
  for (const auto& plan : plans) {
    if (plan.covers_nothing()) continue;
    for (const auto channel : channels) {
      used.insert(queues.for_work(plan.region(channel), channel));
      used.insert(queues.for_work(Region::any, channel));
    }
  }
  for (const auto id : {"callback", "msp", "partner", "approval", "triage"})
    used.insert(queues.find(id));
  return used;
}

bool is_working_day(unsigned weekday) {
  return weekday >= 1 && weekday <= 5;
}

bool is_for_off_hours(const Plan& plan, const Window& window) {
  if (plan.id.ends_with(".business_hours")) return false;
  if (plan.id.ends_with(".24x7") || plan.id.ends_with(".after_hours")) return true;
  const auto& spans = window.spans();
  return window.whole_day_on_holidays() ||
         std::any_of(spans.begin(), spans.end(), [](const DaySpan& span) {
           return is_working_day(span.weekday) &&
                  (span.start.count() == 0 || span.end.count() == 24 * 60);
         });
}

// "saturday and sunday"; "" where every day has hours. One working day alone is not said: the
// loader warns of it in any window.
std::string missing_days(const Window& window) {
  std::set<unsigned> missing{0, 1, 2, 3, 4, 5, 6};
  for (const auto& span : window.spans()) missing.erase(span.weekday);
  if (missing.size() == 1 && is_working_day(*missing.begin())) return {};
  std::vector<std::string_view> names;
  for (const unsigned day : {1U, 2U, 3U, 4U, 5U, 6U, 0U})
    if (missing.contains(day)) names.push_back(weekday_names[day]);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace

void check_plans(const CoverageRules& coverage, const QueueRules& queues, FaultLog& log) {
  const auto windows = window_ids(coverage);
  std::set<std::pair<Region, Channel>> missing;
  for (std::size_t i = 0; i < coverage.plans.size(); ++i) {
    const auto& plan = coverage.plans[i];
    if (plan.covers_nothing()) continue;
    if (!windows.contains(plan.window))
      log.fault(coverage.plan_lines[i], place("plan", i, "window"),
                not_defined("window", plan.window, windows));
    for (const auto channel : channels) {
      const auto region = plan.region(channel);
      if (queues.queues.for_work(region, channel) || !missing.emplace(region, channel).second)
        continue;
      log.fault(coverage.plan_lines[i], place("plan", i),
                "needs a queue in queues.toml with region \"" + std::string(name_of(region)) +
                    "\" for the channel \"" + std::string(name_of(channel)) + '"');
    }
  }
}

void check_line_hours(const LineRules& lines, const CoverageRules& coverage, FaultLog& log) {
  const auto windows = window_ids(coverage);
  for (std::size_t i = 0; i < lines.lines.size(); ++i) {
    const auto& hours = lines.lines[i].hours;
    if (!hours.empty() && !windows.contains(hours))
      log.fault(lines.at[i], place("line", i, "hours"), not_defined("window", hours, windows));
  }
}

void check_call_targets(const CallsFile& calls, const QueueRules& queues, const LineRules& lines,
                        FaultLog& log) {
  const Lines ours(lines.lines);
  const auto names = queue_ids(queues);
  for (std::size_t i = 0; i < calls.calls.targets.size(); ++i) {
    const auto& queue = calls.calls.targets[i].queue;
    if (!names.contains(queue))
      log.fault(calls.at[i], place("queue", i, "id"), not_defined("queue", queue, names));
    if (const auto* line = ours.by_number(calls.calls.targets[i].dial))
      log.fault(calls.at[i], place("queue", i, "dial"),
                "is the line \"" + line->id + "\": its calls would come in again without end");
  }
}

void warn_of_unused_windows(const CoverageRules& coverage, const LineRules& lines, FaultLog& log) {
  Names used;
  for (const auto& plan : coverage.plans) used.insert(plan.window);
  for (const auto& line : lines.lines) used.insert(line.hours);
  for (std::size_t i = 0; i < coverage.windows.size(); ++i)
    if (!used.contains(coverage.windows[i].id()))
      log.warn(coverage.window_lines[i], place("window", i),
               "no plan and no line uses this window");
}

void warn_of_missing_days(const CoverageRules& coverage, FaultLog& log) {
  for (std::size_t i = 0; i < coverage.windows.size(); ++i) {
    const auto& window = coverage.windows[i];
    const auto plan =
        std::find_if(coverage.plans.begin(), coverage.plans.end(), [&](const Plan& each) {
          return each.window == window.id() && is_for_off_hours(each, window);
        });
    if (plan == coverage.plans.end()) continue;
    if (const auto days = missing_days(window); !days.empty())
      log.warn(coverage.window_lines[i], place("window", i, "hours"),
               "have nothing on " + days + ", and the plan \"" + plan->id +
                   "\" is there for nights and weekends");
  }
}

void warn_of_unused_queues(const QueueRules& queues, const CoverageRules& coverage, FaultLog& log) {
  const auto used = queues_in_use(queues.queues, coverage.plans);
  for (std::size_t i = 0; i < queues.queues.all.size(); ++i)
    if (!used.contains(&queues.queues.all[i]))
      log.warn(queues.at[i], place("queue", i), "no plan's work and no decision leads here");
}

void warn_of_shadowed_rows(const SpamRules& spam, const SpamTable& table, FaultLog& log) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < spam.rows.size(); ++i) index.emplace(spam.rows[i].id, i);
  Matcher matcher;
  for (std::size_t i = 0; i < spam.rows.size(); ++i) {
    const auto& row = spam.rows[i];
    if (!row.enabled) continue;
    MailTexts phrase_alone;
    (row.field == Field::from      ? phrase_alone.from_address
     : row.field == Field::subject ? phrase_alone.subject
                                   : phrase_alone.body) = row.phrase;
    for (const auto& id : matcher.match(table, phrase_alone).rows) {
      const auto earlier = index.at(id);
      if (earlier >= i) break;
      const auto& other = spam.rows[earlier];
      // A phrase inside a `contains` row's text may stand anywhere, so only `contains` covers it.
      if (other.dry_run ||
          (other.match == MatchKind::begins_with && row.match == MatchKind::contains))
        continue;
      log.warn(spam.row_lines[i], place("row", i),
               row.id + " can never get a hit: " + other.id + " hits whenever it does");
      break;
    }
  }
}

}  // namespace frontdesk
