// The design's example: its directory, its call, its decision, byte by byte.
#include "desk_world.h"
#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr std::string_view example_directory = R"(
{"msps":      [{"id":"northwind","name":"Northwind IT","recognition":"sms_approval","priority_units":2}],
 "staff":     [{"id":"nora","msp":"northwind","name":"Nora Diaz","emails":["nora@northwind.example"],"phones":["+13475550100"],"mobile":"+13475550101","approver":true}],
 "companies": [{"id":"acme","msp":"northwind","name":"Acme Dental","main_number":"+12125550100"}],
 "sites":     [{"id":"acme-nyc","company":"acme","name":"New York","time_zone":"America/New_York","country":"US",
                "default":true,"plan":"us_voice_us_chat.after_hours","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
                "site_policy":true,"agent_deployed":true}],
 "contracts": [{"id":"k1","site":"acme-nyc","kind":"recurring","service_start":"2026-01-05","go_live":"2026-01-05","help_desk":true}],
 "contacts":  [{"id":"ann","site":"acme-nyc","first_name":"Ann","last_name":"Lee","emails":["ann@acme.example"],
                "phones":[{"kind":"primary","number":"(212) 555-0142"}],"priority_connect":false,"active":true}]})";

// The members of the public shape, in its order; the journal's own follow.
constexpr std::string_view expected =
    R"({"outcome":"queued","queue":"us.voice","region":"us","ticket":null,"line":"us-voice",)"
    R"("at":"2026-06-03T12:30:00Z","msp":"northwind","company":"acme","site":"acme-nyc",)"
    R"("contact":"ann","endpoint":null,"recognition":"recognised","coverage":{)"
    R"("plan":"us_voice_us_chat.after_hours","covered":true,)"
    R"("local_time":"2026-06-03T08:30:00-04:00","window":"after_hours","holiday":null,)"
    R"("reduced_staffing":false},"priority":"normal","restriction":null,"overflow":false,)"
    R"("spam_row":null,"answer_by":"2026-06-03T12:31:00Z","held_until":null,)"
    R"("reasons":["coverage"],"flags":[],"steps":[)";

}  // namespace

TEST_CASE("the design's example decision as JSON") {
  const Directory empty;
  const auto rules = default_rules().rules;
  const auto imported =
      import_json(example_directory, empty, *rules, {}, at("2026-01-01T00:00:00Z"));
  REQUIRE(imported.report.rejected.empty());
  auto d = decide(call("+12125550142", "2026-06-03T12:30:00Z"), {}, imported.directory, *rules,
                  at("2026-06-03T12:30:00Z"));
  const auto asked = call("+12125550142", "2026-06-03T12:30:00Z");
  render(d, &asked, imported.directory, *rules);
  const auto json = to_json(d);
  CHECK(json.substr(0, expected.size()) == expected);
  CHECK(json.find(R"({"step":"recognise","code":"phone_unique","refs":["ann"],)"
                  R"("says":"+1 212-555-0142 is Ann Lee at Acme Dental, New York."})") !=
        std::string::npos);
  CHECK(json.find(R"("rules":"sha256:)") != std::string::npos);
}
