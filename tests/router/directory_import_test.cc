#include "router/directory_import.h"

#include <doctest/doctest.h>

#include "rules/base/json.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

const Instant now = *parse_instant("2026-06-01T12:00:00Z");

// The design's example, with the lists in the order that refers to what is yet to come.
constexpr std::string_view design = R"({
 "endpoints": [{"id":"ep-1","site":"acme-nyc","contact":"ann","name":"ANN-PC"}],
 "contacts":  [{"id":"ann","site":"acme-nyc","first_name":"Ann","last_name":"Lee","emails":["ann@acme.example"],
                "phones":[{"kind":"primary","number":"(212) 555-0142"}],"priority_connect":false,"active":true}],
 "contracts": [{"id":"k1","site":"acme-nyc","kind":"recurring","service_start":"2026-01-05","help_desk":true}],
 "sites":     [{"id":"acme-nyc","company":"acme","name":"New York","time_zone":"America/New_York","default":true,
                "plan":"Premier","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
                "site_policy":true,"agent_deployed":true}],
 "companies": [{"id":"acme","msp":"northwind","name":"Acme Dental","main_number":"+12125550100"}],
 "staff":     [{"id":"nora","msp":"northwind","name":"Nora Diaz","emails":["nora@northwind.example"],
                "mobile":"+13475550101","approver":true}],
 "msps":      [{"id":"northwind","name":"Northwind IT","priority_units":2,"help_desk_contact":"nora"}],
 "technicians":[{"id":"tess","name":"Tess","region":"us","queues":["us.voice"]}]})";

struct Import {
  RuleSet rules = sample::rules();
  Directory base;
  ImportOptions options;

  Imported json(std::string_view text) const {
    return import_json(text, base, rules, options, now);
  }
  Imported csv(std::string_view text) const {
    return import_contacts_csv(text, base, rules, options, now);
  }
};

std::string counts(const Imported& imported) {
  const auto& c = imported.report.counts;
  return "+" + std::to_string(c.added) + " ~" + std::to_string(c.changed) + " =" +
         std::to_string(c.same) + " !" + std::to_string(c.rejected) + " x" +
         std::to_string(c.deactivated);
}

// "contacts/ann@0: site: no such site", one a line.
std::string rejected(const Imported& imported) {
  std::string text;
  for (const auto& row : imported.report.rejected)
    text += row.kind + '/' + row.id + '@' + std::to_string(row.line) + ": " + row.says + '\n';
  return text;
}

std::string codes(const Imported& imported) {
  std::string text;
  for (const auto& notice : imported.report.notices) text += notice.code + ' ';
  return text;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Import with_sample() {
  Import import;
  import.base = sample::directory(import.rules);
  return import;
}

// The sample and a company of the other MSP with one contact.
Import with_two_tenants() {
  auto import = with_sample();
  DirectoryEditor editor(import.base, import.rules);
  auto company = acme();
  company.id = "zenith";
  company.msp = "southwind";
  company.main_number.clear();
  company.domains.clear();
  editor.put(company).value();
  editor.put(site("zenith-1", "zenith")).value();
  editor.put(contact("zoe", "zenith-1", "zoe@zenith.example", "+12125550142")).value();
  import.base = editor.take();
  return import;
}

}  // namespace

TEST_SUITE("directory_import") {
  TEST_CASE("users-want 27 the design's directory loads in any order; again, all is the same") {
    Import import;
    const auto first = import.json(design);
    INFO(rejected(first));
    CHECK(counts(first) == "+8 ~0 =0 !0 x0");
    CHECK(first.directory.msp("northwind")->help_desk_contact == "nora");
    CHECK(first.directory.contact("ann")->phones[0].number == "+12125550142");
    CHECK(first.directory.by_email("ann@acme.example").size() == 1);
    CHECK(first.changed.sites.size() == 1);
    CHECK(contains(codes(first), "plan_alias"));  // C6
    CHECK_FALSE(first.report.applied);

    import.base = first.directory;
    const auto second = import.json(design);
    CHECK(counts(second) == "+0 ~0 =8 !0 x0");
    CHECK(to_json(second.changed) == to_json(DirectoryData{}));
    const auto third =
        import.json(R"({"contacts":[{"id":"ann","site":"acme-nyc","first_name":"Anna"}]})");
    CHECK(counts(third) == "+0 ~1 =0 !0 x0");
    CHECK(third.directory.by_email("ann@acme.example").empty());
  }

  TEST_CASE("an export of everything imports as it was, and restores from a store") {
    Import import;
    const auto first = import.json(design).directory;
    const auto text = to_json(first.all());
    CHECK(to_json(import.json(text).directory.all()) == text);
    const auto restored = restore_directory(first.all(), import.rules);
    CHECK(restored.rejected.empty());
    CHECK(to_json(restored.directory.all()) == text);
    auto data = first.all();
    data.sites[0].time_zone = "Mars/Olympus";
    const auto partly = restore_directory(data, import.rules);
    CHECK(partly.rejected.size() == 4);  // the site and what stands on it
    CHECK(partly.directory.company("acme"));
  }

  TEST_CASE("R13 an MSP's help desk contact is one of its staff") {
    auto import = with_two_tenants();
    for (const bool as_they_stand : {false, true}) {
      import.options.as_they_stand = as_they_stand;
      CHECK(rejected(import.json(R"({"msps":[{"id":"northwind","help_desk_contact":"nora"}]})")) ==
            "");
      CHECK(contains(
          rejected(import.json(R"({"msps":[{"id":"southwind","help_desk_contact":"nora"}]})")),
          "msps/southwind@0: help_desk_contact:"));
      CHECK(contains(
          rejected(import.json(R"({"msps":[{"id":"northwind","help_desk_contact":"bob"}]})")),
          "msps/northwind@0: help_desk_contact:"));
    }
  }

  TEST_CASE("each bad row is told with its reason, and nothing is half-loaded") {
    auto import = with_sample();
    const auto done = import.json(R"({
      "sites": [{"id":"mars","company":"acme","time_zone":"Mars/Olympus"},
                {"id":"nozone","company":"acme"},
                {"id":"typed","company":"acme","time_zone":7}],
      "contacts": [{"id":"good","site":"nyc"},
                   {"id":"bob","site":"nowhere"},
                   {"id":"cy","site":"nyc","phones":[{"number":"ring me"}]},
                   {"id":"dee","site":"nyc","emails":["dee@"]},
                   {"id":"good","site":"nyc"},
                   {"site":"nyc"},
                   "eve"],
      "staff": {}})");
    const auto text = rejected(done);
    INFO(text);
    CHECK(contains(text, "sites/mars@0: time_zone:"));
    CHECK(contains(text, "sites/nozone@1: time_zone: missing"));
    CHECK(contains(text, "sites/typed@2: sites[2].time_zone: expected text"));
    CHECK(contains(text, "contacts/bob@1: site: no such site"));
    CHECK(contains(text, "contacts/cy@2: phones.number:"));
    CHECK(contains(text, "contacts/dee@3: emails:"));
    CHECK(contains(text, "contacts/good@4: id: stands in the file twice"));
    CHECK(contains(text, "contacts/@5: id:"));
    CHECK(contains(text, "contacts/@6: contacts[6]: expected an object"));
    CHECK(contains(text, "staff/@0: staff: expected a list"));
    CHECK(counts(done) == "+1 ~0 =0 !10 x0");
    CHECK_FALSE(done.directory.contact("good"));
    CHECK(to_json(done.changed) == to_json(DirectoryData{}));
    CHECK(to_json(done.directory.all()) == to_json(import.base.all()));
  }

  TEST_CASE("what is not such a file at all is one rejected row") {
    const auto import = with_sample();
    for (const std::string text : {"", "{", "[]", "7", R"({"contact":[]})", "\xFF"}) {
      const auto done = import.json(text);
      CHECK(done.report.rejected.size() == 1);
      CHECK(done.report.rejected[0].kind == "");
      CHECK(counts(done) == "+0 ~0 =0 !1 x0");
    }
    CHECK(counts(import.json("{}")) == "+0 ~0 =0 !0 x0");
    const auto deep = std::string(100, '[') + std::string(100, ']');
    CHECK(counts(import.json("{\"msps\":" + deep + "}")) == "+0 ~0 =0 !1 x0");
    const std::string huge(64 * 1024 * 1024 + 1, ' ');
    CHECK(contains(rejected(import.json(huge)), "64 MiB"));
    CHECK(contains(rejected(import.csv(huge)), "64 MiB"));
  }

  TEST_CASE("C33 a file may hand the default on in any order, and not to two at once") {
    const auto import = with_sample();
    const auto row = [](std::string id, std::string zone, bool is_default) {
      auto made = site(std::move(id), "acme", std::move(zone));
      made.default_ = is_default;
      return to_json(made);
    };
    const auto old_first = import.json("{\"sites\":[" + row("nyc", "America/New_York", false) +
                                       "," + row("sydney", "Australia/Sydney", true) + "]}");
    CHECK(rejected(old_first) == "");
    CHECK(old_first.directory.default_site("acme")->site.id == "sydney");
    // The site that lost the mark is among what changed, named in the file or not.
    const auto alone = import.json("{\"sites\":[" + row("sydney", "Australia/Sydney", true) + "]}");
    CHECK(alone.changed.sites.size() == 2);
    const auto both = import.json("{\"sites\":[" + row("nyc", "America/New_York", true) + "," +
                                  row("sydney", "Australia/Sydney", true) + "]}");
    CHECK(contains(rejected(both), "sites/sydney@1: default: another site"));
  }

  TEST_CASE("R96 vip is Priority Connect by its old name") {
    auto import = with_sample();
    import.options.as_they_stand = true;
    const auto done = import.json(R"({"contacts":[
      {"id":"bob","site":"nyc","vip":true},
      {"id":"cy","site":"nyc","vip":true,"priority_connect":false}]})");
    CHECK(done.directory.contact("bob")->priority_connect);
    CHECK_FALSE(done.directory.contact("cy")->priority_connect);
    CHECK(contains(codes(done), "priority_incomplete"));
  }

  TEST_CASE("C24 R93 enrolment over the units is rejected, those enrolled before stay") {
    auto import = with_sample();
    const auto enrol = [](std::vector<Contact> contacts) {
      DirectoryData data;
      data.contacts = std::move(contacts);
      return to_json(data);
    };
    const auto bob = priority_contact("bob", "nyc", "015"),
               cy = priority_contact("cy", "nyc", "016");
    auto first = import.json(enrol({bob, cy}));
    CHECK(rejected(first) == "");
    import.base = first.directory;
    const auto dee = priority_contact("dee", "nyc", "017");
    const auto over = import.json(enrol({bob, cy, dee}));
    CHECK(counts(over) == "+0 ~0 =2 !1 x0");
    CHECK(contains(rejected(over), "contacts/dee@2: priority_connect: all 2 paid units"));
    // One leaves, one comes, whichever stands first.
    auto leaves = cy;
    leaves.priority_connect = false;
    CHECK(rejected(import.json(enrol({dee, leaves}))) == "");
    auto incomplete = leaves;
    incomplete.id = "eve";
    incomplete.priority_connect = true;
    incomplete.phones.pop_back();
    CHECK(contains(rejected(import.json(enrol({leaves, incomplete}))),
                   "contacts/eve@1: priority_connect:"));
  }

  TEST_CASE("C7 an import is no way around plan changes") {
    auto import = with_sample();
    import.options.by = "nora";
    const auto plan = [](std::string name) {
      auto made = site("sydney", "acme", "Australia/Sydney");
      made.plan = std::move(name);
      return "{\"sites\":[" + to_json(made) + "]}";
    };
    for (const std::string name : {"global.business_hours", "Premier"}) {
      const auto done = import.json(plan(name));
      REQUIRE(rejected(done) == "");
      import.base = done.directory;
    }
    CHECK(contains(rejected(import.json(plan("global.business_hours"))), "sites/sydney@0: plan:"));
    import.options.provider_override = true;
    const auto forced = import.json(plan("global.business_hours"));
    REQUIRE(rejected(forced) == "");
    CHECK(forced.directory.site("sydney")->site.plan_changes.back().override_);
  }

  TEST_CASE("R22 a start within two weeks is told, one further off or past is not") {
    const auto import = with_sample();
    const auto starts = [&](std::string day) {
      auto made = site("new", "acme");
      made.desired_start = std::move(day);
      return codes(import.json("{\"sites\":[" + to_json(made) + "]}"));
    };
    CHECK(contains(starts("2026-06-14"), "start_soon"));
    CHECK_FALSE(contains(starts("2026-06-16"), "start_soon"));
    CHECK_FALSE(contains(starts("2026-05-01"), "start_soon"));
    CHECK_FALSE(contains(starts(""), "start_soon"));
  }

  TEST_CASE("users-want 27 absence deactivates only when asked for, and only a few") {
    auto import = with_sample();
    DirectoryEditor editor(import.base, import.rules);
    for (int i = 0; i < 9; ++i) editor.put(contact("c" + std::to_string(i), "nyc", "", "")).value();
    editor.put(contact("far", "sydney", "", "")).value();
    import.base = editor.take();  // ten active at nyc: ann and c0 to c8
    const auto file = [](int first) {
      DirectoryData data;
      data.contacts.push_back(contact("ann", "nyc", "ann@acme.example", "+12125550142"));
      for (int i = first; i < 9; ++i)
        data.contacts.push_back(contact("c" + std::to_string(i), "nyc", "", ""));
      return to_json(data);
    };
    CHECK(counts(import.json(file(2))) == "+0 ~0 =8 !0 x0");
    import.options.deactivate_absent = true;
    const auto two = import.json(file(2));
    CHECK(counts(two) == "+0 ~0 =8 !0 x2");
    CHECK_FALSE(two.directory.contact("c0")->active);
    CHECK(two.directory.contact("c2")->active);
    CHECK(two.directory.contact("far")->active);
    CHECK(two.changed.contacts.size() == 2);
    const auto three = import.json(file(3));
    CHECK(contains(rejected(three), "3 of 10 active contacts"));
    CHECK(three.directory.contact("c0")->active);
    import.options.deactivate_at_most_percent = 100;
    CHECK(counts(import.json(file(9))) == "+0 ~0 =1 !0 x9");
  }

  TEST_CASE("users-want 5 an MSP's import reaches its own records and sees nobody else's") {
    auto import = with_two_tenants();
    import.options.only_msp = "northwind";
    const auto refused = [&](std::string_view text, std::string_view why) {
      const auto done = import.json(text);
      INFO(rejected(done));
      CHECK(done.report.rejected.size() == 1);
      CHECK(contains(rejected(done), why));
    };
    refused(R"({"contacts":[{"id":"new","site":"zenith-1"}]})", "site: no such site");
    refused(R"({"contacts":[{"id":"zoe","site":"nyc"}]})", "no such record: contacts/zoe");
    refused(R"({"contacts":[{"id":"ann","site":"zenith-1"}]})", "site: no such site");
    refused(R"({"sites":[{"id":"zenith-1","company":"acme","time_zone":"America/New_York"}]})",
            "no such record: sites/zenith-1");
    refused(R"({"sites":[{"id":"s","company":"zenith","time_zone":"America/New_York"}]})",
            "company: no such company");
    refused(R"({"companies":[{"id":"zenith","msp":"northwind"}]})",
            "no such record: companies/zenith");
    refused(R"({"companies":[{"id":"c","msp":"southwind"}]})", "msp: no such MSP");
    refused(R"({"staff":[{"id":"s","msp":"southwind"}]})", "msp: no such MSP");
    refused(R"({"endpoints":[{"id":"e","site":"nyc","contact":"zoe"}]})", "contact: no such");

    // Ann shares her number with Zoe, who is nobody's business here.
    const auto own =
        import.json(R"({"contacts":[{"id":"ann","site":"nyc","emails":["ann@acme.example"],
        "phones":[{"number":"+12125550142"}]}]})");
    CHECK(rejected(own) == "");
    CHECK_FALSE(contains(codes(own), "duplicate_phone"));
    CHECK_FALSE(contains(codes(own), "several_msps_phone"));
    import.options.only_msp.clear();
    const auto all =
        import.json(R"({"contacts":[{"id":"ann","site":"nyc","emails":["ann@acme.example"],
        "phones":[{"number":"+12125550142"}]}]})");
    CHECK(contains(codes(all), "several_msps_phone"));
  }

  TEST_CASE("users-want 5 deactivation by absence stays within the tenant") {
    auto import = with_two_tenants();
    import.options.only_msp = "northwind";
    import.options.deactivate_absent = true;
    import.options.deactivate_at_most_percent = 100;
    const auto done = import.json(R"({"contacts":[{"id":"new","site":"zenith-1"}]})");
    CHECK(done.report.counts.deactivated == 0);
  }

  TEST_CASE("contacts as CSV, in any order of columns, over what the directory has") {
    const auto import = with_sample();
    const auto done = import.csv(
        "\xEF\xBB\xBFSite,ID,Email,phone_mobile,vip,shoe size\r\n"
        "nyc,ann,Ann.Lee@Acme.example; ann2@acme.example,212-555-0143,no,38\r\n"
        "nyc,bob,\"bob@acme.example\",\"(212) 555-0144 ext. 7\",,\r\n");
    INFO(rejected(done));
    CHECK(counts(done) == "+1 ~1 =0 !0 x0");
    CHECK(contains(codes(done), "unknown_column"));
    const auto* ann = done.directory.contact("ann");
    REQUIRE(ann);
    CHECK(ann->last_name == "Lee");  // no column, so as it was
    CHECK(ann->emails == std::vector<std::string>{"ann.lee@acme.example", "ann2@acme.example"});
    REQUIRE(ann->phones.size() == 2);
    CHECK(ann->phones[0].number == "+12125550142");
    CHECK(ann->phones[1].number == "+12125550143");
    CHECK(done.directory.contact("bob")->phones[0].extension == "7");
    CHECK(done.directory.contact("bob")->active);
  }

  TEST_CASE("a report repeats no address and no number, in whatever column they stand") {
    const auto import = with_sample();
    for (const auto* file : {
             "id,site,active\nbob,cy@acme.example,true\n",         // shifted by one
             "id,site,active\nbob,2125550177,true\n",              //
             "id,site,active\nbob,nyc,cy@acme.example\n",          //
             "id,site,active\nbob,nyc,(212) 55501-77\n",           //
             "id,site,active\ncy@acme.example,,true\n",            //
             "id,site,active\n+12125550177,nowhere,true\n",        //
             "id,site,active\ncy@acme.example,nyc,true\n",         //
             "cy@acme.example,2125550177\n",                       // no header
             "id,site,cy@acme.example,+1 2125550177\nbob,nyc,,\n"  //
         }) {
      const auto told = to_json(import.csv(file).report);
      CAPTURE(told);
      for (const auto* theirs : {"cy@acme", "55501", "2125550177"})
        CHECK_FALSE(contains(told, theirs));
    }
    const auto* file = R"({
      "contacts": [{"id":"cy@acme.example","site":"nyc"}, {"id":"bob","site":"cy@acme.example"}],
      "sites": [{"id":"s","company":"acme","time_zone":"UTC","country":"2125550177"},
                {"id":"t","company":"+12125550177","time_zone":"UTC"}]})";
    const auto told = to_json(import.json(file).report);
    CAPTURE(told);
    CHECK(contains(told, "site: no such site"));
    CHECK(contains(told, "expected a country code of ISO 3166 like US\""));
    for (const auto* theirs : {"cy@acme", "2125550177"}) CHECK_FALSE(contains(told, theirs));
    // Ids of digits are ids.
    CHECK(contains(rejected(import.csv("id,site\n10023456,nowhere\n")),
                   "contacts/10023456@2: site: no such site \"nowhere\""));
  }

  TEST_CASE("bad CSV rows are told with their lines") {
    const auto import = with_sample();
    const auto done = import.csv(
        "id,site,active\n"
        "bob,,true\n"
        "cy,nyc\n"
        "dee,nyc,perhaps\n"
        "eve,nowhere,\n"
        "fay,nyc,true\n");
    const auto text = rejected(done);
    INFO(text);
    CHECK(contains(text, "contacts/bob@2: site: missing"));
    CHECK(contains(text, "contacts/@3: expected 3 fields, found 2"));
    CHECK(contains(
        text, "contacts/dee@4: active: expected true, yes, 1, false, no or 0, not \"perhaps\""));
    CHECK(contains(text, "contacts/eve@5: site: no such site \"nowhere\""));
    CHECK(counts(done) == "+1 ~0 =0 !4 x0");
    CHECK_FALSE(done.directory.contact("fay"));
    CHECK(contains(rejected(import.csv("site\nnyc\n")), "/@1: the column id is missing"));
    CHECK(contains(rejected(import.csv("id,site,ID\n")),
                   "/@1: the column ID stands there twice, also as id"));
    CHECK(contains(rejected(import.csv("id,\"site\n")), "never closed"));
    CHECK(contains(rejected(import.csv("")), "columns' names"));
  }
}
