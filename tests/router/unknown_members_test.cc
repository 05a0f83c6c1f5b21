// Members of a directory file that nobody reads are told, and the file loads all the same.
#include <doctest/doctest.h>

#include <algorithm>

#include "router/directory_import.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

const Instant now = *parse_instant("2026-06-01T12:00:00Z");

// What is told of members and lists that are not read, one a line.
std::string told(std::string_view text) {
  const auto rules = sample::rules();
  const auto base = sample::directory(rules);
  const auto done = import_json(text, base, rules, {}, now);
  for (const auto& row : done.report.rejected) CHECK(row.says == "");
  std::string lines;
  for (const auto& notice : done.report.notices)
    if (notice.code.starts_with("unknown_")) lines += notice.code + ": " + notice.says + '\n';
  return lines;
}

std::string contacts(int count, std::string_view member) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += i == 0 ? "" : ",";
    text += R"({"id":"c)" + std::to_string(i) + R"(","site":"nyc","first_name":"C",)";
    text += '"' + std::string(member) + (member.empty() ? std::to_string(i) : "") + "\":1}";
  }
  return "{\"contacts\":[" + text + "]}";
}

}  // namespace

TEST_SUITE("unknown_members") {
  TEST_CASE("a member that no record has is told with its record") {
    CHECK(told(R"({"contacts":[{"id":"bob","site":"nyc","emial":"bob@acme.example"}]})") ==
          "unknown_member: The member \"emial\" of contacts/bob is not read.\n");
    CHECK(told(R"({"sites":[{"id":"x","company":"acme","time_zone":"America/New_York","lan":1,
                             "seat":3}],"staff":[]})") ==
          "unknown_member: The member \"lan\" of sites/x is not read.\n"
          "unknown_member: The member \"seat\" of sites/x is not read.\n");
  }

  TEST_CASE("inside what a record holds too") {
    CHECK(told(R"({"contacts":[{"id":"bob","site":"nyc","first_name":"Bob",
                    "phones":[{"nmber":"x","number":"212-555-0177"},
                              {"nmber":"y","number":"212-555-0178"}]}],
                   "sites":[{"id":"x","company":"acme","time_zone":"America/New_York",
                             "outside":{"voice":"message","sms":1}}],
                   "msps":[{"id":"m","consent":{"by":"x","version":"1","when":"now",
                            "at":"2026-01-01T00:00:00Z"}}]})") ==
          "unknown_member: The member \"phones.nmber\" of contacts/bob is not read.\n"
          "unknown_member: The member \"consent.when\" of msps/m is not read.\n"
          "unknown_member: The member \"outside.sms\" of sites/x is not read.\n");
  }

  TEST_CASE("lists that are none of ours are told") {
    const auto text = told(R"({"contcts":[{"id":"bob"}],"staff":[],"version":7})");
    CHECK(text.find("unknown_list: The list \"contcts\" is not read; the lists are msps, ") == 0);
    CHECK(text.find("\"version\"") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  }

  TEST_CASE("R96 what is read under an older name is none, and an export has none") {
    CHECK(told(R"({"contacts":[{"id":"bob","site":"nyc","vip":false}]})") == "");
    CHECK(told(R"({"staff":[{"id":"zed","msp":"northwind","vip":false}]})") != "");
    CHECK(told(to_json(sample::directory(sample::rules()).all())) == "");
  }

  TEST_CASE("one wrong name on many records is one notice, and many names are bounded") {
    CHECK(told(contacts(1000, "emial")) ==
          "unknown_member: The member \"emial\" of contacts/c0, contacts/c1, contacts/c2, "
          "contacts/c3, contacts/c4 and 995 more is not read.\n");
    const auto many = told(contacts(1000, ""));
    CHECK(std::count(many.begin(), many.end(), '\n') == 101);
    CHECK(many.ends_with("unknown_member: 900 more members of the file are not read.\n"));
    const auto wide = told("{\"staff\":[],\"" + std::string(100'000, 'x') + "\":1}");
    CHECK(wide.size() < 300);
    const auto deep = told(contacts(1, std::string(63, 'x') + "é" + std::string(9'000, 'y')));
    CHECK(deep == "unknown_member: The member \"" + std::string(63, 'x') +
                      "…\" of contacts/c0 is not read.\n");
  }
}
