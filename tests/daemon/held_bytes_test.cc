// What all HTTP connections hold together.
#include "daemon/http/held_bytes.h"

#include <doctest/doctest.h>

#include <optional>
#include <thread>
#include <vector>

using namespace frontdesk::http;

namespace {

constexpr std::size_t mib = 1024 * 1024;
using Share = HeldBytes::Share;

}  // namespace

TEST_CASE("held bytes: one bound for all, and half of it for each") {
  const auto all = std::make_shared<HeldBytes>(10 * mib);
  Share one(all, "a"), more(all, "a"), other(all, "b");
  CHECK(one.hold(4 * mib));
  CHECK_FALSE(more.hold(mib + 1));
  CHECK(more.hold(mib));
  CHECK_FALSE(other.hold(5 * mib + 1));
  CHECK(other.hold(5 * mib));
  CHECK_FALSE(Share(all, "c").hold(mib));
  CHECK(one.hold(3 * mib));
  CHECK(Share(all, "c").hold(mib));  // and gives it back
  CHECK(Share(all, "d").hold(mib));
}

TEST_CASE("held bytes: one thing alone may be more than half, never more than all") {
  const auto all = std::make_shared<HeldBytes>(10 * mib);
  Share one(all, "a"), more(all, "a");
  CHECK_FALSE(one.hold(10 * mib + 1));
  CHECK(one.hold(10 * mib));
  CHECK_FALSE(more.hold(65'537));
  CHECK(more.hold(65'536));  // small: not counted
  CHECK_FALSE(one.hold(static_cast<std::size_t>(-1)));
  CHECK(one.hold(5 * mib));
  CHECK_FALSE(more.hold(65'537));
  CHECK(one.hold(0));
  CHECK(more.hold(10 * mib));
}

TEST_CASE("held bytes: what is refused changes nothing, and all comes back") {
  const auto all = std::make_shared<HeldBytes>(10 * mib);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&all, i] {
      for (std::size_t round = 0; round < 10'000; ++round) {
        Share share(all, std::to_string(i % 2));
        share.hold(round % 7 * mib);
        share.hold(round % 11 * mib);
      }
    });
  for (auto& each : threads) each.join();
  CHECK(Share(all, "x").hold(10 * mib));
}
