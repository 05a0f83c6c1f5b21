// When what was erased is taken off the disk.
#include <atomic>
#include <limits>

#include "daemon/desk/purger.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";

// Something was, by the line at this position of the journal.
void erased(Desk& d, const std::string& position) {
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
    d.desk->put_setting(std::string(erased_setting), position, std::move(done));
  }));
}

}  // namespace

TEST_CASE("erasures soon after a run are gathered, and leave the disk together") {
  Desk d(at(wednesday));
  std::promise<void> again;
  std::atomic<int> runs{0};
  const auto told = [&](const Result<void>& result, std::chrono::milliseconds) {
    REQUIRE(result);
    if (++runs == 2) again.set_value();
  };
  const auto now = [](Purger& purger) {
    return answer_of<void>([&](Purger::Done done) { purger.now(std::move(done)); });
  };
  {
    Purger purger(*d.store, *d.desk, d.clock, told);
    erased(d, "1");
    CHECK(now(purger));  // the first at once
    CHECK(now(purger));  // nothing was erased since
    erased(d, "2");
    const auto put_off = now(purger);
    REQUIRE_FALSE(put_off);
    CHECK(put_off.error().code == ProblemCode::unavailable);
    CHECK(runs == 1);
  }
  CHECK(runs == 1);
  runs = 0;
  Purger purger(*d.store, *d.desk, d.clock, told, std::chrono::milliseconds{100});
  CHECK(now(purger));
  erased(d, "3");
  now(purger);
  again.get_future().wait();  // by itself
}

TEST_CASE("a purge that failed is tried again whenever it is looked at, also after a restart") {
  Desk d(at(wednesday));
  erased(d, "1");
  d.watermark = std::numeric_limits<std::int64_t>::max();  // no room to rewrite anything
  d.reopen();
  std::promise<bool> told;
  Purger purger(
      *d.store, *d.desk, d.clock,
      [&](const Result<void>& result, std::chrono::milliseconds) {
        told.set_value(!result && result.error().code == ProblemCode::store_full);
      },
      std::chrono::seconds{0});
  CHECK(purger.when_due());
  CHECK(told.get_future().get());
  told = {};
  CHECK(purger.when_due());
  CHECK(told.get_future().get());
}
