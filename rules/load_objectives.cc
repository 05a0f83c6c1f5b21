#include <algorithm>

#include "rules/load_files.h"

namespace frontdesk {
namespace {

using namespace std::chrono_literals;

AnswerObjective read_answer(TableReader& reader, UniqueIds& channels) {
  AnswerObjective answer;
  answer.channel = reader.choice<Channel>("channel");
  if (reader.has("channel")) channels.add(reader, "channel", std::string(name_of(answer.channel)));
  answer.within = reader.duration("within", 1s, 14 * 24h);
  answer.share = reader.number("share", 0, 1);
  reader.finish();
  return answer;
}

void require_every_channel(TableReader& top, const Objectives& objectives) {
  for (const auto channel : {Channel::voice, Channel::chat, Channel::email, Channel::ticket})
    if (std::none_of(objectives.answer.begin(), objectives.answer.end(),
                     [&](const AnswerObjective& each) { return each.channel == channel; }))
      top.lacks("answer", "the channel \"" + std::string(name_of(channel)) + "\" has no objective");
}

}  // namespace

Objectives load_objectives(TableReader& top) {
  Objectives objectives;
  UniqueIds channels;
  const auto answers_before = top.fault_count();
  for (auto& reader : top.tables("answer"))
    objectives.answer.push_back(read_answer(reader, channels));
  if (top.fault_count() == answers_before) require_every_channel(top, objectives);
  if (auto work = top.table("work")) {
    objectives.handle_time = work->duration_in("handle_time", 1min, 24h, objectives.handle_time);
    if (work->has("resolved_without_escalation"))
      objectives.resolved_without_escalation = work->number("resolved_without_escalation", 0, 1);
    work->finish();
  }
  if (auto requests = top.table("requests")) {
    objectives.request_due_local =
        requests->time_of_day("due_local").value_or(objectives.request_due_local);
    requests->finish();
  }
  if (auto approval = top.table("approval")) {
    objectives.approval_expiry =
        approval->duration_in("expiry", 1h, 14 * 24h, objectives.approval_expiry);
    objectives.approval_morning =
        approval->time_of_day("morning").value_or(objectives.approval_morning);
    approval->finish();
  }
  if (auto review = top.table("review")) {
    objectives.review_within =
        review->duration_in("within", 1min, 14 * 24h, objectives.review_within);
    review->finish();
  }
  top.finish();
  return objectives;
}

}  // namespace frontdesk
