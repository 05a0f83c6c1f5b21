#include "router/directory.h"

#include <doctest/doctest.h>

#include "tests/result_text.h"
#include "tests/router/directory_answers.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;
using Kind = Directory::Person::Kind;

namespace {

ProblemCode code_of(const Result<void>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

}  // namespace

TEST_SUITE("directory") {
  TEST_CASE("C13 C14 an MSP keeps and drops mail domains; a new one is the provider's to enter") {
    const auto rules = sample::rules();
    const auto base = sample::directory(rules);
    auto other = acme();
    other.id = "other";
    other.main_number.clear();
    other.domains = {"gmail.example"};
    for (const auto* domain : {"other.example", "gmail.example", " New.Example"}) {
      DirectoryEditor editor(base, rules, {.only_msp = "northwind"});
      auto company = acme();
      company.domains.push_back(domain);
      for (auto record : {company, other}) {
        const auto put = editor.put(record);
        REQUIRE_FALSE(put.has_value());
        CHECK(put.error().code == ProblemCode::forbidden);
        CHECK(put.error().says == "domains: an admin of the help desk must enter a new domain");
      }
      DirectoryEditor admins(base, rules);
      CHECK(admins.put(company).has_value());
    }
    DirectoryEditor editor(base, rules, {.only_msp = "northwind"});
    auto company = acme();
    company.domains = {"ACME.example"};  // the one that it has
    CHECK(editor.put(company).has_value());
    company.domains.clear();
    CHECK(editor.put(company).has_value());
  }

  TEST_CASE("R71 people are found by number and address, of every kind") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    CHECK(who(directory.by_phone("+12125550142")) == "contact:ann");
    CHECK(who(directory.by_email("ann@acme.example")) == "contact:ann");
    CHECK(who(directory.by_phone("+13475550101")) == "staff:nora");
    CHECK(who(directory.by_email("nora@northwind.example")) == "staff:nora");
    CHECK(who(directory.by_phone("+12125550100")) == "company_main:acme");
    CHECK(who(directory.by_phone("+13475550000")) == "msp_main:northwind");
    CHECK(directory.by_phone("+12125559999").empty());
    CHECK(ids(directory.companies_of_domain("acme.example")) == "acme");
  }

  TEST_CASE("C13 a number on two contacts names both, whatever the order of edits") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    REQUIRE(editor.put(contact("zoe", "nyc", "", "212-555-0142")));
    REQUIRE(editor.put(contact("abe", "nyc", "", "+1 212 555 0142")));
    CHECK(who(editor.current().by_phone("+12125550142")) == "contact:abe contact:ann contact:zoe");
  }

  TEST_CASE("numbers are read with the country of the site, addresses in lower case") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    auto sydney = site("sydney", "acme", "Australia/Sydney");
    sydney.country = "au";
    REQUIRE(editor.put(sydney));
    REQUIRE(editor.put(contact("joe", "sydney", "Joe@ACME.Example", "(02) 7010 1234 ext. 12")));
    const auto* joe = editor.current().contact("joe");
    REQUIRE(joe);
    CHECK(editor.current().site("sydney")->site.country == "AU");
    CHECK(joe->phones[0].number == "+61270101234");
    CHECK(joe->phones[0].extension == "12");
    CHECK(joe->emails[0] == "joe@acme.example");
  }

  TEST_CASE("a record that cannot be is refused and changes nothing") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    const auto before = answers(directory);
    const auto refused = [&](auto record, std::string_view begins) {
      const auto result = editor.put(std::move(record));
      REQUIRE_FALSE(result);
      INFO(result.error().says);
      CHECK(result.error().code == ProblemCode::invalid);
      CHECK(result.error().says.starts_with(begins));
    };
    refused(contact("bob", "nowhere", "", ""), "site:");
    refused(contact("bob smith", "nyc", "", ""), "id:");
    refused(contact(std::string(65, 'b'), "nyc", "", ""), "id:");
    refused(contact("", "nyc", "", ""), "id:");
    refused(contact("bob", "nyc", "bob@", ""), "emails:");
    refused(contact("bob", "nyc", "bob smith@acme.example", ""), "emails:");
    refused(contact("bob", "nyc", "bob@acme.example>", ""), "emails:");
    refused(contact("bob", "nyc", "", "call me"), "phones.number:");
    auto kind = contact("bob", "nyc", "", "212-555-0143");
    kind.phones[0].kind = "fax";
    refused(kind, "phones.kind:");
    auto name = contact("bob", "nyc", "", "");
    name.first_name = "Bob\nBcc: x";
    refused(name, "first_name:");
    name.first_name = "Bob\xC2\x85";
    refused(name, "first_name:");
    name.first_name = "\xFF";
    refused(name, "first_name:");
    name.first_name = std::string(201, 'b');
    refused(name, "first_name:");
    auto many = contact("bob", "nyc", "", "");
    many.emails.assign(21, "a@b.example");
    refused(many, "emails:");
    auto staff = nora();
    staff.phones = {"+1 347 555 0100 x7"};
    refused(staff, "phones:");
    staff = nora();
    staff.msp = "nobody";
    refused(staff, "msp:");
    auto company = acme();
    company.domains = {"not a domain"};
    refused(company, "domains:");
    Technician technician{"tess", "Tess", Region::us, {"us.nowhere"}};
    refused(technician, "queues:");
    Endpoint endpoint{"ep", "nyc", "nobody", "PC", true, ""};
    refused(endpoint, "contact:");
    endpoint.contact = "ann";
    endpoint.token_sha256 = "abc";
    refused(endpoint, "token_sha256:");
    CHECK(answers(editor.current()) == before);
    CHECK(editor.touched().empty());
  }

  TEST_CASE("C4 a site without a zone, or with an unknown one, is refused") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    for (const std::string zone : {"", "Mars/Olympus", "EST5", "UTC+2"}) {
      const auto result = editor.put(site("mars", "acme", zone));
      REQUIRE_FALSE(result);
      CHECK(result.error().says.starts_with("time_zone:"));
    }
    CHECK_FALSE(editor.current().site("mars"));
  }

  TEST_CASE("C6 a plan is known by id, title and alias, and kept by its id") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    for (const std::string name :
         {"premier", "RMM Help Desk Service + US Voice and US Chat Interactions - Business Hours",
          "us_voice_us_chat.business_hours"}) {
      auto record = site("new-" + std::to_string(name.size()), "acme");
      record.plan = name;
      REQUIRE(editor.put(record));
      CHECK(editor.current().site(record.id)->site.plan == "us_voice_us_chat.business_hours");
    }
    auto unknown = site("other", "acme");
    unknown.plan = "gold";
    CHECK(code_of(editor.put(unknown)) == ProblemCode::invalid);
  }

  TEST_CASE("C8 start and contract dates are read in the site's zone, and again when it moves") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    Contract contract;
    contract.id = "k1";
    contract.site = "nyc";
    contract.service_start = "2026-01-05";
    contract.end = "2026-06-30";
    contract.hours = {{"mon-wed,sat", "07:30", "24:00"}};
    REQUIRE(editor.put(contract));
    CHECK(editor.current().site("nyc")->start == at("2026-01-05T05:00:00Z"));
    CHECK(editor.current().contract("k1")->term.begin == at("2026-01-05T05:00:00Z"));
    CHECK(editor.current().contract("k1")->term.end == at("2026-07-01T04:00:00Z"));
    CHECK(editor.current().contract("k1")->hours.size() == 4);
    auto moved = site("nyc", "acme", "America/Los_Angeles");
    moved.default_ = true;
    REQUIRE(editor.put(moved));
    CHECK(editor.current().contract("k1")->term.begin == at("2026-01-05T08:00:00Z"));
    CHECK(ids(editor.current().site("nyc")->contracts) == "k1");
  }

  TEST_CASE("a reference to none is refused with the id, to find it in a file") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    const auto says = [&](auto record) {
      const auto put = editor.put(std::move(record));
      return put ? std::string() : put.error().says;
    };
    auto staff = nora();
    staff.msp = "nobody";
    CHECK(says(staff) == "msp: no such MSP \"nobody\"");
    auto company = acme();
    company.msp = "nobody";
    CHECK(says(company) == "msp: no such MSP \"nobody\"");
    CHECK(says(site("s", "none")) == "company: no such company \"none\"");
    CHECK(says(contact("c", "nowhere", "", "")) == "site: no such site \"nowhere\"");
    Contract contract;
    contract.id = "k";
    contract.site = "nowhere";
    CHECK(says(contract) == "site: no such site \"nowhere\"");
    Endpoint endpoint;
    endpoint.id = "e";
    endpoint.site = "nowhere";
    CHECK(says(endpoint) == "site: no such site \"nowhere\"");
    endpoint.site = "nyc";
    endpoint.contact = "no-one";
    CHECK(says(endpoint) == "contact: no such contact \"no-one\"");
  }

  TEST_CASE("C29 contract hours that cannot be are refused") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    Contract contract;
    contract.id = "k1";
    contract.site = "nyc";
    for (const ContractHours& hours :
         {ContractHours{"someday", "07:30", "20:30"}, ContractHours{"mon", "20:30", "07:30"},
          ContractHours{"mon", "7:30", "20:30"}, ContractHours{"mon", "07:30", "24:01"},
          ContractHours{"", "07:30", "20:30"}, ContractHours{"mon,", "07:30", "20:30"}}) {
      contract.hours = {hours};
      CHECK(code_of(editor.put(contract)) == ProblemCode::invalid);
    }
    contract.hours = {{"mon-fri", "07:30", "12:00"}, {"fri", "11:00", "13:00"}};
    CHECK(code_of(editor.put(contract)) == ProblemCode::invalid);
    contract.hours = {};
    contract.service_start = "2026-02-30";
    CHECK(code_of(editor.put(contract)) == ProblemCode::invalid);
  }

  TEST_CASE("R235 C33 one default site; it goes only when another takes its place") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    REQUIRE(editor.current().default_site("acme"));
    CHECK(editor.current().default_site("acme")->site.id == "nyc");
    auto nyc = editor.current().site("nyc")->site;
    nyc.default_ = false;
    CHECK(code_of(editor.put(nyc)) == ProblemCode::invalid);

    auto sydney = editor.current().site("sydney")->site;
    sydney.default_ = true;
    REQUIRE(editor.put(sydney));
    CHECK(editor.current().default_site("acme")->site.id == "sydney");
    CHECK_FALSE(editor.current().site("nyc")->site.default_);
    CHECK(editor.touched().count({RecordKind::sites, "nyc"}) == 1);

    CHECK(code_of(editor.remove(RecordKind::sites, "sydney")) == ProblemCode::in_use);
  }

  TEST_CASE("C43 a company's only site is its default site") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    auto company = acme();
    company.id = "solo";
    company.main_number.clear();
    REQUIRE(editor.put(company));
    CHECK_FALSE(editor.current().default_site("solo"));
    REQUIRE(editor.put(site("solo-1", "solo")));
    CHECK(editor.current().default_site("solo")->site.id == "solo-1");
    REQUIRE(editor.put(site("solo-2", "solo")));
    CHECK_FALSE(editor.current().default_site("solo"));
  }

  TEST_CASE("R226 calls are never forwarded to a line of our own") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    auto record = site("loop", "acme");
    record.outside.voice = OutsideChoice::forward;
    CHECK(code_of(editor.put(record)) == ProblemCode::invalid);
    record.outside.forward_to = "(866) 520-6414";
    CHECK(code_of(editor.put(record)) == ProblemCode::invalid);
    record.outside.forward_to = "(347) 555-0102";
    REQUIRE(editor.put(record));
    CHECK(editor.current().site("loop")->site.outside.forward_to == "+13475550102");
  }

  TEST_CASE("R237 what others need cannot be removed, and the refusal names them") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    auto msp = northwind();
    msp.help_desk_contact = "nora";
    REQUIRE(editor.put(msp));
    REQUIRE(editor.put(Endpoint{"ep", "sydney", "ann", "PC", true, ""}));
    const auto needed = [&](RecordKind kind, std::string_view id, std::string_view by) {
      const auto result = editor.remove(kind, id);
      REQUIRE_FALSE(result);
      CHECK(result.error().code == ProblemCode::in_use);
      INFO(result.error().says);
      CHECK(result.error().says.find(by) != std::string::npos);
    };
    needed(RecordKind::msps, "northwind", "companies/acme");
    needed(RecordKind::msps, "northwind", "lines/northwind-private");
    needed(RecordKind::staff, "nora", "msps/northwind");
    needed(RecordKind::companies, "acme", "sites/nyc");
    needed(RecordKind::sites, "nyc", "contacts/ann");
    needed(RecordKind::contacts, "ann", "endpoints/ep");
    CHECK(code_of(editor.remove(RecordKind::contacts, "nobody")) == ProblemCode::not_found);
    REQUIRE(editor.remove(RecordKind::endpoints, "ep"));
    REQUIRE(editor.remove(RecordKind::contacts, "ann"));
    CHECK(editor.current().by_phone("+12125550142").empty());
    REQUIRE(editor.remove(RecordKind::msps, "southwind"));
  }

  TEST_CASE("R3 a record never changes hands between MSPs") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    auto company = acme();
    company.id = "other";
    company.msp = "southwind";
    company.main_number.clear();
    REQUIRE(editor.put(company));
    REQUIRE(editor.put(site("other-1", "other")));
    CHECK(code_of(editor.put(contact("ann", "other-1", "", ""))) == ProblemCode::conflict);
    CHECK(code_of(editor.put(site("nyc", "other"))) == ProblemCode::conflict);
    company.id = "acme";
    CHECK(code_of(editor.put(company)) == ProblemCode::conflict);
    auto staff = nora();
    staff.msp = "southwind";
    CHECK(code_of(editor.put(staff)) == ProblemCode::conflict);
    CHECK(code_of(editor.put(Endpoint{"ep", "other-1", "ann", "PC", true, ""})) ==
          ProblemCode::invalid);
    CHECK(editor.current().tenant_of(RecordKind::contacts, "ann") == "northwind");
  }

  TEST_CASE("R65 an endpoint is found by its token, which no two share") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    REQUIRE(editor.put(Endpoint{"ep", "nyc", "ann", "PC", true, std::string(64, 'A')}));
    REQUIRE(editor.current().endpoint_of_token(std::string(64, 'a')));
    CHECK(code_of(editor.put(Endpoint{"ep2", "nyc", "", "PC", true, std::string(64, 'a')})) ==
          ProblemCode::invalid);
    CHECK_FALSE(editor.current().endpoint_of_token(""));
  }

  TEST_CASE("C7 an edit of a site is no way around its plan changes") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    const auto now = at("2026-06-01T12:00:00Z");
    DirectoryEditor editor(directory, rules, {.by = "nora", .now = now});
    auto record = directory.site("sydney")->site;
    const auto switch_to = [&](std::string plan) {
      record.plan = std::move(plan);
      record.plan_changes.clear();  // forgetting the history
      record.activated_at.reset();  // or the activation does not help
      return editor.put(record);
    };
    REQUIRE(switch_to("global.business_hours"));
    REQUIRE(switch_to("Premier"));
    const auto third = switch_to("global.business_hours");
    REQUIRE_FALSE(third);
    CHECK(third.error().code == ProblemCode::conflict);
    const auto& site = editor.current().site("sydney")->site;
    CHECK(site.plan == "us_voice_us_chat.business_hours");
    REQUIRE(site.plan_changes.size() == 2);
    CHECK(site.plan_changes[0].by == "nora");
    CHECK(site.plan_changes[0].at == now);
    CHECK(site.activated_at == at("2026-01-05T00:00:00Z"));
  }
}
