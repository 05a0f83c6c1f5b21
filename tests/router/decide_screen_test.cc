// The spam rows and loop guards as decisions.
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr std::string_view stranger = "someone@stranger.example";

std::string guard_of(const World& world, void (*change)(MailFacts&)) {
  auto made = mail(stranger);
  change(made.mail);
  return gist(world.decide(made));
}

World with_spam(const std::string& from, const std::string& to) {
  return World(compiled(RuleTexts().replace("spam-filter.toml", from, to)));
}

World with_exception(const std::string& enabled) {
  return World(compiled(RuleTexts().append("spam-filter.toml", R"(
[[exception]]
msp = "northwind"
row = "S18"
field = "from"
phrase = "info@acme.example"
enabled = )" + enabled + '\n')));
}

}  // namespace

TEST_CASE("R191 to R211 R212: every row quarantines a stranger's mail under its own id") {
  const World world;
  CHECK(world.rules().spam.rows().size() == 21);
  for (const auto& row : world.rules().spam.rows()) {
    const auto d = world.decide(mail_with_row(stranger, row.id));
    CHECK(gist(d) == "quarantined/-/spam:" + row.id);
    CHECK(d.spam_row == row.id);
    CHECK_FALSE(d.ticket);
  }
}

TEST_CASE("C16: the lowest row gets the hit") {
  auto made = mail(stranger);
  made.mail.hits.rows = {"S04", "S07", "S18"};
  CHECK(World().decide(made).spam_row == "S04");
}

TEST_CASE("R213: rows and guards touch mail only") {
  const World world;
  for (auto made : {call("+12125550142"), chat("ann@acme.example"), machine_ticket("acme-nyc")}) {
    made.mail.hits.rows = {"S18"};
    made.mail.null_return_path = made.mail.from_own_address = true;
    CHECK(gist(world.decide(made)).starts_with("queued/"));
  }
}

TEST_CASE("C18a: the loop guards, each by its own sign") {
  const World world;
  CHECK(guard_of(world, [](MailFacts& m) { m.auto_submitted = "auto-replied"; }) ==
        "quarantined/-/loop:X1");
  CHECK(guard_of(world, [](MailFacts& m) { m.null_return_path = true; }) ==
        "quarantined/-/loop:X2");
  CHECK(guard_of(world, [](MailFacts& m) { m.from_own_address = true; }) ==
        "quarantined/-/loop:X3");
  CHECK(guard_of(world, [](MailFacts& m) { m.hops = 51; }) == "quarantined/-/loop:X5");
  CHECK(guard_of(world, [](MailFacts& m) { m.hops = 50; }) == "queued/triage/unattributed");
  // Off as shipped: alerts and web forms are requests.
  CHECK(guard_of(world, [](MailFacts& m) { m.auto_submitted = "auto-generated"; }) ==
        "queued/triage/unattributed");
  Context many;
  many.sender_count = 29;
  CHECK(gist(world.decide(mail(stranger), many)) == "queued/triage/unattributed");
  many.sender_count = 30;
  CHECK(gist(world.decide(mail(stranger), many)) == "quarantined/-/loop:X4");
}

TEST_CASE("C18a: guards have switches of their own, and rows come before them") {
  const auto off = with_spam("sign = \"null_return_path\"\nenabled = true",
                             "sign = \"null_return_path\"\nenabled = false");
  CHECK(guard_of(off, [](MailFacts& m) { m.null_return_path = true; }) ==
        "queued/triage/unattributed");
  const auto on = with_spam("sign = \"auto_generated\"\nenabled = false",
                            "sign = \"auto_generated\"\nenabled = true");
  CHECK(guard_of(on, [](MailFacts& m) { m.auto_submitted = "auto-generated"; }) ==
        "quarantined/-/loop:X6");
  auto both = mail_with_row(stranger, "S20");
  both.mail.null_return_path = true;
  CHECK(World().decide(both).spam_row == "S20");
}

TEST_CASE("C18: an exception of an MSP lets its own mail through, when it is switched on") {
  auto made = mail_with_row("info@acme.example", "S18", wednesday, "northwind-email");
  made.mail.hits.exceptions = {0};
  const auto d = with_exception("true").decide(made);
  CHECK(d.outcome == Outcome::pending_approval);
  CHECK(has_step(d, "excepted"));
  CHECK_FALSE(d.spam_row);
  CHECK(gist(with_exception("false").decide(made)) == "quarantined/-/spam:S18");
  // Not for another MSP, not for another row, not for an index that the table has not.
  made.line = "southwind-email";
  CHECK(gist(with_exception("true").decide(made)) == "quarantined/-/spam:S18");
  made.line = "northwind-email";
  made.mail.hits.rows = {"S12", "S18"};
  CHECK(with_exception("true").decide(made).spam_row == "S12");
  made.mail.hits.exceptions = {7, -1};
  CHECK(with_exception("true").decide(made).spam_row == "S12");
}

TEST_CASE("C18: a row on trial is noted and filters nothing; the next row counts") {
  const auto trial = with_spam("phrase = \"info@\"", "phrase = \"info@\"\ndry_run = true");
  auto made = mail_with_row("info@acme.example", "S18", wednesday, "northwind-email");
  const auto d = trial.decide(made);
  CHECK(d.outcome == Outcome::pending_approval);
  CHECK(has_step(d, "dry_run"));
  CHECK_FALSE(d.spam_row);
  made.mail.hits.rows = {"S18", "S20"};
  CHECK(trial.decide(made).spam_row == "S20");
}

TEST_CASE("a row that is off or gone since the mail was matched filters nothing") {
  const auto off = with_spam("phrase = \"info@\"", "phrase = \"info@\"\nenabled = false");
  CHECK(gist(off.decide(mail_with_row(stranger, "S18"))) == "queued/triage/unattributed");
  CHECK(gist(off.decide(mail_with_row(stranger, "S99"))) == "queued/triage/unattributed");
}

TEST_CASE("C18: mail of an active contact without a sign of automatic mail is watched") {
  World world;
  CHECK(gist(world.decide(mail_with_row("ann@acme.example", "S13"))) == "watched/-/spam:S13");
  auto automatic = mail_with_row("ann@acme.example", "S13");
  automatic.mail.auto_submitted = "auto-replied";
  CHECK(gist(world.decide(automatic)) == "quarantined/-/spam:S13");
  auto daemon = mail_with_row("ann@acme.example", "S13");
  daemon.mail.hits.rows.push_back("S20");
  CHECK(gist(world.decide(daemon)) == "quarantined/-/spam:S13");
  world.contact("ann", [](Contact& ann) { ann.active = false; });
  CHECK(gist(world.decide(mail_with_row("ann@acme.example", "S13"))) == "quarantined/-/spam:S13");
}

TEST_CASE(
    "C18 C18a X4: a person on file whom anybody may have forged is watched, a machine is not") {
  World world;
  Context many;
  many.sender_count = 30;
  auto person = mail("ann@acme.example");
  auto d = world.decide(person, many);
  CHECK(gist(d) == "watched/-/loop:X4");
  CHECK(d.spam_row == "X4");
  CHECK(d.review_by == at(wednesday) + std::chrono::hours{2});
  render(d, &person, world.directory(), world.rules());
  const auto step = std::find_if(d.steps.begin(), d.steps.end(),
                                 [](const Step& s) { return s.code == "guard_watched"; });
  REQUIRE(step != d.steps.end());
  CHECK(step->says.ends_with("so someone must look by 2026-06-03T14:30:00Z."));
  // Nobody whose own domain disowns the mail; no machine; nobody who is locked out or not on file.
  const auto put_away = [&](auto change) {
    auto made = person;
    change(made);
    return gist(world.decide(made, many)) == "quarantined/-/loop:X4";
  };
  CHECK_FALSE(put_away([](Arrival& a) { a.mail.auth.dmarc = "pass"; }));
  CHECK(put_away([](Arrival& a) { a.mail.auth.dmarc = "fail"; }));
  CHECK(put_away([](Arrival& a) { a.mail.auto_submitted = "auto-generated"; }));
  CHECK(put_away([](Arrival& a) { a.mail.delivery_report = true; }));
  CHECK(put_away([](Arrival& a) { a.from_address = stranger; }));
  CHECK(put_away([](Arrival& a) { a.from_address = "nora@northwind.example"; }));
  // The other guards ask for signs in the mail itself.
  person.mail.hops = 51;
  CHECK(gist(world.decide(person)) == "quarantined/-/loop:X5");
  world.contact("ann", [](Contact& ann) { ann.active = false; });
  CHECK(put_away([](Arrival&) {}));
}

TEST_CASE("C18: watched mail says until when somebody looks; other mail has no such time") {
  World world(compiled(RuleTexts().replace("objectives.toml", "[review]\nwithin = \"2h\"",
                                           "[review]\nwithin = \"45m\"")));
  auto watched = mail_with_row("ann@acme.example", "S13");
  watched.mail.hits_rules = world.rules().hash;
  // The time runs from the arrival, whenever it is decided.
  auto d = world.decide(watched, {}, "2026-06-03T20:00:00Z");
  CHECK(d.outcome == Outcome::watched);
  CHECK(d.review_by == at(wednesday) + std::chrono::minutes{45});
  render(d, &watched, world.directory(), world.rules());
  const auto step = std::find_if(d.steps.begin(), d.steps.end(),
                                 [](const Step& s) { return s.code == "row_watched"; });
  REQUIRE(step != d.steps.end());
  CHECK(step->says.ends_with("so someone must look by 2026-06-03T13:15:00Z."));
  CHECK_FALSE(world.decide(mail_with_row(stranger, "S13")).review_by);
  CHECK_FALSE(world.decide(mail("ann@acme.example")).review_by);
  CHECK(World().decide(watched).review_by == at(wednesday) + std::chrono::hours{2});
}

TEST_CASE("C18: what was released is not screened again") {
  Context released;
  released.again.emplace();
  released.again->skip_screen = true;
  released.sender_count = 100;
  auto made = mail_with_row("ann@acme.example", "S13");
  made.mail.null_return_path = true;
  const auto d = World().decide(made, released);
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(has_step(d, "released"));
}

TEST_CASE("mail beyond parsing is a ticket, marked") {
  auto made = mail("ann@acme.example");
  made.mail.unparsed = true;
  const auto d = World().decide(made);
  CHECK(d.outcome == Outcome::queued);
  CHECK(has(d.flags, "unparsed"));
}
