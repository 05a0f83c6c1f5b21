// The indexes of the directory, and what it holds twice so that a decision need not look for it.
#include <doctest/doctest.h>

#include "tests/result_text.h"
#include "tests/router/directory_answers.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

Directory rebuilt(const Directory& directory, const RuleSet& rules) {
  const auto data = directory.all();
  const Directory empty;
  DirectoryEditor editor(empty, rules, {.as_they_stand = true});
  for (const auto& record : data.msps) editor.put(record).value();
  for (const auto& record : data.staff) editor.put(record).value();
  for (const auto& record : data.companies) editor.put(record).value();
  for (const auto& record : data.sites) editor.put(record).value();
  for (const auto& record : data.contracts) editor.put(record).value();
  for (const auto& record : data.contacts) editor.put(record).value();
  for (const auto& record : data.endpoints) editor.put(record).value();
  for (const auto& record : data.technicians) editor.put(record).value();
  return editor.take();
}

}  // namespace

TEST_SUITE("directory") {
  TEST_CASE("indexes after edits, moves and removals equal ones built from scratch") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    const auto same_as_rebuilt = [&] {
      return answers(editor.current()) == answers(rebuilt(editor.current(), rules));
    };
    auto bob = priority_contact("bob", "nyc", "015");
    bob.emails.push_back("old@acme.example");
    REQUIRE(editor.put(bob));
    REQUIRE(editor.put(Endpoint{"ep", "nyc", "bob", "PC", true, std::string(64, 'a')}));
    Contract contract;
    contract.id = "k1";
    contract.site = "nyc";
    REQUIRE(editor.put(contract));
    REQUIRE(same_as_rebuilt());

    bob.site = "sydney";
    bob.emails = {"bob@acme.example"};
    bob.phones.erase(bob.phones.begin());
    REQUIRE(editor.put(bob));
    CHECK(editor.current().by_email("old@acme.example").empty());
    CHECK(editor.current().by_phone("+12125550151").empty());
    CHECK(ids(editor.current().contacts_of("sydney")) == "bob");
    CHECK(ids(editor.current().contacts_of("nyc")) == "ann");
    REQUIRE(same_as_rebuilt());

    bob.active = false;
    REQUIRE(editor.put(bob));
    CHECK(who(editor.current().by_email("bob@acme.example")) == "contact:bob");
    CHECK(editor.current().priority_contacts_of("northwind").empty());
    REQUIRE(editor.put(Endpoint{"ep", "sydney", "ann", "PC", true, std::string(64, 'b')}));
    CHECK_FALSE(editor.current().endpoint_of_token(std::string(64, 'a')));
    contract.site = "sydney";
    contract.go_live = "2026-03-01";
    contract.end = "2026-12-31";
    REQUIRE(editor.put(contract));
    CHECK(editor.current().site("nyc")->contracts.empty());
    contract.kind = ContractKind::hourly;
    REQUIRE(editor.put(contract));
    auto company = acme();
    company.name = "Acme Holding";
    company.main_number = "+12125550101";
    company.domains = {"acme.test"};
    REQUIRE(editor.put(company));
    auto staff = nora();
    staff.mobile.clear();
    staff.emails.clear();
    REQUIRE(editor.put(staff));
    REQUIRE(same_as_rebuilt());

    REQUIRE(editor.remove(RecordKind::contacts, "bob"));
    REQUIRE(editor.remove(RecordKind::endpoints, "ep"));
    REQUIRE(editor.remove(RecordKind::contracts, "k1"));
    REQUIRE(editor.remove(RecordKind::staff, "nora"));
    REQUIRE(editor.remove(RecordKind::sites, "sydney"));
    REQUIRE(same_as_rebuilt());
    // The snapshot that all this began from is as it was.
    CHECK(answers(directory) == answers(sample::directory(rules)));
  }

  TEST_CASE("a list of records comes out sorted by id and complete") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    const auto data = directory.all();
    REQUIRE(data.sites.size() == 2);
    CHECK(data.sites[0].id == "nyc");
    CHECK(data.contacts.size() == directory.count(RecordKind::contacts));
    CHECK(to_json(rebuilt(directory, rules).all()) == to_json(data));
  }
}
