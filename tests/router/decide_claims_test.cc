// Addresses and numbers that another MSP claims: on lines that all share only a mail domain tells
// who of the two may name its people (C13, C15, C18, C27).
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

// A contact that southwind puts.
World claimed(const std::string& address, bool active = true) {
  World world;
  Contact spy;
  spy.id = "spy";
  spy.site = "cedar-kol";
  spy.emails = {address};
  spy.active = active;
  world.add(spy);
  return world;
}

std::string passed_over(const Decision& d) {
  for (const auto& step : d.steps)
    if (step.code == "domain_of_others") return to_json(step.refs);
  return "-";
}

}  // namespace

TEST_CASE(
    "C13 C27: on a shared line the domain's MSP alone names its people, whoever claims them") {
  const auto world = claimed("ann@acme.example");
  for (const auto& asked : {mail("ann@acme.example"), chat("ann@acme.example")}) {
    const auto d = world.decide(asked);
    CHECK(d.contact == "ann");
    CHECK(d.msp == "northwind");
    CHECK(d.recognition == Recognition::recognised);
    CHECK(passed_over(d) == R"(["spy"])");
  }
  // A line of an MSP's own picks the tenant first: each one's own people.
  const auto own = world.decide(mail("ann@acme.example", wednesday, "northwind-email"));
  CHECK(own.contact == "ann");
  CHECK(passed_over(own) == "-");
  const auto theirs = world.decide(mail("ann@acme.example", wednesday, "southwind-email"));
  CHECK(theirs.contact == "spy");
  CHECK(passed_over(theirs) == "-");
  CHECK(passed_over(World().decide(mail("ann@acme.example"))) == "-");
}

TEST_CASE(
    "C13: a claim in a domain of another MSP names nobody where its own has not the address") {
  for (const bool active : {true, false}) {
    const auto d = claimed("new@acme.example", active).decide(mail("new@acme.example"));
    CHECK(gist(d) == "queued/triage/unattributed");
    CHECK_FALSE(d.msp);
    CHECK_FALSE(d.contact);
    CHECK(d.recognition == Recognition::unknown);
    CHECK(passed_over(d) == R"(["spy"])");
  }
  World staff;
  staff.edit(
      [](DirectoryData& data) { find_id(data.staff, "sven").emails = {"new@acme.example"}; });
  const auto d = staff.decide(mail("new@acme.example"));
  CHECK(gist(d) == "queued/triage/unattributed");
  CHECK(passed_over(d) == R"(["sven"])");
  // Nobody's sentence names whoever claims it.
  auto told = claimed("new@acme.example").decide(mail("new@acme.example"));
  const auto world = claimed("new@acme.example");
  const auto arrived = mail("new@acme.example");
  render(told, &arrived, world.directory(), world.rules());
  for (const auto& step : told.steps) {
    CHECK(step.says.find("spy") == std::string::npos);
    CHECK(step.says.find("Southwind") == std::string::npos);
  }
}

TEST_CASE("C13: without a domain that decides, what two MSPs have on file is nobody's") {
  const auto world = claimed("dan@dune.example");
  const auto d = world.decide(mail("dan@dune.example"));
  CHECK(gist(d) == "queued/triage/unattributed");
  CHECK(has_step(d, "ambiguous_tenants"));
  CHECK(passed_over(d) == "-");
  // Another company of the same MSP may have the domain.
  auto moved = World();
  moved.contact("dan", [](Contact& dan) { dan.emails = {"dan@acme.example"}; });
  CHECK(moved.decide(mail("dan@acme.example")).contact == "dan");
  // A domain below a registered one is another domain.
  CHECK(claimed("ann@mail.acme.example").decide(mail("ann@mail.acme.example")).contact == "spy");
  // Two MSPs that serve one client both speak for its domain, and a third does not.
  auto both = claimed("ann@acme.example");
  both.edit([](DirectoryData& data) {
    find_id(data.companies, "cedar").domains.push_back("acme.example");
  });
  CHECK(gist(both.decide(mail("ann@acme.example"))) == "queued/triage/unattributed");
  CHECK(passed_over(both.decide(mail("ann@acme.example"))) == "-");
}

TEST_CASE(
    "C13 C15: a number that two MSPs claim is nobody's on a shared line; one claim is believed") {
  World world;
  world.add([] {
    Contact spy;
    spy.id = "spy";
    spy.site = "cedar-kol";
    spy.phones = {{"primary", "+12125550142", ""}, {"other", "+12125550188", ""}};
    return spy;
  }());
  const auto two = world.decide(call("+12125550142"));
  CHECK(gist(two) == "queued/triage/unattributed");
  CHECK_FALSE(two.contact);
  CHECK(world.decide(call("+12125550142", wednesday, "northwind-voice")).contact == "ann");
  // What nothing can tell: SECURITY.md says so.
  CHECK(world.decide(call("+12125550188")).contact == "spy");
}

TEST_CASE("C13 C27: what a locked-out person has is not free for the taking on a shared line") {
  const std::string address = "dan@dune.example", number = "+13035550145";
  auto locked_out = claimed(address);
  locked_out.contact("spy", [&](Contact& spy) { spy.phones = {{"primary", number, ""}}; });
  locked_out.contact("dan", [](Contact& dan) { dan.active = false; });
  for (const auto& asked : {mail(address), chat(address), call(number)}) {
    const auto d = locked_out.decide(asked);
    CHECK(gist(d) == "queued/triage/unattributed");
    CHECK(has_step(d, "ambiguous_tenants"));
    CHECK_FALSE(d.msp);
    CHECK_FALSE(d.contact);
  }
  // Whoever of the two is locked out, and where both are.
  auto spy_too = locked_out;
  spy_too.contact("spy", [](Contact& spy) { spy.active = false; });
  CHECK(gist(spy_too.decide(mail(address))) == "queued/triage/unattributed");
  CHECK(gist(spy_too.decide(call(number))) == "queued/triage/unattributed");
  spy_too.contact("dan", [](Contact& dan) { dan.active = true; });
  CHECK(gist(spy_too.decide(mail(address))) == "queued/triage/unattributed");
  // A line of an MSP's own has its own people; nobody else's claim leaves them locked out.
  CHECK(gist(locked_out.decide(mail(address, wednesday, "northwind-email"))) ==
        "msp/msp/disabled_contact");
  locked_out.edit([](DirectoryData& data) {
    std::erase_if(data.contacts, [](const Contact& one) { return one.id == "spy"; });
  });
  CHECK(gist(locked_out.decide(mail(address))) == "msp/msp/disabled_contact");
  CHECK(gist(locked_out.decide(call(number))) == "msp/msp/disabled_contact");
}

TEST_CASE("C13 C27: nor is what a member of the staff has who is not active any more") {
  auto world = claimed("nora@northwind.example");
  world.contact("spy", [](Contact& spy) { spy.phones = {{"primary", "+13475550100", ""}}; });
  world.edit([](DirectoryData& data) { find_id(data.staff, "nora").active = false; });
  for (const auto& asked : {mail("nora@northwind.example"), call("+13475550100")}) {
    const auto d = world.decide(asked);
    CHECK(gist(d) == "queued/triage/unattributed");
    CHECK_FALSE(d.contact);
  }
  // In a domain that is registered the claim does not count; they themselves stand for nobody.
  world.edit([](DirectoryData& data) {
    find_id(data.companies, "acme").domains.push_back("northwind.example");
  });
  const auto d = world.decide(mail("nora@northwind.example"));
  CHECK(passed_over(d) == R"(["spy"])");
  CHECK(gist(d) == "queued/triage/unattributed");
  // A client of southwind whom an inactive member of its own staff shares the number with.
  world.edit([](DirectoryData& data) {
    auto& sven = find_id(data.staff, "sven");
    sven.active = false;
    sven.phones = {"+12125550147"};
  });
  CHECK(world.decide(call("+12125550147")).contact == "cam");
}
