#include "rules/base/clock.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace frontdesk;
using std::chrono::milliseconds;

namespace {

std::string again(std::string_view text) {
  const auto instant = parse_instant(text);
  return instant ? to_text(*instant) : std::string(info(instant.error().code).name);
}

}  // namespace

TEST_CASE("Clock: an instant is printed in UTC, milliseconds only where there are some") {
  CHECK(to_text(Instant{}) == "1970-01-01T00:00:00Z");
  CHECK(to_text(Instant{milliseconds{1}}) == "1970-01-01T00:00:00.001Z");
  CHECK(to_text(Instant{milliseconds{-1}}) == "1969-12-31T23:59:59.999Z");
  CHECK(to_text(Instant{milliseconds{1'780'489'800'000}}) == "2026-06-03T12:30:00Z");
  CHECK(to_text(Instant{milliseconds{253'402'300'799'050}}) == "9999-12-31T23:59:59.050Z");
  CHECK(to_text(Instant{milliseconds{253'402'300'800'000}}) == "10000-01-01T00:00:00Z");
  CHECK(to_text(Instant{milliseconds{-62'198'755'200'000}}) == "-0001-01-01T00:00:00Z");
}

TEST_CASE("Clock: the longest instant has the bytes that are said") {
  const auto written = [](std::string_view text) {
    char bytes[instant_bytes];
    const auto instant = parse_instant(text).value();
    return std::string(bytes, write_text(bytes, instant));
  };
  CHECK(written("2026-06-03T12:30:00Z") == "2026-06-03T12:30:00");
  CHECK(written("2026-06-03T12:30:00.050Z") == "2026-06-03T12:30:00.050");
  const auto oldest = std::chrono::sys_days{std::chrono::year{-32'767} / 1 / 1} + milliseconds{1};
  char bytes[instant_bytes];
  const std::string text(bytes, write_text(bytes, oldest));
  CHECK(text == "-32767-01-01T00:00:00.001");
  CHECK(text.size() == instant_bytes);
}

TEST_CASE("Clock: instants read with Z or an offset") {
  CHECK(again("2026-06-03T12:30:00Z") == "2026-06-03T12:30:00Z");
  CHECK(again("2026-06-03t12:30:00z") == "2026-06-03T12:30:00Z");
  CHECK(again("2026-06-03 12:30:00Z") == "2026-06-03T12:30:00Z");
  CHECK(again("2026-06-03T08:30:00-04:00") == "2026-06-03T12:30:00Z");
  CHECK(again("2026-06-03T18:00:00+05:30") == "2026-06-03T12:30:00Z");
  CHECK(again("2026-06-03T12:30:00.25Z") == "2026-06-03T12:30:00.250Z");
  CHECK(again("2026-06-03T12:30:00.1239999Z") == "2026-06-03T12:30:00.123Z");
  CHECK(again("2024-02-29T00:00:00+00:00") == "2024-02-29T00:00:00Z");
  CHECK(again("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z");
  CHECK(again("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
  CHECK(again("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");  // a leap second
}

TEST_CASE("Clock: what is no instant is a syntax problem") {
  for (const auto* text : {"",
                           "now",
                           "2026-06-03",
                           "2026-06-03T12:30:00",
                           "2026-06-03T12:30Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-06-31T00:00:00Z",
                           "2026-06-03T24:00:00Z",
                           "2026-06-03T12:60:00Z",
                           "2026-06-03T12:30:61Z",
                           "2026-06-03T12:30:00.Z",
                           "2026-06-03T12:30:00.5",
                           "2026-06-03T12:30:00+0400",
                           "2026-06-03T12:30:00+24:00",
                           "2026-06-03T12:30:00+04:60",
                           "2026-06-03T12:30:00ZZ",
                           "2026-06-03T12:30:00 Z",
                           "2026-6-3T12:30:00Z",
                           "+026-06-03T12:30:00Z",
                           "2026-06-03T-1:30:00Z"}) {
    CAPTURE(text);
    CHECK(again(text) == "syntax");
  }
  CHECK(parse_instant(std::string(100'000, '9')).error().says.size() < 200);
}

TEST_CASE("Clock: time that steps back stands still") {
  Ratchet ratchet;
  const Instant noon = parse_instant("2026-06-03T12:00:00Z").value();
  CHECK(ratchet.latest(noon) == noon);
  CHECK(ratchet.latest(noon - std::chrono::hours{1}) == noon);
  CHECK(ratchet.latest(noon + milliseconds{1}) == noon + milliseconds{1});
  CHECK(ratchet.latest(noon) == noon + milliseconds{1});
}

TEST_CASE("Clock: no thread sees time go back") {
  Ratchet ratchet;
  std::atomic<bool> went_back{false};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        Instant before{};
        for (int i = 0; i < 20'000; ++i) {
          const auto now = ratchet.latest(Instant{milliseconds{(i * 7919 + t) % 10'000}});
          if (now < before) went_back = true;
          before = now;
        }
      });
  }
  CHECK_FALSE(went_back);
  CHECK(ratchet.latest(Instant{}) == Instant{milliseconds{9'999}});
}

TEST_CASE("Clock: the machine's clock gives instants in order, the manual one stands") {
  const SystemClock system;
  const auto first = system.now();
  CHECK(first > parse_instant("2020-01-01T00:00:00Z").value());
  CHECK(system.now() >= first);
  ManualClock manual(first);
  CHECK(manual.now() == first);
  manual.advance(milliseconds{5});
  CHECK(manual.now() == first + milliseconds{5});
}
