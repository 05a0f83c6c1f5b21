// Who is asking: recognition in all its shapes.
#include "desk_world.h"
#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr std::string_view shared_number = "+12125550177";

void share(World& world, std::initializer_list<std::string_view> ids,
           std::string_view number = shared_number, std::string_view address = "") {
  for (const auto id : ids)
    world.contact(id, [&](Contact& contact) {
      contact.phones.push_back({"other", std::string(number), ""});
      if (!address.empty()) contact.emails.emplace_back(address);
    });
}

}  // namespace

TEST_CASE("R71 R72: a unique number or address is a person, on shared and on own lines") {
  const World world;
  for (const std::string_view line : {"us-voice", "northwind-voice"}) {
    const auto d = world.decide(call("+12125550142", wednesday, line));
    CHECK(d.recognition == Recognition::recognised);
    CHECK(d.contact == "ann");
    CHECK(d.site == "acme-nyc");
    CHECK(d.company == "acme");
    CHECK(d.msp == "northwind");
  }
  CHECK(world.decide(mail("ann@acme.example")).contact == "ann");
  CHECK(world.decide(chat("ann@acme.example")).contact == "ann");
}

TEST_CASE("C13: several people of one site are ambiguous there, to be identified") {
  World world;
  world.contact("bob", [](Contact& bob) { bob.site = "acme-nyc"; });
  share(world, {"ann", "bob"}, shared_number, "office@acme.example");
  for (const auto& asked : {call(shared_number), mail("office@acme.example")}) {
    const auto d = world.decide(asked);
    CHECK(d.recognition == Recognition::ambiguous);
    CHECK(d.restriction == "identify");
    CHECK(d.site == "acme-nyc");
    CHECK(d.msp == "northwind");
    CHECK_FALSE(d.contact);
    CHECK_FALSE(has(d.flags, "default_site"));
  }
}

TEST_CASE("C13: several sites of one company take the default site, flagged") {
  World world;
  share(world, {"ann", "bob"});
  const auto d = world.decide(call(shared_number));
  CHECK(d.recognition == Recognition::ambiguous);
  CHECK(d.site == "acme-nyc");
  CHECK(has(d.flags, "default_site"));
  CHECK(d.restriction == "identify");
  // Without a default site the company is still known, and its MSP must say.
  share(world, {"dot", "dan"}, "+12125550178");
  const auto nowhere = world.decide(call("+12125550178"));
  CHECK(gist(nowhere) == "msp/msp/no_default_site");
  CHECK(nowhere.msp == "northwind");
  CHECK(nowhere.company == "dune");
}

TEST_CASE("C13: several companies of one MSP are as unknown, and nobody is added for them") {
  World world;
  share(world, {"ann", "dot"});
  const auto d = world.decide(call(shared_number));
  CHECK(d.recognition == Recognition::unknown);
  CHECK(d.msp == "northwind");
  CHECK_FALSE(d.company);
  CHECK(gist(d) == "pending_approval/approval/unrecognised");
  world.msp("northwind", [](Msp& msp) { msp.recognition = RecognitionPolicy::auto_add; });
  CHECK(gist(world.decide(call(shared_number))) == "pending_approval/approval/unrecognised");
  // Not even where the domain suggests a site.
  for (const auto* id : {"ann", "dot"})
    world.contact(id, [](Contact& one) { one.emails.push_back("both@acme.example"); });
  const auto by_mail = world.decide(mail("both@acme.example"));
  CHECK(gist(by_mail) == "pending_approval/approval/unrecognised");
  CHECK_FALSE(by_mail.contact);
}

TEST_CASE("C13: of two MSPs the line picks one; a shared line cannot") {
  World world;
  share(world, {"ann", "cam"});
  CHECK(world.decide(call(shared_number, wednesday, "northwind-voice")).contact == "ann");
  CHECK(world.decide(call(shared_number, wednesday, "southwind-voice")).contact == "cam");
  const auto d = world.decide(call(shared_number));
  CHECK(gist(d) == "queued/triage/unattributed");
  CHECK_FALSE(d.msp);
  CHECK_FALSE(d.contact);
}

TEST_CASE("C13: a contact of one MSP and staff of another are two MSPs too") {
  World world;
  world.edit([](DirectoryData& data) { find_id(data.staff, "sven").phones = {"+12125550142"}; });
  CHECK(gist(world.decide(call("+12125550142"))) == "queued/triage/unattributed");
  CHECK(world.decide(call("+12125550142", wednesday, "northwind-voice")).contact == "ann");
}

TEST_CASE("C13: a company's main number names the company, never a person, whoever has it") {
  World world;
  const auto d = world.decide(call("+12125550100"));
  CHECK(d.recognition == Recognition::company);
  CHECK(has(d.reasons, "company"));
  CHECK(d.company == "acme");
  CHECK(d.site == "acme-nyc");
  CHECK(d.restriction == "identify");
  CHECK(has(d.flags, "default_site"));
  CHECK_FALSE(d.contact);
  share(world, {"bob"}, "+12125550100");
  const auto owned = world.decide(call("+12125550100"));
  CHECK(owned.recognition == Recognition::company);
  CHECK_FALSE(owned.contact);
  CHECK(owned.site == "acme-chi");
  World elsewhere;
  share(elsewhere, {"dot"}, "+12125550100");
  CHECK(elsewhere.decide(call("+12125550100")).site == "acme-nyc");
  // No default site: the MSP must say where.
  CHECK(gist(world.decide(call("+16025550100"))) == "msp/msp/no_default_site");
  // The main number of two companies names neither.
  world.edit(
      [](DirectoryData& data) { find_id(data.companies, "dune").main_number = "+12125550100"; });
  const auto two = world.decide(call("+12125550100"));
  CHECK(two.recognition == Recognition::unknown);
  CHECK(two.msp == "northwind");
  CHECK(has_step(two, "main_of_companies"));
  // On an MSP's own line it names no other MSP's company.
  world.edit(
      [](DirectoryData& data) { find_id(data.companies, "cedar").main_number = "+12125550179"; });
  const auto foreign = world.decide(call("+12125550179", wednesday, "northwind-voice"));
  CHECK(foreign.recognition == Recognition::unknown);
  CHECK(foreign.msp == "northwind");
}

TEST_CASE("C13: somebody of another tenant is nobody on an MSP's own line") {
  const World world;
  const auto d = world.decide(call("+12125550147", wednesday, "northwind-voice"));
  CHECK(d.recognition == Recognition::unknown);
  CHECK(d.msp == "northwind");
  CHECK_FALSE(d.contact);
  CHECK_FALSE(d.site);
  CHECK(world.decide(mail("cam@cedar.example", wednesday, "northwind-email")).msp == "northwind");
  // A line of an MSP that the directory has not is nobody's, not everybody's.
  const auto orphan = world.decide(call("+12125550142", wednesday, "orphan-voice"));
  CHECK(gist(orphan) == "queued/triage/unattributed");
  CHECK_FALSE(orphan.contact);
}

TEST_CASE("users-want 5: a decision does not tell that another tenant has the person") {
  World world;
  world.edit([](DirectoryData& data) {
    Endpoint theirs;
    theirs.id = "ep-cam";
    theirs.site = find_id(data.contacts, "cam").site;
    theirs.token_sha256 = std::string(64, 'e');
    data.endpoints.push_back(theirs);
  });
  const auto same_steps = [&](const Arrival& theirs, const Arrival& nobodys) {
    const auto one = world.decide(theirs), other = world.decide(nobodys);
    CHECK(gist(one) == gist(other));
    CHECK(to_json(one.steps) == to_json(other.steps));
    CHECK(one.flags == other.flags);
  };
  same_steps(call("+12125550147", wednesday, "northwind-voice"),
             call("+12125550190", wednesday, "northwind-voice"));
  same_steps(mail("cam@cedar.example", wednesday, "northwind-email"),
             mail("who@stranger.example", wednesday, "northwind-email"));
  auto theirs = chat("ann@acme.example", std::string(64, 'e')),
       nobodys = chat("ann@acme.example", std::string(64, 'f'));
  theirs.line = nobodys.line = "northwind-voice";  // a line that picks the tenant
  CHECK(has_step(world.decide(theirs), "endpoint_unknown"));
  same_steps(theirs, nobodys);
}

TEST_CASE("R79: a locked-out contact is recognised and served on no channel") {
  World world;
  world.contact("ann", [](Contact& ann) { ann.active = false; });
  for (const auto& asked : {call("+12125550142"), mail("ann@acme.example"),
                            chat("ann@acme.example"), chat("", token_ann),
                            chat("ann@acme.example", token_desk)}) {
    const auto d = world.decide(asked);
    CHECK(gist(d) == "msp/msp/disabled_contact");
    CHECK(d.priority == Priority::normal);
  }
  // Nor by approval of the same record, nor by standing consent.
  Context approved;
  approved.again.emplace();
  approved.again->contact = "ann";
  CHECK(gist(world.decide(mail("ann@acme.example"), approved)) == "msp/msp/disabled_contact");
  world.msp("northwind", [](Msp& msp) { msp.recognition = RecognitionPolicy::auto_add; });
  CHECK(gist(world.decide(mail("ann@acme.example"))) == "msp/msp/disabled_contact");
}

TEST_CASE("R79: who takes over a locked-out colleague's number is that one person") {
  World world;
  world.contact("ann", [](Contact& ann) { ann.active = false; });
  share(world, {"bob"}, "+12125550142");
  const auto d = world.decide(call("+12125550142"));
  CHECK(d.contact == "bob");
  CHECK(d.recognition == Recognition::recognised);
}

TEST_CASE("R79: locked out at two MSPs is nobody's on a shared line") {
  World world;
  share(world, {"ann", "cam"});
  for (const auto* id : {"ann", "cam"})
    world.contact(id, [](Contact& contact) { contact.active = false; });
  CHECK(gist(world.decide(call(shared_number))) == "queued/triage/unattributed");
}

TEST_CASE(
    "C14: a DMARC failure is flagged and takes Priority Connect; a domain recognises nobody") {
  World world;
  world.contact("ann", [](Contact& ann) { ann.priority_connect = true; });
  CHECK(world.decide(mail("ann@acme.example")).priority == Priority::priority_connect);
  auto spoofed = mail("ann@acme.example");
  spoofed.mail.auth.dmarc = "fail";
  const auto d = world.decide(spoofed);
  CHECK(has(d.flags, "auth_fail"));
  CHECK(d.priority == Priority::normal);
  CHECK(d.recognition == Recognition::recognised);
  for (const std::string_view verdict : {"pass", "none", ""}) {
    spoofed.mail.auth.dmarc = verdict;
    CHECK_FALSE(has(world.decide(spoofed).flags, "auth_fail"));
  }
  const auto by_domain = world.decide(mail("new@acme.example", wednesday, "northwind-email"));
  CHECK(by_domain.recognition == Recognition::unknown);
  CHECK_FALSE(by_domain.company);
  CHECK_FALSE(by_domain.site);
}

TEST_CASE(
    "C15: withheld numbers, and the MSP's main number even where staff or a contact have it") {
  World world;
  const auto withheld = world.decide(call("", wednesday, "northwind-voice"));
  CHECK(withheld.recognition == Recognition::withheld);
  world.edit([](DirectoryData& data) { find_id(data.staff, "nora").phones = {"+13475550000"}; });
  share(world, {"ann"}, "+13475550000");
  for (const std::string_view line : {"us-voice", "northwind-voice"}) {
    const auto d = world.decide(call("+13475550000", wednesday, line));
    CHECK(d.recognition == Recognition::withheld);
    CHECK_FALSE(d.contact);
    CHECK(d.outcome != Outcome::partner);
  }
  // A number that is there but was marked as withheld says nothing.
  auto marked = call("+12125550142");
  marked.withheld = true;
  CHECK(world.decide(marked).recognition == Recognition::withheld);
}

TEST_CASE("C28: an enrolled office outranks the staff match, but only where it is enabled") {
  World world;
  world.edit([](DirectoryData& data) {
    data.companies.push_back({"nwhq", "northwind", "Northwind HQ", "", {}});
    Site office = find_id(data.sites, "acme-nyc");
    office.id = "nwhq-nyc";
    office.company = "nwhq";
    data.sites.push_back(office);
    Contact nora;
    nora.id = "nora-c";
    nora.site = "nwhq-nyc";
    nora.emails = {"nora@northwind.example"};
    nora.phones = {{"primary", "+13475550100", ""}};
    data.contacts.push_back(nora);
  });
  CHECK(world.decide(call("+13475550100")).contact == "nora-c");
  CHECK(gist(world.decide(call("+13475550100"))) == "queued/us.voice/coverage");
  CHECK(world.decide(chat("nora@northwind.example")).contact == "nora-c");
  // As staff she still answers in her MSP's tickets.
  CHECK(world
            .decide(mail("nora@northwind.example"),
                    thread({"T-7", "northwind", "acme", "references", false, false}))
            .outcome == Outcome::appended);
  World plain = world;
  plain.contact("nora-c", [](Contact& nora) { nora.active = false; });
  CHECK(gist(plain.decide(call("+13475550100"))) == "partner/partner/staff");
  plain = world;
  plain.plan("nwhq-nyc", "none");
  CHECK(gist(plain.decide(call("+13475550100"))) == "partner/partner/staff");
  plain = world;
  plain.site("nwhq-nyc", [](Site& site) { site.activated_at.reset(); });
  CHECK(gist(plain.decide(call("+13475550100"))) == "partner/partner/staff");
}

TEST_CASE("C28: staff who left are nobody; partner lines are theirs, whoever calls there") {
  World world;
  CHECK(gist(world.decide(call("+13475550100", wednesday, "partner-voice"))) ==
        "partner/partner/staff");
  CHECK(gist(world.decide(call("+15005550006", wednesday, "partner-voice"))) ==
        "partner/partner/partner_line");
  CHECK(gist(world.decide(mail("nora@northwind.example", wednesday, "partner-email"))) ==
        "partner/partner/staff");
  // At a customer's computer she is still staff.
  CHECK(gist(world.decide(chat("nora@northwind.example", token_desk))) == "partner/partner/staff");
  world.edit([](DirectoryData& data) { find_id(data.staff, "nora").active = false; });
  CHECK(gist(world.decide(call("+13475550100", wednesday, "northwind-voice"))) ==
        "refused/-/unrecognised");
}

TEST_CASE("R65 R84: a chat from an agent is verified; its computer stands for its contact") {
  const World world;
  const auto d = world.decide(chat("", token_ann));
  CHECK(d.endpoint == "ep-ann");
  CHECK(d.contact == "ann");
  CHECK(has(d.flags, "verified"));
  CHECK_FALSE(has(world.decide(chat("ann@acme.example")).flags, "verified"));
  const auto desk = world.decide(chat("", token_desk));
  CHECK(desk.recognition == Recognition::company);
  CHECK(desk.restriction == "identify");
  CHECK(desk.site == "acme-chi");
  CHECK(std::count(desk.flags.begin(), desk.flags.end(), "agent_missing") == 1);
  // An address of several people means the computer's own one.
  World office;
  for (const auto* id : {"ann", "bob"})
    office.contact(id, [](Contact& one) { one.emails.push_back("office@acme.example"); });
  CHECK(office.decide(chat("office@acme.example", token_ann)).contact == "ann");
  // A computer that is known speaks for itself where its site has no agent yet.
  office.site("acme-nyc", [](Site& site) { site.agent_deployed = false; });
  CHECK_FALSE(has(office.decide(chat("", token_ann)).flags, "agent_missing"));
  CHECK(has(office.decide(call("+12125550142")).flags, "agent_missing"));
  const auto unknown = world.decide(chat("ann@acme.example", std::string(64, 'f')));
  CHECK(unknown.contact == "ann");
  CHECK_FALSE(unknown.endpoint);
  CHECK(has_step(unknown, "endpoint_unknown"));
}

TEST_CASE("C43: endpoint and contact at different sites, companies, tenants") {
  World world;
  const auto site = world.decide(chat("ann@acme.example", token_desk));
  CHECK(site.contact == "ann");
  CHECK(site.site == "acme-nyc");
  CHECK(has(site.flags, "endpoint_other_site"));
  const auto company = world.decide(chat("dot@dune.example", token_ann));
  CHECK(company.recognition == Recognition::ambiguous);
  CHECK(company.restriction == "identify");
  CHECK(company.site == "acme-nyc");
  CHECK_FALSE(company.contact);
  const auto tenant = world.decide(chat("cam@cedar.example", token_ann));
  CHECK(tenant.msp == "northwind");
  CHECK(tenant.recognition == Recognition::company);
  CHECK(tenant.restriction == "identify");
  CHECK_FALSE(tenant.contact);
  // Somebody whom nobody knows at Ann's computer is not Ann.
  const auto other = world.decide(chat("who@stranger.example", token_ann));
  CHECK(other.restriction == "identify");
  CHECK_FALSE(other.contact);
  CHECK_FALSE(has(other.flags, "verified"));
}

TEST_CASE("C43 R235: an unknown site of a known company is its default site, flagged") {
  const auto d = World().decide(call("+12125550100"));
  CHECK(d.site == "acme-nyc");
  CHECK(has(d.flags, "default_site"));
}

TEST_CASE("R70: a ticket's payload picks the tenant; a site that is not on file is not enabled") {
  const World world;
  auto asked = machine_ticket("birch-syd", "2026-06-03T23:30:00Z");
  CHECK(world.decide(asked).site == "birch-syd");
  asked.by_machine = false;
  asked.from_address = "who@stranger.example";
  const auto person = world.decide(asked);
  CHECK(gist(person) == "pending_approval/approval/unrecognised");
  CHECK(person.msp == "northwind");
  asked.from_address = "cam@cedar.example";
  CHECK_FALSE(world.decide(asked).contact);
  asked.from_address = "bea@birch.example";
  CHECK(world.decide(asked).contact == "bea");
  CHECK(has_step(world.decide(machine_ticket("nowhere")), "site_unknown"));
  // An MSP's own line takes no site of another's, nor one that nobody has.
  const World own(compiled(RuleTexts().append(
      "lines.toml", "\n[[line]]\nid = \"psa\"\nchannel = \"ticket\"\nmsp = \"northwind\"\n")));
  CHECK(own.decide(machine_ticket("acme-nyc")).site == "acme-nyc");
  for (const auto* site : {"cedar-kol", "nowhere"}) {
    const auto refused = own.decide(machine_ticket(site));
    CHECK(gist(refused) == "msp/msp/not_enabled");
    CHECK(refused.msp == "northwind");
    CHECK_FALSE(refused.site);
    CHECK(has_step(refused, "site_unknown"));
  }
}

TEST_CASE("what is left of a mail whose facts were erased is its site's") {
  auto left = mail("");
  left.by_machine = true;
  left.site = "dune-den";
  const auto d = World().decide(left);
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(d.site == "dune-den");
  CHECK(d.recognition == Recognition::not_applicable);
}

TEST_CASE("R95 C23: priority for the one person who has it, never where identity is open") {
  World world;
  world.contact("ann", [](Contact& ann) { ann.priority_connect = true; });
  const auto d = world.decide(call("+12125550142"));
  CHECK(d.priority == Priority::priority_connect);
  // It moves nobody out of the queue or the window.
  CHECK(d.queue == "us.voice");
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/out_of_coverage");
  world.contact("bob", [](Contact& bob) { bob.site = "acme-nyc"; });
  share(world, {"ann", "bob"});
  CHECK(world.decide(call(shared_number)).priority == Priority::normal);
}

TEST_CASE("R70: a ticket that came by no line is of the tenant of whoever brought it") {
  const World world;
  auto asked = machine_ticket("acme-nyc");
  asked.line.clear();
  asked.msp = "northwind";
  const auto own = world.decide(asked);
  CHECK(own.site == "acme-nyc");
  CHECK(has_step(own, "line_none"));
  CHECK(has_step(own, "brought_by"));
  asked.site = "cedar-kol";
  const auto foreign = world.decide(asked);
  CHECK_FALSE(foreign.site);
  CHECK(foreign.msp == "northwind");
  asked.by_machine = false;
  asked.from_address = "cam@cedar.example";
  CHECK_FALSE(world.decide(asked).contact);
  asked.msp = "nowhere";
  CHECK(gist(world.decide(asked)) == "queued/triage/unattributed");
}

TEST_CASE("R67 R68: who wants to be called back waits among the calls to make") {
  const World world;
  auto asked = machine_ticket("birch-syd", "2026-06-03T23:30:00Z");
  asked.wants_callback = true;
  CHECK(world.decide(asked).queue == "callback");
  asked.wants_callback = false;
  CHECK(world.decide(asked).queue == "any.ticket");
}

TEST_CASE("users-want 19: what the MSP's staff forwards is its writer's, where the MSP knows the writer") {
  const World world;
  auto asked = mail("nora@northwind.example");
  asked.mail.forwarded_from = "ann@acme.example";
  const auto d = world.decide(asked);
  CHECK(d.contact == "ann");
  CHECK(d.recognition == Recognition::recognised);
  CHECK(has(d.flags, "forwarded"));
  CHECK(has_step(d, "forwarded_by_staff"));
  // Another MSP's contact, somebody unknown, or a sender whose domain disowns the mail.
  for (const auto* writer : {"cam@cedar.example", "who@stranger.example"}) {
    asked.mail.forwarded_from = writer;
    CHECK(world.decide(asked).recognition == Recognition::staff);
  }
  asked.mail.forwarded_from = "ann@acme.example";
  asked.mail.auth.dmarc = "fail";
  CHECK_FALSE(world.decide(asked).contact);
  // Nobody else forwards for others.
  auto stranger = mail("who@stranger.example");
  stranger.mail.forwarded_from = "ann@acme.example";
  CHECK_FALSE(world.decide(stranger).contact);
  auto contact = mail("bob@acme.example");
  contact.mail.forwarded_from = "ann@acme.example";
  CHECK(world.decide(contact).contact != "ann");
}
