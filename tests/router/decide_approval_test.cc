// People whom the directory does not know (C12).
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

Arrival unknown_mail(std::string_view when = wednesday,
                     std::string_view from = "new@stranger.example") {
  return mail(from, when, "northwind-email");
}

World with_policy(RecognitionPolicy policy) {
  World world;
  world.msp("northwind", [&](Msp& msp) { msp.recognition = policy; });
  return world;
}

Context again() {
  Context context;
  context.again.emplace();
  context.again->skip_screen = true;
  return context;
}

}  // namespace

TEST_CASE("C12 R74 R75 R80 R81 R82: the policies of an MSP") {
  CHECK(gist(with_policy(RecognitionPolicy::sms_approval).decide(unknown_mail())) ==
        "pending_approval/approval/unrecognised");
  const auto refused = with_policy(RecognitionPolicy::deny).decide(unknown_mail());
  CHECK(gist(refused) == "refused/-/unrecognised");
  CHECK(refused.msp == "northwind");
  CHECK_FALSE(refused.expires_at);
}

TEST_CASE("C12 R78: without a mobile number to ask, approval is denial") {
  const auto degraded = [](auto&& change) {
    World world;
    world.edit([&](DirectoryData& data) { change(find_id(data.staff, "nora")); });
    const auto d = world.decide(unknown_mail());
    return gist(d) == "refused/-/unrecognised" && has_step(d, "no_approver");
  };
  CHECK_FALSE(degraded([](Staff&) {}));
  CHECK(degraded([](Staff& nora) { nora.mobile.clear(); }));
  CHECK(degraded([](Staff& nora) { nora.approver = false; }));
  CHECK(degraded([](Staff& nora) { nora.active = false; }));
  CHECK(gist(World().decide(mail("x@stranger.example", wednesday, "southwind-email"))) ==
        "refused/-/unrecognised");
}

TEST_CASE(
    "C12: a mail that cannot be read is never refused for being unknown, whatever the policy") {
  auto nameless = unknown_mail(wednesday, "");
  nameless.mail.unparsed = true;
  auto named = unknown_mail(wednesday, "new@acme.example");
  named.mail.unparsed = true;
  for (const auto policy :
       {RecognitionPolicy::deny, RecognitionPolicy::sms_approval, RecognitionPolicy::auto_add}) {
    const auto world = with_policy(policy);
    for (auto made : {nameless, named}) {
      for (const auto* sender : {"ann@acme.example", "who@stranger.example"}) {
        made.return_path = sender;
        const auto d = world.decide(made);
        CHECK(gist(d) == "queued/triage/unparsed");
        CHECK(d.msp == "northwind");
        CHECK(d.restriction == "identify");
        CHECK_FALSE(d.contact);
        CHECK(has(d.flags, "unparsed"));
        CHECK(has_step(d, "unparsed_unknown"));
      }
    }
  }
  // Out of quarantine it comes to the same; who was let in by a person goes on.
  const auto denying = with_policy(RecognitionPolicy::deny);
  auto context = again();
  CHECK(gist(denying.decide(nameless, context)) == "queued/triage/unparsed");
  context.again->person_settled = true;
  CHECK(gist(denying.decide(nameless, context)) == "msp/msp/unrecognised");
  // A known person's goes where theirs go, and on a shared line nobody is refused.
  auto known = mail("ann@acme.example", wednesday, "northwind-email");
  known.mail.unparsed = true;
  CHECK(gist(denying.decide(known)) == "queued/any.ticket/coverage");
  auto shared = mail("");
  shared.mail.unparsed = true;
  CHECK(gist(denying.decide(shared)) == "queued/triage/unattributed");
  CHECK(has(denying.decide(shared).flags, "unparsed"));
}

TEST_CASE("C12: an approval expires at the later of 4 hours and 10:00 on the next business day") {
  const World world;
  const auto expires = [&](std::string_view when) {
    return to_text(world.decide(unknown_mail(when)).expires_at.value_or(Instant{}));
  };
  CHECK(expires("2026-06-03T12:30:00Z") == "2026-06-04T14:00:00Z");
  CHECK(expires("2026-06-05T21:00:00Z") == "2026-06-08T14:00:00Z");
  // Saturday night, Sunday: Monday.
  CHECK(expires("2026-06-07T03:30:00Z") == "2026-06-08T14:00:00Z");
  // Labor Day is no business day.
  CHECK(expires("2026-09-04T15:00:00Z") == "2026-09-08T14:00:00Z");
  // Independence Day is observed on Friday; Christmas Eve and Day, then a weekend.
  CHECK(expires("2026-07-02T15:00:00Z") == "2026-07-06T14:00:00Z");
  CHECK(expires("2026-12-23T15:00:00Z") == "2026-12-28T15:00:00Z");
  // In the MSP's own zone, not the site's: southwind is in Chicago, and 4 hours may be the later.
  World south;
  south.edit([](DirectoryData& data) {
    auto& sven = find_id(data.staff, "sven");
    sven.mobile = "+13125550103";
    sven.approver = true;
  });
  const auto d =
      south.decide(mail("x@stranger.example", "2026-06-03T12:30:00Z", "southwind-email"));
  CHECK(d.expires_at == at("2026-06-04T15:00:00Z"));
  World slow(
      compiled(RuleTexts().replace("objectives.toml", "expiry = \"4h\"", "expiry = \"72h\"")));
  CHECK(slow.decide(unknown_mail()).expires_at == at("2026-06-06T12:30:00Z"));
}

TEST_CASE("C12: what leaves quarantine begins to wait when it is let through") {
  const auto d =
      World().decide(unknown_mail("2026-05-20T12:30:00Z"), again(), "2026-06-03T12:30:00Z");
  CHECK(d.outcome == Outcome::pending_approval);
  CHECK(d.expires_at == at("2026-06-04T14:00:00Z"));
}

TEST_CASE("C12 C14: a domain suggests a site for the approval, and recognises nobody") {
  const World world;
  const auto d = world.decide(unknown_mail(wednesday, "new@acme.example"));
  CHECK(d.outcome == Outcome::pending_approval);
  REQUIRE(has_step(d, "approval_suggests_site"));
  CHECK_FALSE(d.company);
  CHECK_FALSE(d.site);
  CHECK_FALSE(has_step(world.decide(unknown_mail()), "approval_suggests_site"));
}

TEST_CASE("C12 R76: standing consent makes the contact where its site is plain") {
  const auto world = with_policy(RecognitionPolicy::auto_add);
  const auto d = world.decide(unknown_mail(wednesday, "new@acme.example"));
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(d.contact == "c-1");
  CHECK(d.site == "acme-nyc");
  CHECK(d.company == "acme");
  CHECK(d.recognition == Recognition::unknown);
  CHECK(has(d.flags, "contact_added"));
  CHECK(has(d.flags, "default_site"));
  // No site is plain: somebody must say.
  CHECK(gist(world.decide(unknown_mail())) == "pending_approval/approval/unrecognised");
  // Nothing to know them by next time; a domain that disowns the mail.
  CHECK(gist(world.decide(call("", wednesday, "northwind-voice"))) ==
        "pending_approval/approval/unrecognised");
  World one_company;
  one_company.msp("southwind", [](Msp& msp) { msp.recognition = RecognitionPolicy::auto_add; });
  CHECK(gist(one_company.decide(mail("who@stranger.example", wednesday, "southwind-email"))) ==
        "queued/any.ticket/coverage");
  const auto nameless = one_company.decide(mail("", wednesday, "southwind-email"));
  CHECK(gist(nameless) == "pending_approval/approval/unrecognised");
  CHECK_FALSE(nameless.contact);
  // What cannot be kept as a contact waits for somebody.
  Context unkept;
  unkept.no_new_contact = true;
  CHECK(gist(world.decide(unknown_mail(wednesday, "new@acme.example"), unkept)) ==
        "pending_approval/approval/unrecognised");
  auto spoofed = unknown_mail(wednesday, "new@acme.example");
  spoofed.mail.auth.dmarc = "fail";
  CHECK(gist(world.decide(spoofed)) == "pending_approval/approval/unrecognised");
  // Two companies claim the domain.
  auto claimed = world;
  claimed.edit([](DirectoryData& data) {
    find_id(data.companies, "birch").domains.push_back("acme.example");
  });
  CHECK(gist(claimed.decide(unknown_mail(wednesday, "new@acme.example"))) ==
        "pending_approval/approval/unrecognised");
  // The new contact is served as the site is.
  auto uncovered = world;
  uncovered.plan("acme-nyc", "none");
  CHECK(gist(uncovered.decide(unknown_mail(wednesday, "new@acme.example"))) == "msp/msp/no_plan");
}

TEST_CASE("C12: an approval names the contact; then the decision goes on, screen or not") {
  World world;
  auto context = again();
  context.again->contact = "ann";
  auto arrived = unknown_mail("2026-06-03T12:30:00Z");
  arrived.mail.hits.rows = {"S18"};
  const auto d = world.decide(arrived, context, "2026-06-03T20:00:00Z");
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(d.contact == "ann");
  CHECK(has_step(d, "approved"));
  // Coverage at the original instant, deadlines from now: 17:00 to 19:00 in New York.
  CHECK(d.coverage->local_time == "2026-06-03T08:30:00-04:00");
  CHECK(d.answer_by == at("2026-06-03T23:00:00Z"));
  // A contact of another tenant, or none at all, settles nothing.
  for (const auto* id : {"cam", "nobody"}) {
    context.again->contact = id;
    const auto other = world.decide(arrived, context, "2026-06-03T20:00:00Z");
    CHECK(other.outcome == Outcome::pending_approval);
    CHECK_FALSE(other.contact);
  }
  context.again->contact = "ann";
  world.contact("ann", [](Contact& ann) { ann.active = false; });
  const auto locked = world.decide(arrived, context, "2026-06-03T20:00:00Z");
  CHECK(gist(locked) == "msp/msp/disabled_contact");
  CHECK_FALSE(has_step(locked, "approved"));
}

TEST_CASE("C12: let in without a contact, the MSP goes on with it") {
  auto context = again();
  context.again->person_settled = true;
  const auto d = with_policy(RecognitionPolicy::deny).decide(unknown_mail(), context);
  CHECK(gist(d) == "msp/msp/unrecognised");
  CHECK(has_step(d, "let_in"));
}

TEST_CASE("C28 C12: a request of the MSP that was released counts from its release") {
  const auto d = World().decide(mail_with_row("nora@northwind.example", "S18"), again(),
                                "2026-06-03T20:00:00Z");
  CHECK(gist(d) == "queued/any.ticket/msp_request");
  CHECK(d.answer_by == at("2026-06-03T22:00:00Z"));
}
