// What a line costs in which every place is a label (R189). Told by comparing the CPU of two texts
// on the same machine, never by a time.
#include <doctest/doctest.h>
#include <time.h>

#include <algorithm>
#include <string>

#include "rules/redact/redact.h"

using namespace frontdesk;

namespace {

double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Shape {
  std::string part, end;  // a line is full of the one and ends with the other
};

std::string lines_of(const Shape& shape, std::size_t line_bytes, std::size_t bytes) {
  std::string line;
  while (line.size() + shape.part.size() + shape.end.size() <= line_bytes) line += shape.part;
  line += shape.end + '\n';
  std::string text;
  while (text.size() < bytes) text += line;
  return text;
}

// For each byte; the least of several, since others use the machine too.
double cost_of(const std::string& text, int rounds) {
  double least = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const auto began = cpu_ms();
    CHECK(redact(text).text.size() > 0);
    least = std::min(least, cpu_ms() - began);
  }
  return least / static_cast<double>(text.size());
}

// Eight times as long a line may hold its labels farther from its end: what looks that far, and no
// farther, stays below this. What looks at each cell again for each label takes eight times as
// long, for each pair of them 64 times.
constexpr double most = 4;

}  // namespace

TEST_CASE("R189: a line full of labels is looked at once, whatever parts them") {
  for (const Shape& shape :
       {Shape{"pw,", ","}, Shape{"pw,", "x"}, Shape{"pw;", ";"}, Shape{"\"pw\",", "\"\""},
        Shape{"'pw';", ";"}, Shape{"pw\t", "\tx"}, Shape{"| pw |", "|"}, Shape{"|x|pw ", "|"},
        Shape{"x  pws  ", "x"}, Shape{"密码,", ","}, Shape{"pws are ", "x"},
        Shape{"pws are x=a1b2, ", "x"}, Shape{"passphrases are x=a1b2; pins are y=4821; ", "x"},
        Shape{"pins y ", "x"}, Shape{"pw.", "pdf"}}) {
    CAPTURE(shape.part);
    CAPTURE(shape.end);
    const auto narrow = cost_of(lines_of(shape, 63, 100'000), 3);
    const auto wide = cost_of(lines_of(shape, 510, 100'000), 3);
    CHECK(wide < most * narrow);
  }
}

TEST_CASE("R189: 4 MB of lines full of labels cost no more for each byte than 250 KB") {
  const Shape shape{"pw,", ","};
  const auto few = cost_of(lines_of(shape, 510, 250'000), 3);
  const auto many = cost_of(lines_of(shape, 510, 4'000'000), 1);
  CHECK(many < most * few);
}
