#include "rules/base/nearest.h"

#include <doctest/doctest.h>

#include <vector>

using namespace frontdesk;

namespace {

const std::vector<std::string_view> keys = {"id",   "emails",     "field", "path",
                                            "24x7", "first_name", "phones"};

std::string_view near(std::string_view name) {
  return nearest_name(name, keys);
}

}  // namespace

TEST_CASE("nearest: a letter added, left out, mistaken or swapped, of three at least") {
  for (const auto* name : {"emails", "emailss", "emals", "emaiks", "emial", "email"})
    CHECK_MESSAGE(near(name) == "emails", name);
  CHECK(near("feild") == "field");
  CHECK(near("paht") == "path");
  CHECK(near("24x8") == "24x7");
  CHECK(near("fist_nam") == "first_name");
}

TEST_CASE("nearest: capitals, dashes, underscores and blanks make no difference") {
  for (const auto* name : {"firstName", "FIRST_NAME", "first-name", "First Name", "firstname"})
    CHECK_MESSAGE(near(name) == "first_name", name);
  for (const auto* name : {"ID", "i__d", "i--d", "i  d"}) CHECK_MESSAGE(near(name) == "id", name);
}

TEST_CASE("nearest: what is far from all means none") {
  for (const auto* name : {"", "_", "if", "foo", "pa", "shoe", "emalis24", "mails_of", "phobias"})
    CHECK_MESSAGE(near(name) == "", name);
  CHECK(nearest_name("emails", {}) == "");
}

TEST_CASE("nearest: of two the nearer, of two as near the first") {
  const std::vector<std::string_view> known = {"window", "windows", "widows"};
  CHECK(nearest_name("widow", known) == "window");
  CHECK(nearest_name("windws", known) == "windows");
  CHECK(nearest_name("widows", known) == "widows");
}

TEST_CASE("limits: a name of more than 64 bytes is near to nothing") {
  const std::string longest(64, 'n'), longer(65, 'n');
  const std::vector<std::string_view> known = {longest, longer};
  CHECK(nearest_name(longest, known) == longest);
  CHECK(nearest_name(longer, known) == "");
  CHECK(nearest_name(std::string(1'000'000, 'n'), known) == "");
}

TEST_CASE("limits: a name is shown to 64 bytes, and in printable ASCII") {
  CHECK(shown_name("a\"b\\c\n\x1b[2J\xe2\x80\xae") == R"("a\x22b\x5cc\x0a\x1b[2J\xe2\x80\xae")");
  CHECK(shown_name(std::string(64, 'x')) == '"' + std::string(64, 'x') + '"');
  CHECK(shown_name(std::string(65, 'x')) == '"' + std::string(64, 'x') + "…\"");
}

TEST_CASE("nearest: the question that it becomes") {
  CHECK(meant_by("emial", keys) == "did you mean \"emails\"? ");
  CHECK(meant_by("shoe", keys) == "");
}
