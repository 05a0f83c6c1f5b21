// A member that no record has is refused, and an import says so of its row.
#include "router/unknown_members.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "router/directory_import.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

const Instant now = *parse_instant("2026-06-01T12:00:00Z");

Imported imported(std::string_view text, const ImportOptions& options = {}) {
  const auto rules = sample::rules();
  return import_json(text, sample::directory(rules), rules, options, now);
}

// The rejected rows, one a line; what is known is left out.
std::string rejected(std::string_view text) {
  std::string lines;
  for (const auto& row : imported(text).report.rejected)
    lines += row.kind + '/' + row.id + ": " + row.says.substr(0, row.says.find("Known are")) + '\n';
  return lines;
}

std::string contacts(int count, std::string_view member) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += (i == 0 ? R"({"id":"c)" : R"(,{"id":"c)") + std::to_string(i) + R"(","site":"nyc",")" +
            std::string(member) + "\":1}";
  return "{\"contacts\":[" + text + "]}";
}

template <class T>
std::string refusal(std::string_view text) {
  const auto ok = refuse_unknown_members<T>(boost::json::parse(text));
  if (ok) return "";
  CHECK(ok.error().code == ProblemCode::invalid);
  return ok.error().says;
}

}  // namespace

TEST_SUITE("unknown_members") {
  TEST_CASE("the sentence names the member, the nearest and all that there are") {
    CHECK(refusal<Contact>(R"({"first_nam":"Ann"})") ==
          "unknown member \"first_nam\": did you mean \"first_name\"? Known are id, site, "
          "first_name, last_name, emails, phones, priority_connect, active");
    CHECK(refusal<Contact>(R"({"phones":[{"kind":"other"},{"nmber":"1"}]})") ==
          "unknown member \"nmber\" in phones[1]: did you mean \"number\"? Known are kind, number, "
          "extension");
    CHECK(refusal<Contact>(R"({"shoe":1})").starts_with("unknown member \"shoe\": Known are id, "));
    for (const std::string near : {"emial", "email", "Emails", "e_mails", "emals"})
      CHECK_MESSAGE(refusal<Contact>("{\"" + near + "\":1}").find("mean \"emails\"?") != near.npos,
                    near);
    CHECK(refusal<Contact>(R"({"firstName":1})").find("mean \"first_name\"?") != std::string::npos);
  }

  TEST_CASE("what a record has is no business of it, nor are values of a wrong type") {
    CHECK(refusal<Contact>(R"({"id":"x","phones":[{"kind":"other","number":"1"}]})") == "");
    CHECK(refusal<Contact>(R"({"phones":"x"})") == "");
    CHECK(refusal<Contact>(R"([{"x":1}])") == "");
    CHECK(refusal<Site>(R"({"default":true,"outside":null,"seats":3})") == "");
    CHECK(refuse_unknown_members<Contact>(boost::json::parse(R"({"vip":1})"), "vip"));
  }

  TEST_CASE("limits: a member's name is shown cut") {
    CHECK(refusal<Contact>("{\"" + std::string(100'000, 'x') + "\":1}").size() < 300);
  }

  TEST_CASE("a misspelt member rejects its row, and nothing is loaded") {
    const auto text = R"({"contacts":[{"id":"ann","site":"nyc","emial":"ann@acme.example"},
                                      {"id":"bob","site":"nyc"}]})";
    CHECK(rejected(text) == "contacts/ann: unknown member \"emial\": did you mean \"emails\"? \n");
    const auto done = imported(text);
    CHECK(done.report.rejected.front().line == 0);
    CHECK(done.report.counts.rejected == 1);
    CHECK(done.report.counts.added == 1);
    CHECK(done.report.counts.changed == 0);
    CHECK(done.changed.contacts.empty());
    CHECK(to_json(done.directory.all()) == to_json(sample::directory(sample::rules()).all()));
  }

  TEST_CASE("inside what a record holds too") {
    CHECK(rejected(R"({"contacts":[{"id":"bob","site":"nyc",
                    "phones":[{"kind":"other","number":"212-555-0177"},
                              {"nmber":"y","number":"212-555-0178"}]}],
                   "sites":[{"id":"x","company":"acme","time_zone":"America/New_York",
                             "outside":{"voice":"message","sms":1}}],
                   "msps":[{"id":"m","consent":{"by":"x","version":"1","when":"now",
                            "at":"2026-01-01T00:00:00Z"}}]})") ==
          "contacts/bob: unknown member \"nmber\" in phones[1]: did you mean \"number\"? \n"
          "msps/m: unknown member \"when\" in consent: \n"
          "sites/x: unknown member \"sms\" in outside: \n");
  }

  TEST_CASE("what refers to the row is not rejected for it") {
    CHECK(rejected(R"({"sites":[{"id":"x","company":"acme","time_zone":"America/New_York",
                                 "shoe":1}],
                       "contacts":[{"id":"c1","site":"x"},{"id":"c2","site":"x"}]})") ==
          "sites/x: unknown member \"shoe\": \n");
  }

  TEST_CASE("a list under a name that is none is rejected") {
    CHECK(rejected(R"({"contcts":[{"id":"bob"}],"staff":[],"version":7})") ==
          "/: unknown list \"contcts\": did you mean \"contacts\"? \n"
          "/: unknown list \"version\": \n");
  }

  TEST_CASE("R96 what is read under an older name loads, and so does an export") {
    CHECK(rejected(R"({"contacts":[{"id":"bob","site":"nyc","vip":false}]})") == "");
    CHECK(rejected(R"({"staff":[{"id":"zed","msp":"northwind","vip":false}]})") != "");
    CHECK(rejected(to_json(sample::directory(sample::rules()).all())) == "");
  }

  TEST_CASE("what a store holds is read whatever members it has") {
    CHECK(from_json<Contact>(R"({"id":"ann","of_a_later_version":{"x":1}})").value().id == "ann");
  }

  TEST_CASE("one wrong name on many records is told of the first thousand") {
    const auto report = imported(contacts(1500, "emial")).report;
    CHECK(report.rejected.size() == 1001);
    CHECK(report.counts.rejected == 1000);
  }
}
