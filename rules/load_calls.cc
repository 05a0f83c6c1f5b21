#include <algorithm>

#include "rules/load_files.h"
#include "rules/phone.h"

namespace frontdesk {
namespace {

using namespace std::chrono_literals;

CallTarget read_target(TableReader& reader, UniqueIds& ids) {
  CallTarget target;
  target.queue = reader.id("id");
  ids.add(reader, "id", target.queue);
  target.dial = reader.text("dial");
  if (!target.dial.empty() && !is_e164(target.dial) && !target.dial.starts_with("sip:") &&
      !target.dial.starts_with("sips:"))
    reader.fault("dial", "expected a number as +12125550142, or a sip: address");
  reader.finish();
  return target;
}

CallsOfMsp read_msp(TableReader& reader, UniqueIds& ids) {
  CallsOfMsp msp;
  msp.msp = reader.id("id");
  ids.add(reader, "id", msp.msp);
  msp.name = reader.text_or("name", "");
  msp.language = reader.text_or("language", "");
  if (reader.has("recording")) msp.recording = reader.flag_or("recording", false);
  reader.finish();
  return msp;
}

void read_wording(TableReader& reader, UniqueIds& languages, CallRules& rules) {
  const auto language = reader.text("language");
  languages.add(reader, "language", language);
  auto& words = rules.wording[language];
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<CallText>>([&](auto which) {
    if (reader.has(which.name)) words[which.value] = reader.text(which.name);
  });
  reader.finish();
}

}  // namespace

CallsFile load_calls(TableReader& top) {
  CallsFile file;
  auto& rules = file.calls;
  rules.longest_wait = top.duration("longest_wait", 0s, 4h, rules.longest_wait);
  rules.round = top.duration("round", 5s, 5min, rules.round);
  rules.ring = top.duration("ring", 5s, 5min, rules.ring);
  rules.redial = top.duration("redial", 0s, 24h, rules.redial);
  rules.short_hang_up = top.duration("short_hang_up", 0s, 5min, rules.short_hang_up);
  rules.longest_message = top.duration("longest_message", 10s, 1h, rules.longest_message);
  rules.nobody = top.choice<NobodyChoice>("nobody", rules.nobody);
  rules.recording = top.flag_or("recording", rules.recording);
  rules.language = top.text_or("language", rules.language);
  UniqueIds queues, msps, languages;
  for (auto& reader : top.tables("queue")) {
    rules.targets.push_back(read_target(reader, queues));
    file.at.push_back(reader.line());
  }
  for (auto& reader : top.tables("msp")) rules.msps.push_back(read_msp(reader, msps));
  for (auto& reader : top.tables("wording")) read_wording(reader, languages, rules);
  top.finish();
  return file;
}

}  // namespace frontdesk
