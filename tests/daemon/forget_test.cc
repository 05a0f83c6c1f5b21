// Erasure by contact, retention, and the run that takes what was erased off the disk.
#include <atomic>

#include "daemon/desk/purger.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";

void put(Desk& d, const Contact& contact) {
  DirectoryEdit edit;
  edit.by = "test";
  edit.put.contacts = {contact};
  const auto done =
      answer_of<void>([&](FrontDesk::Done<void> told) { d.desk->edit(edit, std::move(told)); });
  REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().says));
}

Contact contact_of(const std::string& id, const std::string& address) {
  Contact contact;
  contact.id = id;
  contact.site = "acme-nyc";
  contact.first_name = id;
  contact.emails = {address};
  return contact;
}

// All pages; how many arrivals.
std::size_t erase(Desk& d, const std::string& contact, const std::string& only_msp = {}) {
  std::size_t count = 0;
  Erased page;
  do {
    auto next = answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
      d.desk->erase_contact({contact, "tester", only_msp, page.place}, std::move(done));
    });
    REQUIRE_MESSAGE(next.has_value(), (next ? "" : next.error().says));
    page = *next;
    count += page.arrivals;
  } while (page.more);
  if (page.known) CHECK(!d.desk->directory()->contact(contact));
  return count;
}

bool kept(Desk& d, const Taken& taken) {
  return get_facts(*d.store, taken.arrival).value().has_value();
}

std::size_t enforce(Desk& d, int unowned_days) {
  std::size_t count = 0;
  for (;;) {
    const auto page = answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
      d.desk->enforce_retention(std::chrono::days{unowned_days}, std::move(done));
    });
    REQUIRE(page.has_value());
    count += page->arrivals;
    if (!page->more) return count;
  }
}

}  // namespace

TEST_CASE("erasure goes on over facts that are damaged, and ends nothing") {
  Desk d(at(wednesday));
  d.load_directory();
  std::vector<Taken> sent;
  for (int i = 0; i < 3; ++i)
    sent.push_back(d.mail("ann@acme.example", "Number " + std::to_string(i),
                          "Message-ID: <d" + std::to_string(i) + "@acme>\r\n"));
  Transaction damage(*d.store, 1);
  damage.put(Column::facts, sent[1].arrival, "{\"id\":");
  REQUIRE(d.store->write(damage).has_value());
  CHECK(erase(d, "ann") == 3);
  for (const auto& taken : sent) CHECK(!kept(d, taken));
}

TEST_CASE("erasure finds what was filed before the contact was known (users-want 5)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto before = d.mail("zoe@acme.example", "Who am I", "Message-ID: <u1@acme>\r\n");
  REQUIRE(d.arrival(before.arrival).contact.empty());
  put(d, contact_of("zoe", "zoe@acme.example"));
  const auto after = d.mail("zoe@acme.example", "Known now", "Message-ID: <u2@acme>\r\n");
  REQUIRE(d.arrival(after.arrival).contact == "zoe");
  const auto other = d.mail("ann@acme.example", "Mine", "Message-ID: <u3@acme>\r\n");
  CHECK(erase(d, "zoe") == 2);
  CHECK(!kept(d, before));
  CHECK(!kept(d, after));
  CHECK(kept(d, other));
}

TEST_CASE("erasure finds what an address of two people sent; the other's own stays") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto bobs = d.mail("bob@acme.example", "Only Bob then", "Message-ID: <w1@acme>\r\n");
  REQUIRE(d.arrival(bobs.arrival).contact == "bob");
  auto ann = *d.desk->directory()->contact("ann");
  ann.emails.push_back("bob@acme.example");
  put(d, ann);
  const auto either = d.mail("bob@acme.example", "Ann or Bob", "Message-ID: <w2@acme>\r\n");
  REQUIRE(d.arrival(either.arrival).contact.empty());
  CHECK(erase(d, "ann") == 1);
  CHECK(!kept(d, either));
  CHECK(kept(d, bobs));
}

TEST_CASE("erasure finds what a locked-out contact sent (users-want 9)") {
  Desk d(at(wednesday));
  d.load_directory();
  auto ann = *d.desk->directory()->contact("ann");
  ann.active = false;
  put(d, ann);
  const auto taken = d.mail("ann@acme.example", "Let me in", "Message-ID: <x1@acme>\r\n");
  CHECK(erase(d, "ann") == 1);
  CHECK(!kept(d, taken));
}

TEST_CASE("erasure leaves what another MSP was sent from the same address") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto theirs = d.mail("zoe@hive.example", "To Umbrella", "Message-ID: <y1@hive>\r\n",
                             "Hello.", "help@umbrella.example");
  REQUIRE(d.arrival(theirs.arrival).msp == "umbrella");
  put(d, contact_of("zoe", "zoe@hive.example"));
  CHECK(erase(d, "zoe") == 0);
  CHECK(kept(d, theirs));
}

TEST_CASE(
    "erasure takes mail of no MSP for an admin alone, and where nobody else has the address") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto nobodys = d.mail("zoe@acme.example", "Unowned", "Message-ID: <n1@acme>\r\n");
  const auto shared = d.mail("peter@initech.example", "Spoofed", "Message-ID: <n2@x>\r\n");
  const auto both = d.mail("two@acme.example", "Whose", "Message-ID: <n3@acme>\r\n");
  for (const auto& taken : {nobodys, both}) REQUIRE(d.arrival(taken.arrival).msp.empty());
  REQUIRE(d.arrival(shared.arrival).contact == "pete");
  // An MSP claims the addresses of others' mail.
  auto zoe = contact_of("zoe", "zoe@acme.example");
  zoe.emails = {"zoe@acme.example", "two@acme.example", "peter@initech.example"};
  put(d, zoe);
  auto pete = *d.desk->directory()->contact("pete");
  pete.emails.push_back("two@acme.example");
  put(d, pete);
  CHECK(erase(d, "zoe", "northwind") == 0);
  for (const auto& taken : {nobodys, shared, both}) CHECK(kept(d, taken));
  put(d, zoe);
  CHECK(erase(d, "zoe") == 1);
  CHECK(!kept(d, nobodys));
  CHECK(kept(d, shared));
  CHECK(kept(d, both));
}

TEST_CASE("erasure: a contact of another MSP is none, to the word; nothing of theirs goes") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto anns = d.mail("ann@acme.example", "Hers", "Message-ID: <v1@acme>\r\n");
  const auto ask = [&](const std::string& contact) {
    return answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
      d.desk->erase_contact({contact, "tester", "fabrikam"}, std::move(done));
    });
  };
  const auto refused = ask("ann");
  REQUIRE(!refused);
  CHECK(refused.error().code == ProblemCode::not_found);
  CHECK(refused.error().says == "there is no contact ann");
  CHECK(ask("nobody").error().says == "there is no contact nobody");
  CHECK(kept(d, anns));
  CHECK(d.desk->directory()->contact("ann"));
}

TEST_CASE(
    "erasure: an MSP erases what its removed contact sent, and leaves whoever has the id now") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto first = d.mail("ann@acme.example", "First Ann", "Message-ID: <t1@acme>\r\n");
  DirectoryEdit edit;
  edit.by = "test";
  edit.remove.emplace(RecordKind::contacts, "ann");
  REQUIRE(
      answer_of<void>([&](FrontDesk::Done<void> done) { d.desk->edit(edit, std::move(done)); }));
  auto second = contact_of("ann", "ann@initech.example");
  second.site = "initech-hq";
  put(d, second);
  const auto hers = d.mail("ann@initech.example", "Second Ann", "Message-ID: <t2@x>\r\n");
  REQUIRE(d.arrival(hers.arrival).contact == "ann");
  const auto ask = [&] {
    return answer_of<Erased>([&](FrontDesk::Done<Erased> done) {
      d.desk->erase_contact({"ann", "tester", "northwind"}, std::move(done));
    });
  };
  const auto erased = ask();
  REQUIRE(erased.has_value());
  CHECK(erased->arrivals == 1);
  CHECK_FALSE(erased->known);
  CHECK(!kept(d, first));
  CHECK(kept(d, hers));
  CHECK(d.desk->directory()->contact("ann"));
  CHECK(!ask());
}

TEST_CASE("erasure: the journal has a line for each arrival, and the record follows it") {
  Desk d(at(wednesday));
  d.load_directory();
  std::vector<std::string> sent;
  for (int i = 0; i < 3; ++i)
    sent.push_back(
        d.mail("ann@acme.example", "Mine", "Message-ID: <j" + std::to_string(i) + "@acme>\r\n")
            .arrival);
  std::sort(sent.begin(), sent.end());
  CHECK(erase(d, "ann") == 3);
  std::vector<std::string> lines;
  const auto events = get_events(*d.store, 1, 1000);
  REQUIRE(events.has_value());
  for (const auto& event : *events)
    if (event.kind == EventKind::facts_erased) lines.push_back(event.arrival);
  std::sort(lines.begin(), lines.end());
  CHECK(lines == sent);
  for (const auto& id : sent) CHECK(d.arrival(id).facts_erased);
}

TEST_CASE("retention erases the mail of an MSP that is gone like mail of none") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto gone = d.mail("peter@initech.example", "Leaving", "Message-ID: <g1@x>\r\n");
  const auto owned = d.mail("ann@acme.example", "Mine", "Message-ID: <g2@acme>\r\n");
  REQUIRE(d.arrival(gone.arrival).msp == "fabrikam");
  d.clock.set(d.clock.now() + std::chrono::days{91});
  CHECK(enforce(d, 90) == 0);  // still known: kept until erased
  for (const auto& [kind, id] : {std::pair{RecordKind::contacts, "pete"},
                                 {RecordKind::sites, "initech-hq"},
                                 {RecordKind::companies, "initech"},
                                 {RecordKind::msps, "fabrikam"}}) {
    DirectoryEdit edit;
    edit.by = "test";
    edit.remove.emplace(kind, id);
    const auto done =
        answer_of<void>([&](FrontDesk::Done<void> told) { d.desk->edit(edit, std::move(told)); });
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().says));
  }
  CHECK(enforce(d, 0) == 0);
  CHECK(enforce(d, 92) == 0);
  CHECK(enforce(d, 90) == 1);
  CHECK(!kept(d, gone));
  CHECK(kept(d, owned));
}

TEST_CASE("retention erases what no MSP owns after its days, and nothing where it is to be kept") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto nobodys = d.mail("who@nowhere.example", "Triage", "Message-ID: <q1@x>\r\n");
  const auto owned = d.mail("ann@acme.example", "Mine", "Message-ID: <q2@acme>\r\n");
  REQUIRE(d.arrival(nobodys.arrival).msp.empty());
  d.clock.set(d.clock.now() + std::chrono::days{90});
  CHECK(enforce(d, 90) == 0);  // as old as it may be
  d.clock.set(d.clock.now() + std::chrono::seconds{1});
  CHECK(enforce(d, 0) == 0);
  CHECK(enforce(d, 90) == 1);
  CHECK(!kept(d, nobodys));
  CHECK(kept(d, owned));
  CHECK(d.arrival(nobodys.arrival).facts_erased);
}

TEST_CASE("purging: each erasure once, retention's once a day, and a stop puts it off") {
  Desk d(at(wednesday));
  d.load_directory();
  std::atomic<int> runs{0};
  const auto told = [&](const Result<void>& result, std::chrono::milliseconds) {
    if (result) ++runs;
  };
  const auto now = [](Purger& purger) {
    return answer_of<void>([&](Purger::Done done) { purger.now(std::move(done)); });
  };
  d.mail("ann@acme.example", "One", "Message-ID: <p1@acme>\r\n");
  {
    Purger purger(*d.store, *d.desk, d.clock, told);
    CHECK(now(purger));
    CHECK(runs == 0);  // nothing was erased
    erase(d, "ann");
    CHECK(now(purger));
    CHECK(now(purger));
    CHECK(runs == 1);
    erase(d, "bob");
    CHECK_FALSE(purger.when_due());  // a day has not gone by
    d.clock.set(d.clock.now() + std::chrono::hours{24});
    purger.cancel();
    CHECK_FALSE(now(purger));
  }
  CHECK(runs == 1);
  for (int start = 0; start < 2; ++start) {  // put off at the first, done at the second
    d.reopen();
    Purger purger(*d.store, *d.desk, d.clock, told);
    CHECK(purger.when_due());
    CHECK(now(purger));
    CHECK(runs == 2);
  }
}
