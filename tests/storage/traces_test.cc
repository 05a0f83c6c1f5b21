// By what a person is found, and for whom.
#include "storage/traces.h"

#include <doctest/doctest.h>

#include "router/directory_import.h"

using namespace frontdesk;

namespace {

Directory world() {
  DirectoryData data;
  for (const auto* id : {"north", "south"}) {
    const std::string msp = id;
    data.msps.emplace_back().id = msp;
    auto& company = data.companies.emplace_back();
    company.id = "co-" + msp;
    company.msp = msp;
    auto& site = data.sites.emplace_back();
    site.id = "site-" + msp;
    site.company = company.id;
    site.time_zone = "America/New_York";
  }
  data.msps[1].main_number = "+12125550101";
  data.companies[1].main_number = "+12125550102";
  auto& staff = data.staff.emplace_back();
  staff.id = "sven";
  staff.msp = "south";
  staff.emails = {"sven@south.example"};
  staff.phones = {"+12125550103"};
  auto& own_staff = data.staff.emplace_back();
  own_staff.id = "nora";
  own_staff.msp = "north";
  own_staff.emails = {"nora@north.example"};
  for (const auto& [id, site] : {std::pair{"ann", "site-north"}, {"sue", "site-south"}}) {
    auto& contact = data.contacts.emplace_back();
    contact.id = id;
    contact.site = site;
  }
  data.contacts[0].emails = {"ann@acme.example", "nora@north.example", "sven@south.example",
                             "both@acme.example"};
  data.contacts[1].emails = {"both@acme.example"};
  data.contacts[1].active = false;
  for (const auto* number : {"+12125550100", "+12125550101", "+12125550102", "+12125550103"})
    data.contacts[0].phones.push_back({"primary", number, ""});
  auto restored = restore_directory(std::move(data), RuleSet());
  for (const auto& row : restored.rejected) MESSAGE(row.kind << ' ' << row.id << ' ' << row.says);
  REQUIRE(restored.rejected.empty());
  return std::move(restored.directory);
}

}  // namespace

TEST_CASE("traces: mail of no MSP for admins, by what no record of another tenant has") {
  const auto directory = world();
  const auto all = traces_of(directory, "ann", "");
  CHECK(all.known);
  CHECK(all.msp == "north");
  CHECK(all.addresses.size() == 4);
  CHECK(all.phones.size() == 4);
  CHECK(all.sole ==
        std::vector<std::string>{"ann@acme.example", "nora@north.example", "+12125550100"});
  const auto own = traces_of(directory, "ann", "north");
  CHECK(own.known);
  CHECK(own.addresses == all.addresses);
  CHECK(own.sole.empty());
}

TEST_CASE("traces: of another's contact, or of none, there is the id alone") {
  const auto directory = world();
  for (const auto* contact : {"ann", "nobody"}) {
    const auto traces = traces_of(directory, contact, "south");
    CHECK_FALSE(traces.known);
    CHECK(traces.contact == contact);
    CHECK(traces.msp == "south");
    CHECK(traces.addresses.empty());
    CHECK(traces.phones.empty());
  }
  CHECK(traces_of(directory, "nobody", "").msp == "");
}
