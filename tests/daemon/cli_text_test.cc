// What the command line says of files and rows, and how it takes what people write.
#include <doctest/doctest.h>

#include "daemon/cli/offline.h"
#include "daemon/cli/table.h"
#include "daemon/cli/ticket_id.h"

using namespace frontdesk;
using namespace frontdesk::cli;

TEST_SUITE("cli") {
  TEST_CASE("a ticket is understood without its prefix and in small letters") {
    for (const auto* written : {"T-1000", "t-1000", "T1000", "t1000", "1000", "#1000"})
      CHECK_MESSAGE(ticket_named(written) == "T-1000", written);
    for (const auto* other : {"", "T-", "t", "#", "a-01k", "T-10x", "1000 ", "-1000", "token"})
      CHECK_MESSAGE(ticket_named(other) == other, other);
  }

  TEST_CASE("on a terminal the last column is cut to the line, elsewhere it is whole") {
    Table table({"id", "subject"});
    table.row({"T-1", "The printer is on fire"});
    CHECK(table.text() == "id   subject\nT-1  The printer is on fire\n");
    CHECK(table.text(20) == "id   subject\nT-1  The printer is…\n");
    CHECK(table.text(27) == table.text());
    // Where nothing useful is left of the line, it is wrapped by the terminal.
    CHECK(table.text(12) == table.text());
  }

  TEST_CASE("a notice names its records once") {
    CHECK(notice_text({"agent_not_deployed", {"sites/a", "sites/b"}, "No agent."}) ==
          "notice: agent_not_deployed: sites/a, sites/b: No agent.");
    CHECK(notice_text({"duplicate_phone", {"contacts/a"}, "1 is on contacts/a."}) ==
          "notice: duplicate_phone: 1 is on contacts/a.");
    CHECK(notice_text({"unknown_column", {}, "Column 3."}) == "notice: unknown_column: Column 3.");
    CHECK(notice_text({"x", {"1", "2", "3", "4", "5", "6", "7"}, "No."}) ==
          "notice: x: 1, 2, 3, 4, 5 and 2 more: No.");
  }

  TEST_CASE("a row of a CSV is named by its line") {
    CHECK(csv_row_text("p.csv", {"contacts", "x2", 3, "site: missing"}) ==
          "p.csv:3: x2: site: missing");
    CHECK(csv_row_text("p.csv", {"", "", 1, "no columns"}) == "p.csv:1: no columns");
    CHECK(csv_row_text("p.csv", {"", "", 0, "larger than 64 MiB"}) == "p.csv: larger than 64 MiB");
  }
}
