#include "router/priority_connect.h"

#include <doctest/doctest.h>

#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

TEST_SUITE("priority_connect") {
  TEST_CASE("C24 R90 enrolment in Priority Connect asks for a complete and unique record") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    const auto refused = [&](Contact record, std::string_view why) {
      const auto result = editor.put(std::move(record));
      REQUIRE_FALSE(result);
      INFO(result.error().says);
      CHECK(result.error().says.find(why) != std::string::npos);
    };
    auto bob = priority_contact("bob", "nyc", "015");
    auto gap = bob;
    gap.last_name.clear();
    refused(gap, "name");
    gap = bob;
    gap.emails.clear();
    refused(gap, "email");
    gap = bob;
    gap.emails = {"ann@acme.example"};
    refused(gap, "email address is not unique");
    gap = bob;
    gap.phones.pop_back();
    refused(gap, "mobile number is missing");
    gap = bob;
    gap.phones[1].number = "+12125550142";
    refused(gap, "other number is not unique");
    gap = bob;
    gap.phones[1].number = gap.phones[0].number;
    refused(gap, "not unique");
    gap = bob;
    gap.phones.erase(gap.phones.begin() + 1);
    refused(gap, "other number is missing");
    DirectoryEditor relaxed(directory, rules, {.other_number_optional = true});
    CHECK(relaxed.put(gap));
    REQUIRE(editor.put(bob));
    // Once enrolled, the record may lose what it had: a notice, not a refusal.
    CHECK(editor.put(gap));
  }

  TEST_CASE("R90 R91 C24 what another MSP has on file blocks nobody, whoever edits") {
    const auto rules = sample::rules();
    DirectoryEditor base(sample::directory(rules), rules);
    auto globex = acme();
    globex.id = "globex";
    globex.msp = "southwind";
    globex.main_number.clear();
    REQUIRE(base.put(globex));
    REQUIRE(base.put(site("lima", "globex")));
    auto southwind_units = southwind();
    southwind_units.priority_units = 1;
    REQUIRE(base.put(southwind_units));
    auto zed = priority_contact("zed", "lima", "014");  // +12125550142 is Ann's
    zed.emails = {"ann@acme.example"};
    const auto directory = base.take();
    CHECK_FALSE(priority_gap(zed, directory, false));
    for (const std::string who : {"", "southwind"}) {
      DirectoryEditor theirs(directory, rules, {.only_msp = who});
      CHECK(theirs.put(zed));
    }
    // The provider's import too; and the provider is told, the MSP is not.
    DirectoryData data;
    data.contacts = {zed};
    const auto codes = [&](std::string only_msp) {
      ImportOptions options;
      options.only_msp = std::move(only_msp);
      const auto done = import_json(to_json(data), directory, rules, options, at("2026-06-03T12:00:00Z"));
      CHECK(done.report.rejected.empty());
      std::string text;
      for (const auto& notice : done.report.notices) text += notice.code + ' ';
      return text;
    };
    CHECK(codes("").find("several_msps_email") != std::string::npos);
    CHECK(codes("").find("priority_incomplete") == std::string::npos);
    CHECK(codes("southwind").find("several_msps") == std::string::npos);
    CHECK(codes("southwind").find("priority_incomplete") == std::string::npos);
    // Within the MSP it is still not unique.
    DirectoryEditor more(directory, rules);
    REQUIRE(more.put(zed));
    auto zoe = priority_contact("zoe", "lima", "019");
    zoe.emails = {"ann@acme.example"};
    CHECK(priority_gap(zoe, more.current(), false) == "the email address is not unique");
  }

  TEST_CASE("R93 no more Priority Connect contacts than paid units; those enrolled stay") {
    const auto rules = sample::rules();
    const auto directory = sample::directory(rules);
    DirectoryEditor editor(directory, rules);
    REQUIRE(editor.put(priority_contact("bob", "nyc", "015")));
    REQUIRE(editor.put(priority_contact("cy", "sydney", "016")));
    const auto third = editor.put(priority_contact("dee", "nyc", "017"));
    REQUIRE_FALSE(third);
    CHECK(third.error().says.find("units") != std::string::npos);
    auto msp = northwind();
    msp.priority_units = 1;
    REQUIRE(editor.put(msp));
    CHECK(editor.put(priority_contact("cy", "nyc", "016")));
    const auto enrolled = editor.current().priority_contacts_of("northwind");
    CHECK(std::vector<std::string>(enrolled.begin(), enrolled.end()) ==
          std::vector<std::string>{"bob", "cy"});
  }
}
