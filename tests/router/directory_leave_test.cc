// What an editor may leave unchecked, and what one tenant's editor does not see.
#include <doctest/doctest.h>

#include "rules/base/json.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

// The sample and a company of the other MSP with records of every kind.
Directory two_tenants(const RuleSet& rules) {
  const auto one = sample::directory(rules);
  DirectoryEditor editor(one, rules);
  Company zenith;
  zenith.id = "zenith";
  zenith.msp = "southwind";
  zenith.name = "Zenith";
  editor.put(zenith).value();
  editor.put(site("zenith-1", "zenith")).value();
  editor.put(contact("zoe", "zenith-1", "zoe@zenith.example", "")).value();
  Staff sven;
  sven.id = "sven";
  sven.msp = "southwind";
  sven.name = "Sven";
  editor.put(sven).value();
  Contract contract;
  contract.id = "zk";
  contract.site = "zenith-1";
  editor.put(contract).value();
  editor.put(Endpoint{"zep", "zenith-1", "zoe", "PC", true, ""}).value();
  return editor.take();
}

// "not_found: no such record: contacts/zoe"
std::string refusal(const Result<void>& result) {
  if (result) return "a success";
  return std::string(info(result.error().code).name) + ": " + result.error().says;
}

}  // namespace

TEST_SUITE("directory_leave") {
  TEST_CASE("records that newer rules would refuse are kept as they are at a start") {
    auto rules = sample::rules();
    const auto base = sample::directory(rules);
    auto odd = site("odd", "acme");
    odd.plan = "gold";
    odd.holidays = "mars";
    odd.outside.voice = OutsideChoice::forward;
    odd.outside.forward_to = "+18665206414";  // a line now
    const Technician tess{"tess", "Tess", Region::us, {"us.voice", "us.gone"}};

    DirectoryEditor strict(base, rules);
    CHECK_FALSE(strict.put(odd));
    CHECK_FALSE(strict.put(tess));

    DirectoryEditor editor(base, rules, {.as_they_stand = true});
    REQUIRE(editor.put(odd));
    REQUIRE(editor.put(tess));
    CHECK(to_json(editor.current().site("odd")->site) == to_json(odd));
    CHECK(to_json(*editor.current().technician("tess")) == to_json(tess));
  }

  TEST_CASE("as they stand or not, records must fit each other and zones must exist") {
    const auto rules = sample::rules();
    const auto base = sample::directory(rules);
    DirectoryEditor editor(base, rules, {.as_they_stand = true});
    CHECK_FALSE(editor.put(contact("bob", "nowhere", "", "")));
    CHECK_FALSE(editor.put(site("s", "nowhere")));
    CHECK_FALSE(editor.put(site("s", "acme", "Mars/Olympus")));
    CHECK_FALSE(editor.put(Endpoint{"ep", "nyc", "nobody", "PC", true, ""}));
    auto staff = nora();
    staff.msp = "nobody";
    CHECK_FALSE(editor.put(staff));
    auto loop = site("loop", "acme");
    loop.outside.voice = OutsideChoice::forward;
    CHECK_FALSE(editor.put(loop));  // no number at all to forward to
  }

  TEST_CASE("users-want 5 a record of another tenant is put as one that is not there") {
    const auto rules = sample::rules();
    const auto base = two_tenants(rules);
    DirectoryEditor editor(base, rules, {.only_msp = "northwind"});
    CHECK(refusal(editor.put(contact("zoe", "nyc", "", ""))) ==
          "not_found: no such record: contacts/zoe");
    CHECK(refusal(editor.put(contact("zoe", "zenith-1", "", ""))) ==
          "not_found: no such record: contacts/zoe");
    CHECK(refusal(editor.put(site("zenith-1", "acme"))) ==
          "not_found: no such record: sites/zenith-1");
    auto company = acme();
    company.id = "zenith";
    CHECK(refusal(editor.put(company)) == "not_found: no such record: companies/zenith");
    auto staff = nora();
    staff.id = "sven";
    CHECK(refusal(editor.put(staff)) == "not_found: no such record: staff/sven");
    Contract contract;
    contract.id = "zk";
    contract.site = "nyc";
    CHECK(refusal(editor.put(contract)) == "not_found: no such record: contracts/zk");
    CHECK(refusal(editor.put(Endpoint{"zep", "nyc", "", "PC", true, ""})) ==
          "not_found: no such record: endpoints/zep");
    CHECK(refusal(editor.put(southwind())) == "not_found: no such record: msps/southwind");
    CHECK(editor.touched().empty());
  }

  TEST_CASE("users-want 5 a reference to another tenant's record is as one to nothing") {
    const auto rules = sample::rules();
    const auto base = two_tenants(rules);
    DirectoryEditor editor(base, rules, {.only_msp = "northwind"});
    // But for the id, which is what was sent.
    const auto words_of = [&](auto record) {
      const auto words = refusal(editor.put(std::move(record)));
      REQUIRE(words.find('"') != std::string::npos);
      CHECK(words.find('"', words.find('"') + 1) == words.size() - 1);
      return words.substr(0, words.find('"'));
    };
    const auto same = [&](auto foreign, auto missing) {
      const auto words = words_of(std::move(missing));
      CHECK(words.starts_with("invalid: "));
      CHECK(words_of(std::move(foreign)) == words);
    };
    same(contact("new", "zenith-1", "", ""), contact("new", "nowhere", "", ""));
    same(site("new", "zenith"), site("new", "nowhere"));
    same(Endpoint{"new", "zenith-1", "", "PC", true, ""},
         Endpoint{"new", "nowhere", "", "PC", true, ""});
    same(Endpoint{"new", "nyc", "zoe", "PC", true, ""},
         Endpoint{"new", "nyc", "nobody", "PC", true, ""});
    Contract foreign, missing;
    foreign.id = missing.id = "new";
    foreign.site = "zenith-1";
    missing.site = "nowhere";
    same(foreign, missing);
    auto company = acme(), nobodys = acme();
    company.id = nobodys.id = "new";
    company.msp = "southwind";
    nobodys.msp = "nobody";
    same(company, nobodys);
    auto staff = nora(), lost = nora();
    staff.id = lost.id = "new";
    staff.msp = "southwind";
    lost.msp = "nobody";
    same(staff, lost);
    CHECK(editor.touched().empty());
    CHECK(editor.put(contact("bob", "nyc", "", "")));
  }

  TEST_CASE("users-want 5 a removal does not tell that another tenant has the record") {
    const auto rules = sample::rules();
    const auto base = two_tenants(rules);
    DirectoryEditor editor(base, rules, {.only_msp = "northwind"});
    const std::pair<RecordKind, std::string> foreign[] = {
        {RecordKind::contacts, "zoe"},     {RecordKind::sites, "zenith-1"},
        {RecordKind::companies, "zenith"}, {RecordKind::staff, "sven"},
        {RecordKind::contracts, "zk"},     {RecordKind::endpoints, "zep"},
        {RecordKind::msps, "southwind"}};
    for (const auto& [kind, id] : foreign)
      CHECK(refusal(editor.remove(kind, id)) ==
            "not_found: no such record: " + std::string(name_of(kind)) + '/' + id);
    CHECK(refusal(editor.remove(RecordKind::contacts, "nobody")) ==
          "not_found: no such record: contacts/nobody");
    CHECK(editor.remove(RecordKind::contacts, "ann"));
  }
}
