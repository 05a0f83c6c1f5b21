#include "intake/mime/line_start.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace frontdesk;

namespace {

std::size_t byte_by_byte(std::string_view text, std::size_t at, char letter) {
  for (; at + 1 < text.size(); ++at)
    if ((text[at] == '\n' || text[at] == '\r') &&
        (text[at + 1] == letter || (letter == 'c' && text[at + 1] == 'C')))
      return at + 1;
  return text.size();
}

}  // namespace

TEST_CASE("line starts: blocks of bytes find what a look at each byte finds") {
  std::mt19937 random(3);
  for (int round = 0; round < 3'000; ++round) {
    // Mostly ordinary letters: the interesting places are then anywhere in a block.
    std::string text;
    for (std::size_t i = random() % 300; i > 0; --i)
      text += "\r\n-cC\x0d\x4dxxxxxxxxxx"[random() % 17];
    for (const char letter : {'-', 'c'})
      for (std::size_t at = 0; at <= text.size(); ++at)
        REQUIRE(next_line_start(text, at, letter) == byte_by_byte(text, at, letter));
  }
  CHECK(next_line_start("", 0, 'c') == 0);
  CHECK(next_line_start("c", 0, 'c') == 1);
}

TEST_CASE("line starts: an empty line is found wherever it stands in a block") {
  for (std::size_t before = 0; before < 200; ++before)
    for (const std::string end : {"\n\n", "\n\r\n", "\r\n\r\n"}) {
      std::string text;
      for (std::size_t i = 0; i < before; ++i) text += i % 5 == 4 ? '\n' : 'x';
      text += 'x' + end;
      REQUIRE(behind_empty_line(text, 0) == text.size());
      REQUIRE(behind_empty_line(text + std::string(before, 'y'), 0) == text.size());
      REQUIRE(behind_empty_line(text + "y\n\n", 0) == text.size());
    }
  CHECK(behind_empty_line("a\nb\n\rc\n", 0) == 7);
  CHECK(behind_empty_line("", 0) == 0);
}
