// Requirements that no other test proves by the way, each named by its id. tests/requirements.txt
// says of every id which test case proves it.
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

std::string queue_at(std::string_view plan, const Arrival& asked) {
  World world;
  world.plan("acme-nyc", plan);
  return world.decide(asked).queue.value_or("-");
}

Imported import_into(const World& world, std::string_view file) {
  return import_json(file, world.directory(), world.rules(), {}, at(wednesday));
}

// What a file's first refused row says; "" where all were taken.
std::string refusal(const World& world, std::string_view file) {
  const auto done = import_into(world, file);
  return done.report.rejected.empty() ? "" : done.report.rejected.front().says;
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("R4 R248: a file in the words of other systems is refused with those that are meant") {
  const auto told = refusal(World(), R"({"customers":[{"id":"a"}],"locations":[],"assets":[]})");
  for (const auto* word : {"msps", "companies", "sites", "endpoints"}) CHECK(says(told, word));
}

TEST_CASE("R5: a decision names the rules it was made by, and other rules have another name") {
  const auto changed = compiled(RuleTexts().append("queues.toml", "\n# a remark\n"));
  CHECK(World().decide(call("")).rules == world_rules()->hash);
  CHECK(changed->hash != world_rules()->hash);
}

TEST_CASE("R7 R11 R17: two sites of one company have hours of their own") {
  const World world;
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/out_of_coverage");
  CHECK(gist(world.decide(call("+13125550143", midday))) == "queued/any.voice/coverage");
}

TEST_CASE("R16: the help desk contact is one for the MSP, and a site cannot have another") {
  World world;
  const auto done = import_into(world, R"({
    "msps":[{"id":"northwind","name":"Northwind IT","help_desk_contact":"nora"}],
    "sites":[{"id":"birch-2","company":"birch","time_zone":"UTC"}]})");
  CHECK(done.report.rejected.empty());
  CHECK(done.directory.msp("northwind")->help_desk_contact == "nora");
  REQUIRE(done.changed.sites.size() == 1);
  CHECK_FALSE(says(to_json(done.changed.sites[0]), "help_desk_contact"));
  CHECK(says(refusal(world, R"({"sites":[{"id":"birch-2","company":"birch","time_zone":"UTC",
                                          "help_desk_contact":"sven"}]})"),
             "unknown member \"help_desk_contact\""));
}

TEST_CASE("R23: a site's seats are kept, and are a number of people") {
  const World world;
  const auto file = [](std::string_view seats) {
    return R"({"sites":[{"id":"new","company":"birch","time_zone":"UTC","seats":)" +
           std::string(seats) + "}]}";
  };
  const auto kept = import_into(world, file("40")).directory;
  REQUIRE(kept.site("new"));
  CHECK(kept.site("new")->site.seats == 40);
  CHECK(says(refusal(world, file("-1")), "seats"));
  CHECK(says(refusal(world, file("1000001")), "seats"));
}

TEST_CASE("R26 R240: what is chosen together takes effect together, or not at all") {
  const World world;
  const auto file = [](std::string_view start) {
    return R"({"sites":[{"id":"new","company":"birch","time_zone":"UTC","plan":"global.24x7",
               "desired_start":")" +
           std::string(start) + R"("}],"contacts":[{"id":"kim","site":"new"}]})";
  };
  const auto refused = import_into(world, file("the 32nd"));
  CHECK_FALSE(refused.report.rejected.empty());
  CHECK_FALSE(refused.directory.site("new"));
  CHECK_FALSE(refused.directory.contact("kim"));
  const auto taken = import_into(world, file("2026-07-01")).directory;
  REQUIRE(taken.site("new"));
  CHECK(taken.site("new")->site.plan == "global.24x7");
  CHECK(taken.contact("kim"));
}

TEST_CASE("R30 R43: the level and the hours are two choices") {
  CHECK(queue_at("us_voice.24x7", call("+12125550142", midday)) == "us.voice");
  CHECK(queue_at("us_voice.after_hours", call("+12125550142", midday)) == "msp");
  CHECK(queue_at("global.24x7", call("+12125550142", midday)) == "any.voice");
}

TEST_CASE("R55: work that is nobody's by region goes to any location") {
  CHECK(queue_at("global.24x7", call("+12125550142")) == "any.voice");
  CHECK(queue_at("global.24x7", mail("ann@acme.example")) == "any.ticket");
}

TEST_CASE("R56: US voice pins calls, and chats go anywhere") {
  CHECK(queue_at("us_voice.24x7", call("+12125550142")) == "us.voice");
  CHECK(queue_at("us_voice.24x7", chat("ann@acme.example")) == "any.chat");
}

TEST_CASE("R57: US voice and chat pins both") {
  CHECK(queue_at("us_voice_us_chat.24x7", call("+12125550142")) == "us.voice");
  CHECK(queue_at("us_voice_us_chat.24x7", chat("ann@acme.example")) == "us.chat");
}

TEST_CASE("R62: only calls and chats can be pinned") {
  for (const auto& plan : world_rules()->coverage.plans()) {
    CHECK(plan.region(Channel::email) == Region::any);
    CHECK(plan.region(Channel::ticket) == Region::any);
  }
}

TEST_CASE("R64 R97: a contact is served on each of the eight numbers") {
  const World world;
  int numbers = 0;
  for (const auto& line : world.rules().lines.all())
    if (line.channel == Channel::voice && line.shared && !line.partner) {
      CHECK(world.decide(call("+12125550142", wednesday, line.id)).contact == "ann");
      ++numbers;
    }
  CHECK(numbers == 8);
}

TEST_CASE("R83: companies, sites and people must be on file, each under the one above") {
  const World world;
  CHECK(says(refusal(world, R"({"companies":[{"id":"x","msp":"nowhere"}]})"), "msp"));
  CHECK(says(refusal(world, R"({"sites":[{"id":"x","company":"nowhere","time_zone":"UTC"}]})"),
             "company"));
  CHECK(says(refusal(world, R"({"contacts":[{"id":"x","site":"nowhere"}]})"), "site"));
}

TEST_CASE("R86: at a virtual desktop the person must be recognised, its agent is not enough") {
  const World world;
  CHECK(world.decide(chat("bob@acme.example", token_desk)).contact == "bob");
  CHECK(world.decide(chat("who@stranger.example", token_desk)).restriction == "identify");
}

TEST_CASE("R87 R88 R91: priority is for contacts that are named, and nobody beside them") {
  World world;
  CHECK(world.decide(call("+12125550142")).priority == Priority::normal);
  world.contact("ann", [](Contact& ann) { ann.priority_connect = true; });
  CHECK(world.decide(call("+12125550142")).priority == Priority::priority_connect);
  CHECK(world.decide(mail("ann@acme.example")).priority == Priority::priority_connect);
  CHECK(world.decide(call("+13125550143")).priority == Priority::normal);
}

TEST_CASE("R89: nobody is enrolled in Priority Connect with what another contact has too") {
  const auto file = [](std::string_view mobile) {
    return R"({"contacts":[{"id":"bob","site":"acme-chi","first_name":"Bob","last_name":"Roy",
      "emails":["bob@acme.example"],"priority_connect":true,"phones":[
      {"kind":"primary","number":"+13125550143"},{"kind":"other","number":"+13125550148"},
      {"kind":"mobile","number":")" +
           std::string(mobile) + R"("}]}]})";
  };
  CHECK(refusal(World(), file("+13125550149")).empty());
  CHECK(says(refusal(World(), file("+12125550142")), "mobile"));  // Ann's
}

TEST_CASE("R108: staff of an MSP do not open work by calling") {
  const auto d = World().decide(call("+13475550100"));
  CHECK(d.outcome == Outcome::partner);
  CHECK_FALSE(d.site);
}

TEST_CASE("R127 R129: a request of an MSP is a ticket, for any location") {
  const auto d = World().decide(mail("nora@northwind.example"));
  CHECK(gist(d) == "queued/any.ticket/msp_request");
  CHECK(d.region == Region::any);
}

TEST_CASE("R215: a site without a plan is served under an hourly contract") {
  World world;
  world.plan("acme-nyc", "none");
  CHECK(gist(world.decide(mail("ann@acme.example"))) == "msp/msp/no_plan");
  world.edit([](DirectoryData& data) { data.contracts[0].kind = ContractKind::hourly; });
  const auto d = world.decide(mail("ann@acme.example"));
  CHECK(gist(d) == "queued/any.ticket/coverage");
  REQUIRE(d.coverage);
  CHECK(d.coverage->plan == "hourly");
}

TEST_CASE("R236: a site has any number of contacts") {
  World world;
  world.edit([](DirectoryData& data) {
    for (int i = 0; i < 2000; ++i) {
      Contact contact;
      contact.id = "n" + std::to_string(i);
      contact.site = "acme-nyc";
      contact.emails = {contact.id + "@acme.example"};
      data.contacts.push_back(std::move(contact));
    }
  });
  CHECK(world.decide(mail("n0@acme.example")).contact == "n0");
  CHECK(world.decide(mail("n1999@acme.example")).contact == "n1999");
}

TEST_CASE("R256: an agreement without the help desk gives its users no help desk") {
  World world;
  CHECK(gist(world.decide(call("+12125550142"))) == "queued/us.voice/coverage");
  world.edit([](DirectoryData& data) { data.contracts[0].help_desk = false; });
  CHECK(gist(world.decide(call("+12125550142"))) == "msp/msp/rmm_only");
}

TEST_CASE("R262 C38: eligibility follows the service's start") {
  World world;
  world.edit([](DirectoryData& data) { data.contracts[0].service_start = "2026-07-01"; });
  CHECK(gist(world.decide(call("+12125550142"))) == "msp/msp/not_started");
}

TEST_CASE("C10: what a site without a plan asks is recorded for its MSP, on every channel") {
  World world;
  world.plan("acme-nyc", "none");
  for (const auto& asked : {call("+12125550142"), chat("ann@acme.example"),
                            mail("ann@acme.example"), machine_ticket("acme-nyc")})
    CHECK(gist(world.decide(asked)) == "msp/msp/no_plan");
}
