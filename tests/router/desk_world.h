// A small world to decide in: two MSPs with sites in several zones and plans, the shipped rules and
// a few lines of the MSPs' own. Tests change records or rule texts and decide again.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "router/decide.h"
#include "router/directory_import.h"
#include "router/says.h"
#include "rules/base/names.h"
#include "tests/rules/rule_texts.h"

namespace frontdesk::test {

constexpr std::string_view own_lines = R"(
[[line]]
id = "northwind-voice"
channel = "voice"
number = "+12125550190"
msp = "northwind"
[[line]]
id = "northwind-private"
channel = "voice"
number = "+12125550199"
msp = "northwind"
private = true
[[line]]
id = "northwind-email"
channel = "email"
address = "help@northwind.example"
msp = "northwind"
[[line]]
id = "southwind-voice"
channel = "voice"
number = "+13125550190"
msp = "southwind"
[[line]]
id = "southwind-email"
channel = "email"
address = "help@southwind.example"
msp = "southwind"
[[line]]
id = "orphan-voice"
channel = "voice"
number = "+13125550191"
msp = "gone"
)";

constexpr std::string_view world_json = R"({
"msps": [
 {"id":"northwind","name":"Northwind IT","recognition":"sms_approval","priority_units":2,"main_number":"+13475550000"},
 {"id":"southwind","name":"Southwind IT","recognition":"sms_approval","time_zone":"America/Chicago"}],
"staff": [
 {"id":"nora","msp":"northwind","name":"Nora Diaz","emails":["nora@northwind.example"],
  "phones":["+13475550100"],"mobile":"+13475550101","approver":true},
 {"id":"sven","msp":"southwind","name":"Sven Ek","emails":["sven@southwind.example"],"phones":["+13125550102"]}],
"companies": [
 {"id":"acme","msp":"northwind","name":"Acme Dental","main_number":"+12125550100","domains":["acme.example"]},
 {"id":"birch","msp":"northwind","name":"Birch & Sons","domains":["birch.example"]},
 {"id":"dune","msp":"northwind","name":"Dune Labs","main_number":"+16025550100"},
 {"id":"cedar","msp":"southwind","name":"Cedar Mills","domains":["cedar.example"]}],
"sites": [
 {"id":"acme-nyc","company":"acme","name":"New York","time_zone":"America/New_York","country":"US","default":true,
  "plan":"us_voice_us_chat.after_hours","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
  "site_policy":true,"agent_deployed":true},
 {"id":"acme-chi","company":"acme","name":"Chicago","time_zone":"America/Chicago","plan":"global.business_hours",
  "activated_at":"2025-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
 {"id":"birch-syd","company":"birch","name":"Sydney","time_zone":"Australia/Sydney","country":"AU","default":true,
  "plan":"global.business_hours","activated_at":"2025-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
 {"id":"dune-phx","company":"dune","name":"Phoenix","time_zone":"America/Phoenix","plan":"us_voice.business_hours",
  "activated_at":"2025-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
 {"id":"dune-den","company":"dune","name":"Denver","time_zone":"America/Denver","plan":"global.24x7",
  "activated_at":"2025-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
 {"id":"cedar-kol","company":"cedar","name":"Kolkata","time_zone":"Asia/Kolkata","country":"IN","default":true,
  "plan":"us_voice.24x7","activated_at":"2025-01-05T00:00:00Z","site_policy":true,"agent_deployed":true}],
"contracts": [
 {"id":"k1","site":"acme-nyc","kind":"recurring","service_start":"2026-01-05","go_live":"2026-01-05","help_desk":true}],
"contacts": [
 {"id":"ann","site":"acme-nyc","first_name":"Ann","last_name":"Lee","emails":["ann@acme.example"],
  "phones":[{"kind":"primary","number":"(212) 555-0142"}]},
 {"id":"bob","site":"acme-chi","first_name":"Bob","last_name":"Roy","emails":["bob@acme.example"],
  "phones":[{"kind":"primary","number":"+13125550143"}]},
 {"id":"bea","site":"birch-syd","first_name":"Bea","emails":["bea@birch.example"],
  "phones":[{"kind":"primary","number":"+12125550146"}]},
 {"id":"dot","site":"dune-phx","first_name":"Dot","emails":["dot@dune.example"],
  "phones":[{"kind":"primary","number":"+16025550144"}]},
 {"id":"dan","site":"dune-den","first_name":"Dan","emails":["dan@dune.example"],
  "phones":[{"kind":"primary","number":"+13035550145"}]},
 {"id":"cam","site":"cedar-kol","first_name":"Cam","emails":["cam@cedar.example"],
  "phones":[{"kind":"primary","number":"+12125550147"}]}],
"endpoints": [
 {"id":"ep-ann","site":"acme-nyc","contact":"ann","name":"ANN-PC","agent":true,
  "token_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
 {"id":"ep-desk","site":"acme-chi","name":"DESK-PC","agent":false,
  "token_sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}]})";

inline const std::string token_ann(64, 'a');
inline const std::string token_desk(64, 'b');

inline std::shared_ptr<const RuleSet> compiled(RuleTexts texts = {}) {
  auto loaded = texts.append("lines.toml", std::string(own_lines)).compile();
  for (const auto& fault : loaded.faults) MESSAGE(to_text(fault));
  REQUIRE(loaded.rules);
  return loaded.rules;
}

inline std::shared_ptr<const RuleSet> world_rules() {
  static const auto rules = compiled();
  return rules;
}

inline Instant at(std::string_view text) {
  return parse_instant(text).value();
}

template <class T>
T& find_id(std::vector<T>& records, std::string_view id) {
  const auto found =
      std::find_if(records.begin(), records.end(), [&](const T& one) { return one.id == id; });
  REQUIRE_MESSAGE(found != records.end(), id);
  return *found;
}

inline const DirectoryData& world_records() {
  static const DirectoryData records = [] {
    const Directory empty;
    auto imported = import_json(world_json, empty, *world_rules(), {}, at("2025-01-01T00:00:00Z"));
    for (const auto& row : imported.report.rejected) MESSAGE(row.kind << ' ' << row.says);
    REQUIRE(imported.report.rejected.empty());
    return imported.directory.all();
  }();
  return records;
}

class World {
 public:
  World() : World(world_rules()) {}
  explicit World(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)) { build(); }

  // Changes the records and builds the directory anew.
  template <class F>
  World& edit(F&& change) {
    change(records_);
    build();
    return *this;
  }
  template <class F>
  World& site(std::string_view id, F&& change) {
    return edit([&](DirectoryData& data) { change(find_id(data.sites, id)); });
  }
  World& plan(std::string_view id, std::string_view plan) {
    return site(id, [&](Site& site) { site.plan = plan; });
  }
  template <class F>
  World& msp(std::string_view id, F&& change) {
    return edit([&](DirectoryData& data) { change(find_id(data.msps, id)); });
  }
  template <class F>
  World& contact(std::string_view id, F&& change) {
    return edit([&](DirectoryData& data) { change(find_id(data.contacts, id)); });
  }
  World& add(Contact contact) {
    return edit([&](DirectoryData& data) { data.contacts.push_back(std::move(contact)); });
  }

  const RuleSet& rules() const { return *rules_; }
  const Directory& directory() const { return directory_; }

  Decision decide(const Arrival& arrival, const Context& context = {}) const {
    return frontdesk::decide(arrival, context, directory_, *rules_, arrival.at);
  }
  Decision decide(const Arrival& arrival, const Context& context, std::string_view now) const {
    return frontdesk::decide(arrival, context, directory_, *rules_, at(now));
  }

 private:
  void build() {
    auto restored = restore_directory(records_, *rules_);
    for (const auto& row : restored.rejected) MESSAGE(row.kind << ' ' << row.id << ' ' << row.says);
    REQUIRE(restored.rejected.empty());
    directory_ = std::move(restored.directory);
  }

  std::shared_ptr<const RuleSet> rules_;
  DirectoryData records_ = world_records();
  Directory directory_;
};

// Wednesday, 08:30 in New York: covered after hours, and in business hours too.
constexpr std::string_view wednesday = "2026-06-03T12:30:00Z";
// Wednesday, 11:00 in New York, 10:00 in Chicago: business hours only.
constexpr std::string_view midday = "2026-06-03T15:00:00Z";

inline Arrival arrival(Channel channel, std::string_view line, std::string_view when) {
  Arrival made;
  made.id = "a-1";
  made.channel = channel;
  made.line = line;
  made.at = at(when);
  return made;
}

inline Arrival call(std::string_view from, std::string_view when = wednesday,
                    std::string_view line = "us-voice") {
  auto made = arrival(Channel::voice, line, when);
  made.from_phone = from;
  made.withheld = from.empty();
  return made;
}

inline Arrival mail(std::string_view from, std::string_view when = wednesday,
                    std::string_view line = "helpdesk-email") {
  auto made = arrival(Channel::email, line, when);
  made.from_address = from;
  made.return_path = from;
  made.mail.hits_rules = world_rules()->hash;
  return made;
}

inline Arrival mail_with_row(std::string_view from, std::string row,
                             std::string_view when = wednesday,
                             std::string_view line = "helpdesk-email") {
  auto made = mail(from, when, line);
  made.mail.hits.rows = {std::move(row)};
  return made;
}

inline Arrival chat(std::string_view from, std::string_view token = "",
                    std::string_view when = wednesday, std::string_view line = "chat") {
  auto made = arrival(Channel::chat, line, when);
  made.from_address = from;
  made.endpoint_token_sha256 = token;
  return made;
}

inline Arrival machine_ticket(std::string_view site, std::string_view when = wednesday) {
  auto made = arrival(Channel::ticket, "psa", when);
  made.site = site;
  made.by_machine = true;
  return made;
}

inline Context thread(ThreadCandidate candidate) {
  Context context;
  context.threads = {std::move(candidate)};
  return context;
}

inline bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

inline bool has_step(const Decision& decision, std::string_view code) {
  return std::any_of(decision.steps.begin(), decision.steps.end(),
                     [&](const Step& step) { return step.code == code; });
}

// "msp/msp/out_of_coverage": the outcome, the queue and the last reason.
inline std::string gist(const Decision& d) {
  std::string text(name_of(d.outcome));
  text += '/';
  text += d.queue.value_or("-");
  text += '/';
  text += d.reasons.empty() ? "-" : d.reasons.back();
  return text;
}

}  // namespace frontdesk::test
