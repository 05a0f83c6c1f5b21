#include <doctest/doctest.h>

#include <algorithm>

#include "router/claims.h"
#include "router/directory_import.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

// The sample with what a test puts on top, and its notices.
struct Quality {
  RuleSet rules = sample::rules();
  Directory base = sample::directory(rules);
  DirectoryEditor editor{base, rules, {.as_they_stand = true}};

  // "contacts/ann contacts/bob" of the notice with that code; "-" where there is none.
  std::string refs(std::string_view code, std::string_view only_msp = {}) const {
    std::string text;
    for (const auto& notice : data_quality(editor.current(), rules, only_msp)) {
      if (notice.code != code) continue;
      CHECK_FALSE(notice.says.empty());
      if (!text.empty()) text += " | ";
      for (const auto& ref : notice.refs) text += (&ref == &notice.refs[0] ? "" : " ") + ref;
    }
    return text.empty() ? "-" : text;
  }
  bool claims_anothers(RecordKind kind, std::string_view id) const {
    return Claims(editor.current()).anothers(kind, id);
  }
};

Company company_of(const std::string& id, const std::string& msp) {
  Company company;
  company.id = id;
  company.msp = msp;
  company.name = id;
  return company;
}

}  // namespace

TEST_SUITE("data_quality") {
  TEST_CASE("a sound directory has only the notices that it deserves") {
    Quality q;
    REQUIRE(q.editor.remove(RecordKind::msps, "southwind"));
    CHECK(data_quality(q.editor.current(), q.rules).empty());
  }

  TEST_CASE("C13 a number or address on several contacts is one notice") {
    Quality q;
    q.editor.put(contact("bob", "sydney", "ann@acme.example", "+12125550142")).value();
    q.editor.put(contact("cy", "nyc", "", "+12125550100")).value();
    CHECK(q.refs("duplicate_phone") == "contacts/ann contacts/bob | contacts/cy companies/acme");
    CHECK(q.refs("duplicate_email") == "contacts/ann contacts/bob");
    CHECK(q.refs("duplicate_email", "northwind") == "contacts/ann contacts/bob");
    CHECK(q.refs("duplicate_email", "southwind") == "-");
    auto bob = contact("bob", "sydney", "ann@acme.example", "+12125550142");
    bob.active = false;
    q.editor.put(bob).value();
    CHECK(q.refs("duplicate_email") == "-");
  }

  TEST_CASE("C13 one number on very many contacts is one notice, and looked at once") {
    Quality q;
    // Among them inactive ones, who come first and count for nobody. A look at all of them for each
    // of them would not end.
    for (int i = 100'000; i < 160'000; ++i) {
      auto one = contact("c" + std::to_string(i), "nyc", "all@acme.example", "+12125550177");
      one.active = i >= 130'000;
      q.editor.put(one).value();
    }
    std::size_t told = 0;
    for (const auto& notice : data_quality(q.editor.current(), q.rules)) {
      if (notice.code != "duplicate_phone" && notice.code != "duplicate_email") continue;
      ++told;
      REQUIRE(notice.refs.size() == 30'000);
      CHECK(notice.refs.front() == "contacts/c130000");
      CHECK(notice.refs.back() == "contacts/c159999");
      CHECK(notice.says.find("contacts/c130004 and 29995 more;") != std::string::npos);
    }
    CHECK(told == 2);
  }

  TEST_CASE(
      "C13 what two MSPs have on file, or claim in another's domain, is the provider's to know") {
    Quality q;
    q.editor.put(company_of("cedar", "southwind")).value();
    q.editor.put(site("mill", "cedar")).value();
    q.editor.put(contact("spy", "mill", "ann@acme.example", "+12125550142")).value();
    q.editor.put(contact("new", "mill", "new@acme.example", "")).value();
    CHECK(q.refs("several_msps_email") == "contacts/ann contacts/spy");
    CHECK(q.refs("several_msps_phone") == "contacts/ann contacts/spy");
    CHECK(q.refs("foreign_domain") == "contacts/new companies/acme | contacts/spy companies/acme");
    CHECK(q.refs("duplicate_email") == "-");
    for (const auto* msp : {"northwind", "southwind"})
      for (const auto& notice : data_quality(q.editor.current(), q.rules, msp)) {
        CHECK(notice.code.find("several_msps") == std::string::npos);
        CHECK(notice.code != "foreign_domain");
        CHECK(notice.code != "duplicate_email");
      }
    CHECK(q.claims_anothers(RecordKind::contacts, "spy"));
    CHECK(q.claims_anothers(RecordKind::contacts, "new"));
    CHECK(q.claims_anothers(RecordKind::contacts, "ann"));  // either may lie
    CHECK_FALSE(q.claims_anothers(RecordKind::staff, "nora"));
    // Those who are locked out count like all: on a shared line they too make it nobody's.
    auto spy = contact("spy", "mill", "ann@acme.example", "+12125550142");
    spy.active = false;
    q.editor.put(spy).value();
    CHECK(q.refs("several_msps_email") == "contacts/ann contacts/spy");
    CHECK(q.claims_anothers(RecordKind::contacts, "spy"));
    auto ann = contact("ann", "nyc", "ann@acme.example", "(212) 555-0142");
    ann.active = false;
    q.editor.put(ann).value();
    CHECK(q.refs("several_msps_email") == "contacts/ann contacts/spy");
    ann.active = true;
    q.editor.put(ann).value();
    q.editor.put(contact("spy", "mill", "spy@mill.example", "")).value();
    CHECK(q.refs("several_msps_email") == "-");
    // Staff as well.
    Staff sven;
    sven.id = "sven";
    sven.msp = "southwind";
    sven.name = "Sven";
    sven.mobile = "+12125550142";
    q.editor.put(sven).value();
    CHECK(q.refs("several_msps_phone") == "contacts/ann staff/sven");
    CHECK(q.claims_anothers(RecordKind::staff, "sven"));
    // One client of two MSPs.
    auto cedar = company_of("cedar", "southwind");
    cedar.domains = {"acme.example"};
    q.editor.put(cedar).value();
    CHECK(q.refs("several_msps_domain") == "companies/acme companies/cedar");
    CHECK(q.refs("several_msps_domain", "southwind") == "-");
    CHECK(q.refs("foreign_domain") == "-");
  }

  TEST_CASE("C13 C15 a main number that two MSPs have is the provider's to know") {
    Quality q;
    CHECK_FALSE(q.claims_anothers(RecordKind::companies, "acme"));
    CHECK_FALSE(q.claims_anothers(RecordKind::msps, "northwind"));
    auto cedar = company_of("cedar", "southwind");
    cedar.main_number = "+12125550100";  // Acme's main number
    q.editor.put(cedar).value();
    CHECK(q.refs("several_msps_phone") == "companies/acme companies/cedar");
    CHECK(q.refs("several_msps_phone", "southwind") == "-");
    CHECK(q.claims_anothers(RecordKind::companies, "cedar"));
    cedar.main_number = "+12125550142";  // Ann's own
    q.editor.put(cedar).value();
    CHECK(q.refs("several_msps_phone") == "contacts/ann companies/cedar");
    CHECK(q.claims_anothers(RecordKind::companies, "cedar"));
    cedar.main_number = "+13475550101";  // the mobile of northwind's staff
    q.editor.put(cedar).value();
    CHECK(q.refs("several_msps_phone") == "staff/nora companies/cedar");
    cedar.main_number = "+12125550111";
    q.editor.put(cedar).value();
    CHECK(q.refs("several_msps_phone") == "-");
    CHECK_FALSE(q.claims_anothers(RecordKind::companies, "cedar"));
    // An MSP's own main number likewise.
    auto southwind = sample::southwind();
    southwind.main_number = "+13475550000";  // northwind's
    q.editor.put(southwind).value();
    CHECK(q.refs("several_msps_phone") == "msps/northwind msps/southwind");
    CHECK(q.claims_anothers(RecordKind::msps, "southwind"));
    // One MSP may have a number as often as it likes.
    auto second = company_of("second", "northwind");
    second.main_number = "+12125550100";
    q.editor.put(second).value();
    CHECK_FALSE(q.claims_anothers(RecordKind::companies, "second"));
  }

  TEST_CASE("C18 an address that a row would filter is told with the row") {
    Quality q;
    SpamRow row;
    row.id = "S18";
    row.phrase = "info@";
    SpamRow named;
    named.id = "S10";
    named.phrase = "E-mail Security Team";
    auto table = SpamTable::compile({named, row}, {}, {});
    REQUIRE(table);
    q.rules.spam = std::move(*table);
    q.editor.put(contact("desk", "nyc", "info@acme.example", "")).value();
    CHECK(q.refs("spam_address") == "contacts/desk");
    auto team = contact("team", "nyc", "team@acme.example", "");
    team.first_name = "E-mail";
    team.last_name = "Security Team";
    q.editor.put(team).value();
    CHECK(q.refs("spam_address") == "contacts/desk | contacts/team");
  }

  TEST_CASE("R93 R90 Priority Connect over the units, and records that lack something") {
    Quality q;
    for (const std::string id : {"bob", "cy", "dee"}) {
      auto one = contact(id, "nyc", id + "@acme.example", "");
      one.priority_connect = true;
      q.editor.put(one).value();
    }
    CHECK(q.refs("priority_units_exceeded") == "msps/northwind");
    CHECK(q.refs("priority_incomplete") == "contacts/bob | contacts/cy | contacts/dee");
  }

  TEST_CASE("R77 R78 approval that cannot work is told") {
    Quality q;
    CHECK(q.refs("no_approver") == "msps/southwind");
    auto staff = nora();
    staff.mobile.clear();
    q.editor.put(staff).value();
    CHECK(q.refs("approver_without_mobile") == "staff/nora");
    CHECK(q.refs("no_approver") == "msps/northwind | msps/southwind");
    CHECK(q.refs("no_approver", "northwind") == "msps/northwind");
    auto msp = northwind();
    msp.recognition = RecognitionPolicy::auto_add;
    q.editor.put(msp).value();
    CHECK(q.refs("consent_missing") == "msps/northwind");
    msp.consent = Consent{"nora", "2026-01", at("2026-01-01T00:00:00Z")};
    q.editor.put(msp).value();
    CHECK(q.refs("consent_missing") == "-");
  }

  TEST_CASE("R9 R10 R235 R272 C36 sites and companies that want a look") {
    Quality q;
    auto bare = site("bare", "acme");
    bare.site_policy = false;
    bare.agent_deployed = false;
    q.editor.put(bare).value();
    CHECK(q.refs("site_policy_missing") == "sites/bare");
    CHECK(q.refs("agent_not_deployed") == "sites/bare");
    auto company = acme();
    company.id = "smith";
    company.name = "Smith & Co";
    company.main_number.clear();
    company.domains.clear();
    q.editor.put(company).value();
    CHECK(q.refs("ampersand") == "companies/smith");
    CHECK(q.editor.current().company("smith")->name == "Smith & Co");
    q.editor.put(site("smith-1", "smith")).value();
    CHECK(q.refs("no_default_site") == "-");
    q.editor.put(site("smith-2", "smith")).value();
    CHECK(q.refs("no_default_site") == "companies/smith");
  }

  TEST_CASE("R258 R259 C37 a contract's end far from 18 months after its start is told") {
    Quality q;
    Contract contract;
    contract.id = "k1";
    contract.site = "nyc";
    contract.service_start = "2025-06-17";
    contract.end = "2026-11-30";
    q.editor.put(contract).value();
    CHECK(q.refs("contract_end") == "-");
    contract.end = "2026-12-31";
    q.editor.put(contract).value();
    CHECK(q.refs("contract_end") == "-");
    contract.end = "2027-01-01";
    q.editor.put(contract).value();
    CHECK(q.refs("contract_end") == "contracts/k1");
    contract.end.clear();
    contract.kind = ContractKind::hourly;
    q.editor.put(contract).value();
    CHECK(q.refs("hourly_without_hours") == "contracts/k1");
  }

  TEST_CASE("C15 a contact with the number of a line is told without the number") {
    Quality q;
    q.editor.put(contact("bob", "nyc", "", "+12125550199")).value();
    CHECK(q.refs("phone_is_line") == "contacts/bob");
    for (const auto& notice : data_quality(q.editor.current(), q.rules))
      CHECK(notice.says.find("0199") == std::string::npos);
  }
}
