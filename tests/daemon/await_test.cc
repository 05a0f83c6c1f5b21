// Callbacks on other threads as coroutines.
#include "daemon/await.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <thread>
#include <vector>

using namespace frontdesk;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

using Callback = std::function<void(Result<int>)>;
constexpr auto long_time = 60s;  // never reached

asio::awaitable<void> keep(std::function<void(Callback)> start, std::chrono::milliseconds deadline,
                           std::optional<Result<int>>& into) {
  into = co_await await_result<int>(std::move(start), deadline);
}

void ignore(std::exception_ptr) {}

}  // namespace

TEST_CASE("await: an answer from the same thread, at once") {
  asio::io_context context;
  std::optional<Result<int>> got;
  asio::co_spawn(context, keep([](Callback done) { done(7); }, long_time, got), ignore);
  context.run();
  REQUIRE(got);
  CHECK(got->value() == 7);
}

TEST_CASE("await: an answer at once takes no turn of the loop") {
  asio::io_context context;
  std::optional<Result<int>> got;
  asio::co_spawn(context, keep([](Callback done) { done(7); }, long_time, got), ignore);
  context.run_one();
  REQUIRE(got);
  CHECK(got->value() == 7);
}

TEST_CASE("await: answers from another thread reach the strand that waits") {
  asio::io_context context;
  std::vector<std::thread> answering;
  int sum = 0;  // guarded by the strand: TSan sees it if the coroutine resumed elsewhere
  const auto strand = asio::make_strand(context);
  std::mutex mutex;
  auto work = asio::make_work_guard(context);
  std::atomic<int> left = 200;
  for (int i = 0; i < 200; ++i)
    asio::co_spawn(
        strand,
        [&, i]() -> asio::awaitable<void> {
          const auto got = co_await await_result<int>(
              [&](Callback done) {
                const std::lock_guard lock(mutex);
                answering.emplace_back([done, i] { done(i); });
              },
              long_time);
          sum += got.value();
          if (--left == 0) work.reset();
        },
        ignore);
  std::vector<std::thread> running;
  for (int i = 0; i < 3; ++i) running.emplace_back([&] { context.run(); });
  for (auto& each : running) each.join();
  for (auto& each : answering) each.join();
  CHECK(sum == 199 * 200 / 2);
}

TEST_CASE("await: the deadline ends the wait, and the late answer does nothing") {
  asio::io_context context;
  std::optional<Result<int>> got;
  Callback late;
  asio::co_spawn(context, keep([&](Callback done) { late = std::move(done); }, 1ms, got), ignore);
  context.run();
  REQUIRE(got);
  CHECK(got->error().code == ProblemCode::timeout);
  late(1);
  late(2);
  context.restart();
  context.run();
  CHECK(got->has_error());
}

TEST_CASE("await: a cancelled coroutine stops waiting") {
  asio::io_context context;
  asio::cancellation_signal signal;
  std::optional<Result<int>> got;
  Callback never;
  asio::co_spawn(context, keep([&](Callback done) { never = std::move(done); }, long_time, got),
                 asio::bind_cancellation_slot(signal.slot(), ignore));
  asio::post(context, [&] { signal.emit(asio::cancellation_type::terminal); });
  context.run();
  REQUIRE(got);
  CHECK(got->error().code == ProblemCode::cancelled);
}

TEST_CASE("await: what cannot even start is a problem, not a hang") {
  asio::io_context context;
  std::optional<Result<int>> got;
  asio::co_spawn(context, keep([](Callback) { throw std::runtime_error("no"); }, long_time, got),
                 ignore);
  context.run();
  REQUIRE(got);
  CHECK(got->error().code == ProblemCode::internal);
}

TEST_CASE("await: the race of answer and deadline has one winner") {
  asio::io_context context;
  std::vector<std::thread> answering;
  std::atomic<int> answered = 0, late = 0;
  for (int i = 0; i < 100; ++i)
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          const auto got = co_await await_result<int>(
              [&](Callback done) {
                answering.emplace_back([done] {
                  std::this_thread::sleep_for(1ms);
                  done(1);
                  done(2);
                });
              },
              1ms);
          ++(got ? answered : late);
        },
        ignore);
  context.run();
  for (auto& each : answering) each.join();
  CHECK(answered + late == 100);
}

TEST_CASE("await: a deadline that has passed already may end the coroutine on another thread") {
  asio::io_context context;
  std::atomic<int> ended = 0;
  for (int i = 0; i < 2000; ++i)
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          co_await await_result<int>([](Callback) {}, 0ms);
          ++ended;
        },
        ignore);
  std::vector<std::thread> running;
  for (int i = 0; i < 4; ++i) running.emplace_back([&] { context.run(); });
  for (auto& each : running) each.join();
  CHECK(ended == 2000);
}

TEST_CASE("await: a context that goes away lets go of who waits") {
  struct Seen {
    explicit Seen(bool& flag) : gone(&flag) {}
    ~Seen() { *gone = true; }
    bool* gone;
  };
  bool gone = false;
  {
    asio::io_context context;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          const Seen seen(gone);
          co_await await_result<int>([](Callback) {}, long_time);
        },
        ignore);
    context.poll();
    CHECK_FALSE(gone);
  }
  CHECK(gone);
}
