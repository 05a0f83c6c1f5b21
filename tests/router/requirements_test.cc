// One row for each requirement of classes K and D, and each reading C, that rules and router carry
// so far. A row proves itself here, or a test case elsewhere bears its id; nothing is silently
// missing.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

using Proof = void (*)();
constexpr Proof elsewhere = nullptr;

struct Row {
  std::string_view id;
  Proof proof;
};

std::string queue_at(std::string_view plan, const Arrival& asked) {
  World world;
  world.plan("acme-nyc", plan);
  return world.decide(asked).queue.value_or("-");
}

// R7, R17: two sites of one company at the same instant.
void each_site_has_its_hours() {
  const World world;
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/out_of_coverage");
  CHECK(gist(world.decide(call("+13125550143", midday))) == "queued/any.voice/coverage");
}

void rules_are_versioned() {
  const auto changed = compiled(RuleTexts().append("queues.toml", "\n# a remark\n"));
  CHECK(World().decide(call("")).rules == world_rules()->hash);
  CHECK(changed->hash != world_rules()->hash);
}

// R30: level and hours are two choices.
void level_and_hours() {
  CHECK(queue_at("us_voice.24x7", call("+12125550142", midday)) == "us.voice");
  CHECK(queue_at("us_voice.after_hours", call("+12125550142", midday)) == "msp");
  CHECK(queue_at("global.24x7", call("+12125550142", midday)) == "any.voice");
}

void us_voice_pins_calls() {
  CHECK(queue_at("us_voice.24x7", call("+12125550142")) == "us.voice");
  CHECK(queue_at("us_voice.24x7", chat("ann@acme.example")) == "any.chat");
}

void us_voice_and_chat_pins_both() {
  CHECK(queue_at("us_voice_us_chat.24x7", call("+12125550142")) == "us.voice");
  CHECK(queue_at("us_voice_us_chat.24x7", chat("ann@acme.example")) == "us.chat");
}

void only_live_work_is_pinned() {
  for (const auto& plan : world_rules()->coverage.plans()) {
    CHECK(plan.region(Channel::email) == Region::any);
    CHECK(plan.region(Channel::ticket) == Region::any);
  }
}

void any_location() {
  CHECK(queue_at("global.24x7", call("+12125550142")) == "any.voice");
  CHECK(queue_at("global.24x7", mail("ann@acme.example")) == "any.ticket");
}

void calls_on_every_number() {
  const World world;
  int numbers = 0;
  for (const auto& line : world.rules().lines.all())
    if (line.channel == Channel::voice && line.shared && !line.partner) {
      CHECK(world.decide(call("+12125550142", wednesday, line.id)).contact == "ann");
      ++numbers;
    }
  CHECK(numbers == 8);
}

// R86: at a virtual desktop the person must be recognised, the agent's computer is not enough.
void virtual_desktop() {
  const World world;
  CHECK(world.decide(chat("bob@acme.example", token_desk)).contact == "bob");
  CHECK(world.decide(chat("who@stranger.example", token_desk)).restriction == "identify");
}

// R87, R88, R91.
void priority_is_for_named_contacts() {
  World world;
  CHECK(world.decide(call("+12125550142")).priority == Priority::normal);
  world.contact("ann", [](Contact& ann) { ann.priority_connect = true; });
  CHECK(world.decide(call("+12125550142")).priority == Priority::priority_connect);
  CHECK(world.decide(mail("ann@acme.example")).priority == Priority::priority_connect);
  CHECK(world.decide(call("+13125550143")).priority == Priority::normal);
}

// R108: staff do not open work by calling.
void staff_calls_make_no_user_ticket() {
  const auto d = World().decide(call("+13475550100"));
  CHECK(d.outcome == Outcome::partner);
  CHECK_FALSE(d.site);
}

// R127, R129.
void msp_requests_are_tickets() {
  const auto d = World().decide(mail("nora@northwind.example"));
  CHECK(gist(d) == "queued/any.ticket/msp_request");
  CHECK(d.region == Region::any);
}

void no_coverage_is_recorded() {
  World world;
  world.plan("acme-nyc", "none");
  for (const auto& asked : {call("+12125550142"), chat("ann@acme.example"),
                            mail("ann@acme.example"), machine_ticket("acme-nyc")})
    CHECK(gist(world.decide(asked)) == "msp/msp/no_plan");
}

// C38: eligibility follows the service's start.
void service_start_decides() {
  World world;
  world.edit([](DirectoryData& data) { data.contracts[0].service_start = "2026-07-01"; });
  CHECK(gist(world.decide(call("+12125550142"))) == "msp/msp/not_started");
}

constexpr Row rows[] = {
    {"R3", elsewhere},
    {"R5", rules_are_versioned},
    {"R6", elsewhere},
    {"R7", each_site_has_its_hours},
    {"R9", elsewhere},
    {"R10", elsewhere},
    {"R13", elsewhere},
    {"R17", each_site_has_its_hours},
    {"R18", elsewhere},
    {"R19", elsewhere},
    {"R20", elsewhere},
    {"R21", elsewhere},
    {"R22", elsewhere},
    {"R30", level_and_hours},
    {"R31", elsewhere},
    {"R32", elsewhere},
    {"R33", elsewhere},
    {"R34", elsewhere},
    {"R35", elsewhere},
    {"R36", elsewhere},
    {"R37", elsewhere},
    {"R38", elsewhere},
    {"R39", elsewhere},
    {"R40", elsewhere},
    {"R42", elsewhere},
    {"R43", level_and_hours},
    {"R44", elsewhere},
    {"R45", elsewhere},
    {"R46", elsewhere},
    {"R47", elsewhere},
    {"R48", elsewhere},
    {"R49", elsewhere},
    {"R50", elsewhere},
    {"R51", elsewhere},
    {"R52", elsewhere},
    {"R53", elsewhere},
    {"R54", elsewhere},
    {"R55", any_location},
    {"R56", us_voice_pins_calls},
    {"R57", us_voice_and_chat_pins_both},
    {"R58", elsewhere},
    {"R59", elsewhere},
    {"R60", elsewhere},
    {"R61", elsewhere},
    {"R62", only_live_work_is_pinned},
    {"R64", calls_on_every_number},
    {"R65", elsewhere},
    {"R66", elsewhere},
    {"R70", elsewhere},
    {"R71", elsewhere},
    {"R72", elsewhere},
    {"R74", elsewhere},
    {"R75", elsewhere},
    {"R76", elsewhere},
    {"R77", elsewhere},
    {"R78", elsewhere},
    {"R79", elsewhere},
    {"R80", elsewhere},
    {"R81", elsewhere},
    {"R82", elsewhere},
    {"R84", elsewhere},
    {"R86", virtual_desktop},
    {"R87", priority_is_for_named_contacts},
    {"R88", priority_is_for_named_contacts},
    {"R90", elsewhere},
    {"R91", priority_is_for_named_contacts},
    {"R93", elsewhere},
    {"R95", elsewhere},
    {"R96", elsewhere},
    {"R97", calls_on_every_number},
    {"R98", elsewhere},
    {"R99", elsewhere},
    {"R100", elsewhere},
    {"R101", elsewhere},
    {"R102", elsewhere},
    {"R103", elsewhere},
    {"R104", elsewhere},
    {"R105", elsewhere},
    {"R106", elsewhere},
    {"R107", elsewhere},
    {"R108", staff_calls_make_no_user_ticket},
    {"R110", elsewhere},
    {"R111", elsewhere},
    {"R113", elsewhere},
    {"R115", elsewhere},
    {"R116", elsewhere},
    {"R117", elsewhere},
    {"R118", elsewhere},
    {"R119", elsewhere},
    {"R121", elsewhere},
    {"R127", msp_requests_are_tickets},
    {"R129", msp_requests_are_tickets},
    {"R191", elsewhere},
    {"R192", elsewhere},
    {"R193", elsewhere},
    {"R194", elsewhere},
    {"R195", elsewhere},
    {"R196", elsewhere},
    {"R197", elsewhere},
    {"R198", elsewhere},
    {"R199", elsewhere},
    {"R200", elsewhere},
    {"R201", elsewhere},
    {"R202", elsewhere},
    {"R203", elsewhere},
    {"R204", elsewhere},
    {"R205", elsewhere},
    {"R206", elsewhere},
    {"R207", elsewhere},
    {"R208", elsewhere},
    {"R209", elsewhere},
    {"R210", elsewhere},
    {"R211", elsewhere},
    {"R212", elsewhere},
    {"R213", elsewhere},
    {"R214", elsewhere},
    {"R220", elsewhere},
    {"R221", elsewhere},
    {"R222", elsewhere},
    {"R223", elsewhere},
    {"R224", elsewhere},
    {"R225", elsewhere},
    {"R226", elsewhere},
    {"R231", elsewhere},
    {"R235", elsewhere},
    {"R237", elsewhere},
    {"R262", service_start_decides},
    {"R275", elsewhere},
    {"C1", elsewhere},
    {"C2", elsewhere},
    {"C3", elsewhere},
    {"C4", elsewhere},
    {"C5", elsewhere},
    {"C5a", elsewhere},
    {"C6", elsewhere},
    {"C7", elsewhere},
    {"C8", elsewhere},
    {"C9", elsewhere},
    {"C10", no_coverage_is_recorded},
    {"C11", elsewhere},
    {"C12", elsewhere},
    {"C13", elsewhere},
    {"C14", elsewhere},
    {"C15", elsewhere},
    {"C16", elsewhere},
    {"C17", elsewhere},
    {"C18", elsewhere},
    {"C18a", elsewhere},
    {"C23", elsewhere},
    {"C26", elsewhere},
    {"C27", elsewhere},
    {"C28", elsewhere},
    {"C29", elsewhere},
    {"C38", service_start_decides},
    {"C42", elsewhere},
    {"C43", elsewhere},
};

// "R31 to R40" stands for all of them.
void add_ids(const std::string& name, std::set<std::string>& ids) {
  static const std::regex pattern(R"(\b([RC])(\d+)(a?)(?: to \1(\d+))?\b)");
  for (std::sregex_iterator it(name.begin(), name.end(), pattern), end; it != end; ++it) {
    const auto& found = *it;
    ids.insert(found[1].str() + found[2].str() + found[3].str());
    if (!found[4].matched) continue;
    for (int id = std::stoi(found[2]); id <= std::stoi(found[4]); ++id)
      ids.insert(found[1].str() + std::to_string(id));
  }
}

std::set<std::string> ids_in_test_names() {
  static const std::regex name(R"x(TEST_CASE\(\s*"([^"]*)")x");
  std::set<std::string> ids;
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(FRONTDESK_SOURCE_DIR) / "tests")) {
    if (!file.path().filename().string().ends_with("_test.cc")) continue;
    std::ostringstream read;
    read << std::ifstream(file.path()).rdbuf();
    const auto text = read.str();
    for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it)
      add_ids((*it)[1], ids);
  }
  return ids;
}

}  // namespace

TEST_CASE("each requirement is proved here, or a test case bears its id") {
  const auto named = ids_in_test_names();
  std::set<std::string_view> seen;
  for (const auto& row : rows) {
    INFO(row.id);
    CHECK_MESSAGE(seen.insert(row.id).second, "twice in the table");
    if (row.proof)
      row.proof();
    else
      CHECK_MESSAGE(named.contains(std::string(row.id)), "no test case bears this id");
  }
}

TEST_CASE("ids are read out of test names, ranges among them") {
  std::set<std::string> ids;
  add_ids("R31 to R33, C5a (C9): R225 and USR12, R9b", ids);
  CHECK(ids == std::set<std::string>{"C5a", "C9", "R225", "R31", "R32", "R33"});
}
