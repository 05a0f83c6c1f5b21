// One case for every row of the design's outcome table, in the table's order, and that the order
// holds where two rows apply.
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

Context seen_before() {
  Context context;
  context.earlier = "a-0";
  return context;
}

const ThreadCandidate of_acme{"T-7", "northwind", "acme", "references", false, false};

// Ann is locked out, her site has no plan, is not enabled and not started: which row counts?
void spoil(Site& site) {
  site.plan = "none";
  site.activated_at.reset();
}

}  // namespace

TEST_CASE("table row: the same key seen before is a duplicate and makes nothing") {
  const auto d = World().decide(call("+12125550142"), seen_before());
  CHECK(gist(d) == "duplicate/-/duplicate");
  CHECK(d.duplicate_of == "a-0");
  CHECK(d.recognition == Recognition::not_applicable);
  CHECK_FALSE(d.msp);
  CHECK_FALSE(d.ticket);
}

TEST_CASE("table row: part of a ticket whose sender is connected with it is appended") {
  const auto d = World().decide(mail("bob@acme.example"), thread(of_acme));
  CHECK(gist(d) == "appended/-/thread");
  CHECK(d.ticket == "T-7");
  CHECK_FALSE(d.silent);
}

TEST_CASE("table row: a stranger to the ticket goes on as new, linked") {
  const auto d = World().decide(mail("dan@dune.example"), thread(of_acme));
  CHECK(d.outcome == Outcome::queued);
  CHECK(d.reasons == std::vector<std::string>{"thread_stranger", "coverage"});
  CHECK(d.linked == "T-7");
  CHECK_FALSE(d.ticket);
}

TEST_CASE("table row: spam rows and loop guards quarantine, or watch (C18)") {
  const World world;
  const auto row = world.decide(mail_with_row("info@stranger.example", "S18"));
  CHECK(gist(row) == "quarantined/-/spam:S18");
  CHECK(row.spam_row == "S18");
  auto looping = mail("someone@stranger.example");
  looping.mail.auto_submitted = "auto-replied";
  CHECK(gist(world.decide(looping)) == "quarantined/-/loop:X1");
  CHECK(gist(world.decide(mail_with_row("ann@acme.example", "S12"))) == "watched/-/spam:S12");
}

TEST_CASE("table row: where no MSP can be named it is triage (C12)") {
  const World world;
  CHECK(gist(world.decide(call("+15005550006"))) == "queued/triage/unattributed");
  CHECK(gist(world.decide(call(""))) == "queued/triage/unattributed");
  CHECK(gist(world.decide(mail("who@stranger.example"))) == "queued/triage/unattributed");
}

TEST_CASE("table row: MSP staff on an end-user line by call or chat go to partner (C28, R107)") {
  const World world;
  CHECK(gist(world.decide(call("+13475550100"))) == "partner/partner/staff");
  CHECK(gist(world.decide(chat("nora@northwind.example"))) == "partner/partner/staff");
  // By mail it is a request of the MSP (R127), to any location (R129).
  const auto d = world.decide(mail("nora@northwind.example"));
  CHECK(gist(d) == "queued/any.ticket/msp_request");
  CHECK(d.recognition == Recognition::staff);
  CHECK(d.restriction == "identify");
  CHECK(d.answer_by == at("2026-06-03T14:30:00Z"));
}

TEST_CASE("table row: an unknown or withheld person waits for approval, is refused or added") {
  World world;
  const auto waits = world.decide(call("+15005550006", wednesday, "northwind-voice"));
  CHECK(gist(waits) == "pending_approval/approval/unrecognised");
  CHECK(waits.recognition == Recognition::unknown);
  const auto withheld = world.decide(call("", wednesday, "northwind-voice"));
  CHECK(gist(withheld) == "pending_approval/approval/unrecognised");
  CHECK(withheld.recognition == Recognition::withheld);
  world.msp("northwind", [](Msp& msp) { msp.recognition = RecognitionPolicy::deny; });
  CHECK(gist(world.decide(call("+15005550006", wednesday, "northwind-voice"))) ==
        "refused/-/unrecognised");
  world.msp("northwind", [](Msp& msp) { msp.recognition = RecognitionPolicy::auto_add; });
  const auto added = world.decide(mail("new@acme.example", wednesday, "northwind-email"));
  CHECK(gist(added) == "queued/any.ticket/coverage");
  CHECK(has(added.flags, "contact_added"));
}

TEST_CASE("table row: ambiguous at one site is queued to be identified (C13)") {
  World world;
  world.contact("bob", [](Contact& bob) {
    bob.site = "acme-nyc";
    bob.phones = {{"primary", "+12125550142", ""}};
  });
  const auto d = world.decide(call("+12125550142"));
  CHECK(d.outcome == Outcome::queued);
  CHECK(d.queue == "us.voice");
  CHECK(d.reasons == std::vector<std::string>{"ambiguous", "coverage"});
  CHECK(d.restriction == "identify");
  CHECK_FALSE(d.contact);
}

TEST_CASE("table row: locked out, no plan, not enabled, not started, RMM only go to the MSP") {
  const auto why = [](auto&& change) {
    return gist(World().edit(change).decide(call("+12125550142")));
  };
  const auto with_site = [&](auto&& change) {
    return why([&](DirectoryData& data) { change(find_id(data.sites, "acme-nyc")); });
  };
  CHECK(why([](DirectoryData& data) { find_id(data.contacts, "ann").active = false; }) ==
        "msp/msp/disabled_contact");
  CHECK(with_site([](Site& site) { site.plan = "none"; }) == "msp/msp/no_plan");
  CHECK(with_site([](Site& site) { site.activated_at.reset(); }) == "msp/msp/not_enabled");
  CHECK(with_site([](Site& site) { site.desired_start = "2026-06-04"; }) == "msp/msp/not_started");
  CHECK(with_site([](Site& site) { site.agreement = "rmm_only"; }) == "msp/msp/rmm_only");
  CHECK(why([](DirectoryData& data) { data.contracts[0].help_desk = false; }) ==
        "msp/msp/rmm_only");
  CHECK(why([](DirectoryData& data) { data.contracts[0].go_live = "2026-07-01"; }) ==
        "msp/msp/not_started");
  CHECK(why([](DirectoryData& data) { data.contracts[0].end = "2026-06-01"; }) ==
        "msp/msp/not_enabled");
}

TEST_CASE("table row: hourly sites take calls and chats in their hours only (C29, R222)") {
  World world;
  world.edit([](DirectoryData& data) {
    find_id(data.sites, "acme-nyc").plan = "none";
    data.contracts[0].kind = ContractKind::hourly;
    data.contracts[0].hours = {{"mon-fri", "09:00", "17:00"}};
  });
  CHECK(gist(world.decide(call("+12125550142"))) == "msp/msp/hourly_out_of_hours");
  CHECK(gist(world.decide(chat("ann@acme.example"))) == "msp/msp/hourly_out_of_hours");
  CHECK(gist(world.decide(mail("ann@acme.example"))) == "queued/any.ticket/coverage");
}

TEST_CASE("table row: outside coverage it is the MSP's, or held until the window opens (C9)") {
  const World world;
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/out_of_coverage");
  CHECK(gist(world.decide(mail("ann@acme.example", midday))) == "msp/msp/out_of_coverage");
  const auto held = world.decide(mail("bob@acme.example", "2026-06-03T23:30:00Z"));
  CHECK(gist(held) == "held/any.ticket/out_of_coverage");
  CHECK(held.held_until == at("2026-06-04T13:00:00Z"));
  CHECK_FALSE(held.answer_by);
}

TEST_CASE("table row: covered work is queued by channel and plan, or overflows (C11, R59)") {
  const World world;
  CHECK(gist(world.decide(call("+12125550142"))) == "queued/us.voice/coverage");
  CHECK(gist(world.decide(chat("ann@acme.example"))) == "queued/us.chat/coverage");
  CHECK(gist(world.decide(mail("ann@acme.example"))) == "queued/any.ticket/coverage");
  CHECK(gist(world.decide(call("+12125550147"))) == "queued/us.voice/coverage");
  CHECK(gist(world.decide(chat("cam@cedar.example"))) == "queued/any.chat/coverage");
  CHECK(gist(world.decide(call("+13035550145"))) == "queued/any.voice/coverage");

  Context busy;
  busy.overflow = true;
  const auto over = world.decide(call("+12125550142"), busy);
  CHECK(over.queue == "any.voice");
  CHECK(over.region == Region::any);
  CHECK(over.overflow);
  CHECK(over.reasons == std::vector<std::string>{"coverage", "overflow"});
  // Only the us queues overflow.
  const auto not_us = world.decide(call("+13035550145"), busy);
  CHECK_FALSE(not_us.overflow);
  CHECK(not_us.reasons == std::vector<std::string>{"coverage"});
  CHECK_FALSE(world.decide(mail("ann@acme.example"), busy).overflow);
}

TEST_CASE("table row: tickets without a person take their site from the payload") {
  const World world;
  const auto d = world.decide(machine_ticket("acme-nyc"));
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(d.recognition == Recognition::not_applicable);
  CHECK(d.site == "acme-nyc");
  CHECK(d.msp == "northwind");
  CHECK(gist(world.decide(machine_ticket("nowhere"))) == "queued/triage/unattributed");
}

TEST_CASE("the table's order: of two rows that apply the earlier one counts") {
  World world;
  auto spam = mail_with_row("bob@acme.example", "S18");
  auto with_key = thread(of_acme);
  with_key.earlier = "a-0";
  CHECK(world.decide(spam, with_key).outcome == Outcome::duplicate);
  CHECK(world.decide(spam, thread(of_acme)).outcome == Outcome::appended);
  const auto stranger = world.decide(mail_with_row("x@else.example", "S18"), thread(of_acme));
  CHECK(stranger.reasons == std::vector<std::string>{"thread_stranger", "spam:S18"});
  CHECK(gist(world.decide(mail_with_row("x@else.example", "S18"))) == "quarantined/-/spam:S18");
  CHECK(gist(world.decide(mail_with_row("nora@northwind.example", "S18"))) ==
        "quarantined/-/spam:S18");

  world.contact("ann", [](Contact& ann) { ann.active = false; }).site("acme-nyc", spoil);
  CHECK(gist(world.decide(mail_with_row("ann@acme.example", "S18"))) == "quarantined/-/spam:S18");
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/disabled_contact");
  world.contact("ann", [](Contact& ann) { ann.active = true; });
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/no_plan");
  const auto with_plan = [](Site& site) {
    site.plan = "us_voice_us_chat.after_hours";
    site.desired_start = "2027-01-01";
    site.agreement = "rmm_only";
  };
  world.site("acme-nyc", with_plan);
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/not_enabled");
  world.site("acme-nyc", [](Site& site) { site.activated_at = at("2026-01-01T00:00:00Z"); });
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/not_started");
  world.site("acme-nyc", [](Site& site) { site.desired_start.clear(); });
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/rmm_only");
  world.site("acme-nyc", [](Site& site) { site.agreement.clear(); });
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/out_of_coverage");
}

TEST_CASE("the same values give the same decision") {
  const World world, other;
  for (const auto& one : {call("+12125550142"), call(""), mail("bob@acme.example", midday),
                          chat("ann@acme.example", token_ann), machine_ticket("birch-syd")}) {
    const auto a = world.decide(one), b = other.decide(one);
    CHECK(gist(a) == gist(b));
    REQUIRE(a.steps.size() == b.steps.size());
    for (std::size_t i = 0; i < a.steps.size(); ++i) {
      CHECK(a.steps[i].code == b.steps[i].code);
      CHECK(a.steps[i].refs == b.steps[i].refs);
    }
    CHECK(a.rules == world.rules().hash);
    CHECK(a.versions == world.rules().versions);
  }
}
