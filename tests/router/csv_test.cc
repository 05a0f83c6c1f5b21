#include "router/csv.h"

#include <doctest/doctest.h>

#include "tests/result_text.h"

using namespace frontdesk;

namespace {

// Fields between |, rows between /, each row with its line.
std::string shown(std::string_view text) {
  CsvReader reader(text);
  std::string out;
  for (;;) {
    const auto next = reader.next();
    if (!next) return next.error().says;
    if (!*next) return out;
    const auto& row = **next;
    if (!out.empty()) out += '/';
    out += std::to_string(row.line) + ':';
    for (std::size_t i = 0; i < row.fields.size(); ++i) out += (i > 0 ? "|" : "") + row.fields[i];
  }
}

bool good(std::string_view text) {
  return shown(text).starts_with("1:");
}

}  // namespace

TEST_SUITE("csv") {
  TEST_CASE("RFC 4180 lines, fields and quotes") {
    CHECK(shown("a,b\r\nc,d\r\n") == "1:a|b/2:c|d");
    CHECK(shown("a,b\nc,d") == "1:a|b/2:c|d");
    CHECK(shown("a,,\n,\n") == "1:a||/2:|");
    CHECK(shown("\"a,b\",\"c\"\"d\",\"\"\n") == "1:a,b|c\"d|");
    CHECK(shown("\"a\r\nb\",c\nd,e") == "1:a\r\nb|c/3:d|e");
    CHECK(shown("a b , c\n") == "1:a b | c");
    CHECK(shown("") == "");
  }

  TEST_CASE("a byte order mark and empty lines are left out") {
    CHECK(shown("\xEF\xBB\xBFid,site\n\n\r\nann,nyc\n\n") == "1:id|site/4:ann|nyc");
  }

  TEST_CASE("what is not CSV is refused with its line") {
    CHECK(shown("a,b\nc,\"d\n\ne") == "line 2: a quote is never closed");
    CHECK(shown("a,b\nc\"d,e").starts_with("line 2: a quote inside"));
    CHECK(shown("a\n\"b\"c\n").starts_with("line 2: expected a comma"));
    CHECK(shown("a\rb\n").starts_with("line 1: expected a comma"));
    CHECK(shown("a,\xFF\n") == "not UTF-8");
  }

  TEST_CASE("fields and rows have limits") {
    const std::string field(64 * 1024, 'x');
    CHECK(good(field + ",b\n"));
    CHECK(shown(field + "x,b\n") == "line 1: a field over 64 KiB");
    CHECK(shown('"' + field + "x\",b\n") == "line 1: a field over 64 KiB");
    CHECK(shown('"' + field + "\"\"\",b\n") == "line 1: a field over 64 KiB");
    CHECK(good(std::string(99, ',')));
    CHECK(shown(std::string(100, ',')) == "line 1: more than 100 fields");
    CHECK(shown("a,b\n" + std::string(100, ',') + "\n") == "line 2: more than 100 fields");
  }

  TEST_CASE("rows are read one after another, and a problem stays") {
    CsvReader reader("a,b\nc,d\ne\"\nf,g\n");
    CHECK(reader.next().value()->fields == std::vector<std::string>{"a", "b"});
    CHECK(reader.next().value()->line == 2);
    for (int i = 0; i < 2; ++i) {
      const auto broken = reader.next();
      REQUIRE_FALSE(broken);
      CHECK(broken.error().says.starts_with("line 3: a quote inside"));
    }
    CsvReader empty("\n\n");
    CHECK_FALSE(empty.next().value());
    CHECK_FALSE(empty.next().value());
  }
}
