// What an import takes beside its rows.
#include <doctest/doctest.h>

#include "tests/result_text.h"
#include "tests/router/allocations.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;
using test::allocations;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

TEST_SUITE("import_memory") {
  TEST_CASE("an import of one row takes little, however many records there are of whomever") {
    const auto rules = sample::rules();
    const auto base = sample::directory(rules);
    DirectoryEditor editor(base, rules);
    Company mill;
    mill.id = "mill";
    mill.msp = "southwind";
    mill.name = "Mill";
    REQUIRE(editor.put(mill));
    REQUIRE(editor.put(site("mill-1", "mill")));
    REQUIRE(editor.put(site("mill-2", "mill")));  // its list of contacts is short
    constexpr int people = 20'000;
    for (int i = 0; i < people; ++i) {
      const auto number = std::to_string(100'000 + i);
      REQUIRE(editor.put(contact("someone-with-a-long-id-" + number, "mill-1",
                                 "somebody-" + number + "@mill.example", "")));
    }
    const auto directory = editor.take();
    for (const auto* msp : {"northwind", "southwind", ""}) {
      CAPTURE(msp);
      ImportOptions options;
      options.only_msp = msp;
      const std::string place = options.only_msp == "southwind" ? "mill-2" : "nyc";
      const auto text = R"({"contacts":[{"id":"new","site":")" + place + R"("}]})";
      allocations.most = allocations.live;
      const auto before = allocations.live;
      const auto imported =
          import_json(text, directory, rules, options, at("2026-06-01T12:00:00Z"));
      const auto taken = allocations.most - before;
      CHECK(imported.report.counts.added == 1);
      CHECK(imported.report.notices.size() == 1);  // unreachable
      CHECK(taken > 1'000);
      CHECK(taken < 50 * people);  // a copy of a contact is six times that
    }
  }
}

#endif
