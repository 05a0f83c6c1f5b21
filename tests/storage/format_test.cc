#include <doctest/doctest.h>

#include "tests/storage/support.h"

using namespace frontdesk;

TEST_CASE("format: FORMAT.md tells of this schema version and of every column") {
  const auto text = test::read_bytes(FRONTDESK_SOURCE_DIR "/storage/FORMAT.md");
  CHECK(text.find("Schema version: " + std::to_string(schema_version) + '\n') != std::string::npos);
  for (const auto name : column_names)
    CHECK(text.find("`" + std::string(name) + "`") != std::string::npos);
}

TEST_CASE("format: keys sort as their numbers, and ticket ids have one form") {
  CHECK(key_of(1) < key_of(256));
  CHECK(key_of(255) < key_of(256));
  CHECK(number_of(key_of(0x0102030405060708)) == 0x0102030405060708);
  CHECK_FALSE(number_of("short"));
  CHECK(ticket_number("T-1042") == 1042);
  for (const auto* bad : {"T-", "T-01", "T--1", "T-1x", "1042", "T-99999999999999999999", "t-1"})
    CHECK_FALSE(ticket_number(bad));
}
