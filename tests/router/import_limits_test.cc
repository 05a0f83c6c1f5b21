// What a file can cost, and what a tenant's file may not bring.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include "router/csv.h"
#include "rules/base/json.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

const Instant now = *parse_instant("2026-06-01T12:00:00Z");

// "0,0,0"
std::string repeated(std::string_view item, int times, std::string_view between) {
  std::string text;
  for (int i = 0; i < times; ++i) {
    if (i > 0) text += between;
    text += item;
  }
  return text;
}

// The most that this process ever held.
long most_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Limits {
  RuleSet rules = sample::rules();
  Directory base = sample::directory(rules);
  ImportOptions options;

  ImportReport json(std::string_view text) const {
    return import_json(text, base, rules, options, now).report;
  }
  ImportReport csv(std::string_view text) const {
    return import_contacts_csv(text, base, rules, options, now).report;
  }
};

void check_stopped(const ImportReport& report) {
  CHECK(report.counts.rejected == 1000);
  REQUIRE(report.rejected.size() == 1001);
  CHECK(report.rejected.back().kind == "");
  CHECK(report.rejected.back().says.starts_with("1000 rows are rejected"));
  for (std::size_t i = 0; i < 1000; ++i) REQUIRE(report.rejected[i].kind != "");
}

}  // namespace

TEST_SUITE("import_limits") {
  TEST_CASE("a report stops at 1000 rejected rows, wherever they are found") {
    Limits import;
    const auto unread = "{\"contacts\":[" + repeated("0", 5000, ",") + "]}";
    check_stopped(import.json(unread));
    CHECK(to_json(import.json(unread)).size() < 150 * 1000);
    check_stopped(import.json("{\"contacts\":[" + repeated("{}", 5000, ",") + "]}"));
    check_stopped(import.json("{\"sites\":[" + repeated("0", 600, ",") + "],\"contacts\":[" +
                              repeated("{}", 600, ",") + "]}"));
    check_stopped(import.json("{\"sites\":[" +
                              repeated(R"({"id":"s","company":"acme","default":true})", 5000, ",") +
                              "]}"));
    check_stopped(import.csv("id,site\n" + repeated("x", 5000, "\n")));
    check_stopped(import.csv("id,site\n" + repeated("x,nowhere", 5000, "\n")));
    // Nor do contacts count as absent that were not looked at.
    import.options.deactivate_absent = true;
    import.options.deactivate_at_most_percent = 0;
    check_stopped(import.json(unread));
  }

  TEST_CASE("up to 1000 rejected rows are told one by one") {
    const Limits import;
    const auto report = import.json("{\"contacts\":[" + repeated("0", 999, ",") + "]}");
    CHECK(report.counts.rejected == 999);
    CHECK(report.rejected.size() == 999);
    CHECK(report.rejected.back().line == 998);
  }

  TEST_CASE("a file of more than a million rows is refused unread") {
    const Limits import;
    const auto half = repeated("0", 500'001, ",");
    const auto json = import.json("{\"contacts\":[" + half + "],\"staff\":[" + half + "]}");
    CHECK(json.counts.rejected == 1);
    REQUIRE(json.rejected.size() == 1);
    CHECK(json.rejected[0].says == "more than 1000000 rows");
    std::string lines = "id,site\n";
    for (int i = 0; i < 1'000'001; ++i) lines += "x\n";
    const auto csv = import.csv(lines);
    CHECK(csv.counts.rejected == 1);
    REQUIRE(csv.rejected.size() == 1);
    CHECK(csv.rejected[0].says == "more than 1000000 rows");
    CsvReader reader(lines);
    auto row = reader.next();
    for (int i = 0; i < 1'000'000; ++i) row = reader.next();
    REQUIRE(row);
    row = reader.next();
    REQUIRE_FALSE(row);
    CHECK(row.error().code == ProblemCode::too_large);
  }

  TEST_CASE("a file of nothing but commas costs little more than itself") {
    const Limits import;
    // Four times the file would still be under the limit of memory here; 32 times is not.
    const auto commas = repeated(std::string(97, ',') + '\n', 300'000, "");
    const auto before = most_memory_kib();
    check_stopped(import.csv("id,site" + std::string(96, ',') + "\n" + commas));
    check_stopped(import.csv("id,site\n" + commas));
// A sanitizer keeps what was freed.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    CHECK(most_memory_kib() - before < 4 * 30'000);
#else
    (void)before;
#endif
  }

  TEST_CASE("limits: a person has 20 addresses and 20 numbers, a company 200 domains") {
    const Limits import;
    const auto list = [](int count, auto item) {
      std::string text;
      for (int i = 0; i < count; ++i) text += (i > 0 ? "," : "") + item(i);
      return '[' + text + ']';
    };
    const auto address = [](int i) { return "\"a" + std::to_string(i) + "@x.example\""; };
    const auto number = [](int i) { return "\"+1212555" + std::to_string(1000 + i) + '"'; };
    const auto phone = [&](int i) { return "{\"number\":" + number(i) + '}'; };
    const auto domain = [](int i) { return "\"d" + std::to_string(i) + ".example\""; };
    const auto check = [&](const std::string& kind, const std::string& row,
                           const std::string& member, int most, auto item) {
      for (const int count : {most, most + 1}) {
        const auto report = import.json("{\"" + kind + "\":[" + row + ",\"" + member +
                                        "\":" + list(count, item) + "}]}");
        REQUIRE(report.rejected.size() == (count > most ? 1 : 0));
        if (count > most)
          CHECK(report.rejected[0].says ==
                member + ": more than " + std::to_string(most) + " entries");
      }
    };
    check("contacts", R"({"id":"x","site":"nyc")", "emails", 20, address);
    check("contacts", R"({"id":"x","site":"nyc")", "phones", 20, phone);
    check("staff", R"({"id":"x","msp":"northwind","name":"X")", "emails", 20, address);
    check("staff", R"({"id":"x","msp":"northwind","name":"X")", "phones", 20, number);
    check("companies", R"({"id":"x","msp":"northwind","name":"X")", "domains", 200, domain);
  }

  TEST_CASE("users-want 5 an MSP's file brings no contract, no MSP and no technician") {
    Limits import;
    import.options.only_msp = "northwind";
    const auto one = [&](std::string_view text) {
      const auto report = import.json(text);
      REQUIRE(report.rejected.size() == 1);
      return report.rejected[0].kind + ": " + report.rejected[0].says;
    };
    CHECK(one(R"({"contracts":[{"id":"k","site":"nyc"}]})") ==
          "contracts: contracts are the provider's to change");
    CHECK(one(R"({"contracts":[{"id":"k","site":"nowhere"}]})") ==
          "contracts: contracts are the provider's to change");
    for (const auto* msp : {R"({"id":"northwind","retention_days":1})", R"({"id":"southwind"})",
                            R"({"id":"fresh","help_desk_contact":"nora"})",
                            R"({"id":"northwind","help_desk_contact":"nora"})"})
      CHECK(one(R"({"msps":[)" + std::string(msp) + "]}") ==
            "msps: MSPs are the provider's to change");
    CHECK(one(R"({"technicians":[{"id":"tess"}]})") ==
          "technicians: technicians are the provider's to change");
    import.options.only_msp.clear();
    CHECK(import.json(R"({"contracts":[{"id":"k","site":"nyc"}]})").rejected.empty());
  }

  TEST_CASE("limits: of one MSP 1,000 people have the same number or address") {
    const auto rules = sample::rules();
    const auto base = sample::directory(rules);
    DirectoryEditor editor(base, rules);
    for (int i = 0; i < 1000; ++i)
      REQUIRE(editor.put(
          contact("all" + std::to_string(i), "nyc", "all@acme.example", "212-555-0190")));
    const auto refuses = [&](auto record, std::string_view begins) {
      const auto put = editor.put(std::move(record));
      REQUIRE_FALSE(put);
      CHECK(put.error().code == ProblemCode::invalid);
      CHECK(put.error().says.starts_with(begins));
      CHECK(put.error().says.find("all@acme.example") == std::string::npos);
    };
    refuses(contact("more", "nyc", "all@acme.example", ""),
            "emails: 1000 of your records have one of these already; leave it out");
    refuses(contact("more", "nyc", "", "212-555-0190"),
            "phones: 1000 of your records have one of these already; a number that a whole company "
            "uses is the company's main_number");
    auto staff = nora();
    staff.mobile = "+12125550190";
    refuses(staff, "phones: 1000");
    auto company = acme();
    company.main_number = "+12125550190";
    refuses(company, "main_number: 1000 of your records have it already; leave it out");
    // Who has it keeps it, and another MSP's have it too.
    auto known = contact("all7", "nyc", "all@acme.example", "212-555-0190");
    known.last_name = "Seven";
    CHECK(editor.put(known));
    auto harbor = *editor.current().msp("northwind");
    harbor.id = "harbor";
    harbor.main_number.clear();
    harbor.help_desk_contact.clear();
    REQUIRE(editor.put(harbor));
    auto others = nora();
    others.id = "hal";
    others.msp = "harbor";
    others.emails = {"all@acme.example"};
    CHECK(editor.put(others));
    // What is there already stays readable.
    const auto full = editor.take();
    DirectoryEditor reader(full, rules, {.as_they_stand = true});
    CHECK(reader.put(contact("more", "nyc", "all@acme.example", "")));
  }
}
