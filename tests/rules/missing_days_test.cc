#include <doctest/doctest.h>

#include "rule_texts.h"

using namespace frontdesk;
using namespace frontdesk::test;

TEST_CASE("R41 R42 R44 R45 C2: a plan for nights and weekends without a weekend is warned of") {
  const auto warnings = [](const std::string& hours, const std::string& plan,
                           const std::string& more = "") {
    RuleTexts texts;
    texts.append("coverage.toml", "[[window]]\nid='w'\ntitle='x'\n" + more + "hours = [" + hours +
                                      "]\n[[plan]]\nid='" + plan + "'\ntitle='y'\nwindow='w'\n");
    const auto loaded = texts.compile();
    CHECK(loaded.rules);
    std::string text;
    for (const auto& each : loaded.warnings)
      if (each.key == "window[4].hours") text += each.says + '\n';
    return text;
  };
  const std::string nights =
      "{days='mon-fri', from='00:00', to='09:00'}, {days='mon-fri', from='17:00', to='24:00'}";
  const std::string day = "{days='mon-fri', from='08:00', to='18:00'}";
  const std::string whole = "{days='mon-fri', from='00:00', to='24:00'}";
  const std::string saturday = ", {days='sat', from='00:00', to='24:00'}";
  const std::string weekend = ", {days='sat,sun', from='00:00', to='24:00'}";
  const auto missing = [](const std::string& days, const std::string& plan) {
    return "have nothing on " + days + ", and the plan \"" + plan +
           "\" is there for nights and weekends\n";
  };
  CHECK(warnings(nights, "x.after_hours") == missing("saturday and sunday", "x.after_hours"));
  CHECK(warnings(nights + saturday, "x.after_hours") == missing("sunday", "x.after_hours"));
  CHECK(warnings(nights + weekend, "x.after_hours") == "");
  CHECK(warnings(whole, "x.24x7") == missing("saturday and sunday", "x.24x7"));
  CHECK(warnings(day, "x.24x7") == missing("saturday and sunday", "x.24x7"));
  CHECK(warnings("{days='mon,thu-fri', from='00:00', to='24:00'}" + weekend, "x.24x7") ==
        missing("tuesday and wednesday", "x.24x7"));
  // A plan of another name: what its window looks like.
  CHECK(warnings(nights, "gold") == missing("saturday and sunday", "gold"));
  CHECK(warnings(whole, "gold") == missing("saturday and sunday", "gold"));
  CHECK(warnings(day, "gold", "on_holidays='whole_day'\n") ==
        missing("saturday and sunday", "gold"));
  CHECK(warnings(day, "gold") == "");
  CHECK(warnings(day + saturday, "gold") == "");
  // Business Hours have no weekend, however long their day is.
  CHECK(warnings(day, "x.business_hours") == "");
  CHECK(warnings(whole, "x.business_hours") == "");
  // One working day is told of in any window, and once.
  CHECK(warnings("{days='mon-thu', from='00:00', to='24:00'}" + weekend, "x.24x7") ==
        "have a hole: nothing on friday\n");
}
