// Work that is decided anew (held until its time, released): it stays whose it was, whatever the
// directory says by then of who wrote (C9, C13, C27).
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr std::string_view night = "2026-06-04T02:00:00Z";    // Wednesday evening in Phoenix
constexpr std::string_view morning = "2026-06-04T16:00:00Z";  // 09:00 there
const std::string address = "solo@elsewhere.example";

// Solo is a client of northwind's whose address is in nobody's domain.
World with_solo() {
  World world;
  Contact solo;
  solo.id = "solo";
  solo.site = "dune-phx";
  solo.emails = {address};
  return world.add(solo);
}

void southwind_claims(World& world) {
  Contact spy;
  spy.id = "spy";
  spy.site = "cedar-kol";
  spy.emails = {address};
  world.add(spy);
}

void remove_contact(World& world, std::string_view id) {
  world.edit([&](DirectoryData& data) {
    std::erase_if(data.contacts, [&](const Contact& one) { return one.id == id; });
  });
}

// The context in which the held work of `first` is decided when its time comes.
Context due(const Decision& first) {
  REQUIRE(first.outcome == Outcome::held);
  Context context;
  context.again.emplace();
  context.again->skip_screen = context.again->was_held = true;
  context.again->msp = *first.msp;
  context.again->company = *first.company;
  context.again->site = *first.site;
  return context;
}

// "northwind/dune/dune-phx/solo"
std::string whose(const Decision& d) {
  const auto shown = [](const std::optional<Text>& id) { return id ? id->str() : "-"; };
  return shown(d.msp) + '/' + shown(d.company) + '/' + shown(d.site) + '/' + shown(d.contact);
}

}  // namespace

TEST_CASE("C9 C13: a claim on the sender of held work moves it nowhere") {
  auto world = with_solo();
  const auto asked = mail(address, night);
  const auto context = due(world.decide(asked));
  southwind_claims(world);
  const auto d = world.decide(asked, context, morning);
  CHECK(whose(d) == "northwind/dune/dune-phx/solo");
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(has_step(d, "tenant_kept"));
  CHECK_FALSE(has_step(d, "ambiguous_tenants"));
  // What comes in now is nobody's.
  CHECK(gist(world.decide(mail(address, morning))) == "queued/triage/unattributed");
}

TEST_CASE("C9 C13: held work is its MSP's when the sender is locked out, gone or renamed there") {
  const auto asked = mail(address, night);
  for (const bool claimed : {true, false}) {
    auto world = with_solo();
    const auto context = due(world.decide(asked));
    if (claimed) southwind_claims(world);
    auto locked = world;
    locked.contact("solo", [](Contact& solo) { solo.active = false; });
    const auto d = locked.decide(asked, context, morning);
    CHECK(whose(d) == "northwind/dune/dune-phx/solo");
    CHECK(gist(d) == "msp/msp/disabled_contact");
    // Company and site are kept, since nobody is there to tell them.
    auto gone = world;
    remove_contact(gone, "solo");
    auto renamed = world;
    renamed.contact("solo", [](Contact& solo) { solo.emails = {"other@elsewhere.example"}; });
    for (const auto* now : {&gone, &renamed}) {
      const auto left = now->decide(asked, context, morning);
      CHECK(whose(left) == "northwind/dune/dune-phx/-");
      CHECK(gist(left) == "msp/msp/unrecognised");
      CHECK(has_step(left, "not_on_file_any_more"));
    }
  }
}

TEST_CASE(
    "C9: of held work whose person and site are gone the company is kept, of one that is "
    "another's nothing") {
  auto world = with_solo();
  const auto asked = mail(address, night);
  auto context = due(world.decide(asked));
  remove_contact(world, "solo");
  context.again->site = "gone";
  CHECK(whose(world.decide(asked, context, morning)) == "northwind/dune/-/-");
  context.again->company = "cedar";
  context.again->site = "cedar-kol";
  CHECK(whose(world.decide(asked, context, morning)) == "northwind/-/-/-");
  // A person who moved within the MSP takes the work along.
  auto moved = with_solo();
  moved.contact("solo", [](Contact& solo) { solo.site = "acme-nyc"; });
  CHECK(whose(moved.decide(asked, context, morning)) == "northwind/acme/acme-nyc/solo");
}

TEST_CASE("C9: held work of an MSP that is gone is nobody else's") {
  auto world = with_solo();
  const auto asked = mail(address, night);
  auto context = due(world.decide(asked));
  southwind_claims(world);
  context.again->msp = "closed-down";
  const auto d = world.decide(asked, context, morning);
  CHECK(whose(d) == "-/-/-/-");
  CHECK(gist(d) == "queued/triage/unattributed");
}

TEST_CASE(
    "C9 C27: what the site of held work says counts for its own MSP alone, facts erased or not") {
  auto world = with_solo();
  const auto context = due(world.decide(mail(address, night)));
  auto erased = machine_ticket("dune-phx", night);
  erased.line = "helpdesk-email";
  CHECK(whose(world.decide(erased, context, morning)) == "northwind/dune/dune-phx/-");
  erased.site = "cedar-kol";  // a site of that id is another's now
  const auto d = world.decide(erased, context, morning);
  CHECK(d.msp == "northwind");
  CHECK(d.outcome == Outcome::msp);
}

TEST_CASE(
    "C18 C13: what is released stays whose it was, and a line that changes hands keeps it too") {
  World world;
  world.contact("dan", [](Contact& dan) { dan.emails.push_back(address); });
  Context released;
  released.again.emplace();
  released.again->skip_screen = true;
  released.again->msp = "northwind";
  southwind_claims(world);
  const auto spam = mail_with_row(address, "S13");
  CHECK(whose(world.decide(spam, released, morning)) == "northwind/dune/dune-den/dan");
  auto others = spam;
  others.line = "southwind-email";
  CHECK(whose(world.decide(others, released, morning)) == "northwind/dune/dune-den/dan");
  // Nobody was named when it came: as if it came now.
  released.again->msp.clear();
  CHECK(gist(world.decide(spam, released, morning)) == "queued/triage/unattributed");
}
