#include <algorithm>
#include <set>
#include <utility>

#include "rules/base/fold.h"
#include "rules/load_files.h"
#include "rules/weekdays.h"

namespace frontdesk {
namespace {

constexpr std::string_view business_hours = "business_hours";
using std::chrono::minutes;

std::string clock_text(minutes time) {
  const auto two = [](long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(time.count() / 60) + ':' + two(time.count() % 60);
}

std::vector<DaySpan> read_span(TableReader& reader) {
  std::vector<DaySpan> spans;
  const auto written = reader.text("days");
  const auto days = parse_weekdays(written);
  if (!written.empty() && !days)
    reader.fault("days", "expected days like \"mon-fri\", \"sat,sun\" or \"daily\", each once");
  const auto from = reader.time_of_day("from");
  const auto to = reader.time_of_day("to");
  if (from && to && *from >= *to)
    reader.fault("to",
                 "expected an end after the start; hours over midnight are two spans, one to "
                 "\"24:00\" and one from \"00:00\"");
  else if (from && to && days)
    for (const auto day : *days) spans.push_back({day, *from, *to});
  reader.finish();
  return spans;
}

// Spans in order; those that overlap are a fault. Adjacent ones are joined.
std::vector<DaySpan> put_in_order(TableReader& reader, std::vector<DaySpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const DaySpan& a, const DaySpan& b) {
    return std::pair(a.weekday, a.start) < std::pair(b.weekday, b.start);
  });
  std::vector<DaySpan> joined;
  bool told = false;  // the same mistake mostly shows on five days
  for (const auto& span : spans) {
    const bool same_day = !joined.empty() && joined.back().weekday == span.weekday;
    if (same_day && span.start < joined.back().end && !std::exchange(told, true))
      reader.fault("hours", "overlap on " + std::string(weekday_names[span.weekday]) + " at " +
                                clock_text(span.start));
    if (same_day && span.start <= joined.back().end)
      joined.back().end = std::max(joined.back().end, span.end);
    else
      joined.push_back(span);
  }
  return joined;
}

// Hours that look forgotten: a gap of an hour or less, or one working day without any.
void warn_of_holes(TableReader& reader, const std::vector<DaySpan>& spans) {
  std::set<unsigned> missing{1, 2, 3, 4, 5};
  for (std::size_t i = 0; i < spans.size(); ++i) {
    missing.erase(spans[i].weekday);
    const auto& next = spans[(i + 1) % spans.size()];
    const bool same_day = next.weekday == spans[i].weekday && next.start >= spans[i].end;
    const bool next_day = next.weekday == (spans[i].weekday + 1) % 7;
    if (!same_day && !next_day) continue;
    const auto gap = next.start - spans[i].end + (same_day ? minutes{0} : minutes{1440});
    if (gap > minutes{0} && gap <= minutes{60})
      reader.warn("hours", "have a hole from " + std::string(weekday_names[spans[i].weekday]) +
                               ' ' + clock_text(spans[i].end) + " to " + clock_text(next.start));
  }
  if (missing.size() == 1)
    reader.warn("hours", "have a hole: nothing on " + std::string(weekday_names[*missing.begin()]));
}

Window read_window(TableReader& reader, bool business_hours_closed) {
  const auto id = reader.id("id");
  const auto title = reader.text("title");
  auto on_holidays = reader.word("on_holidays", {"open", "whole_day", "closed"}, "open");
  if (id == business_hours) {
    if (reader.has("on_holidays"))
      reader.fault("on_holidays", "is said for this window by business_hours_on_holidays");
    on_holidays = business_hours_closed ? "closed" : "open";
  }
  const auto faults_before = reader.fault_count();
  std::vector<DaySpan> spans;
  for (auto& span : reader.tables("hours"))
    for (const auto& each : read_span(span)) spans.push_back(each);
  if (spans.empty() && reader.fault_count() == faults_before)
    reader.fault("hours", "expected at least one span");
  spans = put_in_order(reader, std::move(spans));
  if (reader.fault_count() == faults_before) warn_of_holes(reader, spans);
  reader.finish();
  return Window(id, title, std::move(spans), on_holidays == "whole_day", on_holidays == "closed");
}

// Email and tickets go to any location (R58, R61): the key is only there to be told so.
void refuse_pinning(TableReader& reader, std::string_view channel) {
  if (!reader.has(channel)) return;
  const auto* value = reader.peek_text(channel);
  if (!value || *value != "any")
    reader.fault(channel, "cannot be pinned to a region: email and tickets go to any location");
}

Plan read_plan(TableReader& reader) {
  Plan plan;
  plan.id = reader.id("id");
  plan.title = reader.text("title");
  plan.window = reader.has("window") ? reader.id("window") : "";
  plan.voice = reader.choice<Region>("voice", Region::any);
  plan.chat = reader.choice<Region>("chat", Region::any);
  plan.additional_fee = reader.flag_or("additional_fee", false);
  plan.aliases = reader.texts_or_none("aliases");
  for (const auto channel : {"email", "ticket", "tickets"}) refuse_pinning(reader, channel);
  if (plan.window.empty() && !reader.has("window") && plan.id != "none")
    reader.fault("window", "is missing; only the plan \"none\" has none");
  if (plan.id == "none" && reader.has("window"))
    reader.fault("window", "the plan \"none\" covers nothing and has no window");
  reader.finish();
  return plan;
}

Policies read_policies(TableReader& top) {
  Policies policies;
  policies.hourly_ticket_gating = top.flag_or("hourly_ticket_gating", false);
  if (auto outside = top.table("outside")) {
    const auto read = [&](std::string_view key, std::initializer_list<std::string_view> words,
                          OutsideChoice& choice) {
      choice =
          enum_from<OutsideChoice>(outside->word(key, words, name_of(choice))).value_or(choice);
    };
    read("after_hours_email", {"msp", "held"}, policies.after_hours_email);
    read("business_hours_email", {"msp", "held"}, policies.business_hours_email);
    read("live", {"message", "voicemail", "forward", "callback"}, policies.live);
    outside->finish();
  }
  return policies;
}

}  // namespace

CoverageRules load_coverage(TableReader& top) {
  CoverageRules rules;
  rules.policies = read_policies(top);
  const bool closed =
      top.word("business_hours_on_holidays", {"covered", "closed"}, "covered") == "closed";
  UniqueIds window_ids, plan_ids, names;
  for (auto& reader : top.tables("window")) {
    rules.windows.push_back(read_window(reader, closed));
    rules.window_lines.push_back(reader.line());
    window_ids.add(reader, "id", rules.windows.back().id());
  }
  for (auto& reader : top.tables("plan")) {
    rules.plans.push_back(read_plan(reader));
    rules.plan_lines.push_back(reader.line());
    const auto& plan = rules.plans.back();
    plan_ids.add(reader, "id", plan.id);
    names.add(reader, "title", fold(plan.title));
    for (const auto& alias : plan.aliases) names.add(reader, "aliases", fold(alias));
  }
  const auto has_plan = [&](std::string_view id) {
    return std::any_of(rules.plans.begin(), rules.plans.end(),
                       [&](const Plan& plan) { return plan.id == id; });
  };
  if (!has_plan("none")) top.lacks("plan", "the plan \"none\" (No Coverage) is missing");
  top.finish();
  return rules;
}

}  // namespace frontdesk
