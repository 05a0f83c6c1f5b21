// A real process that is killed in the middle of its commits: what it acknowledged must be there.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <set>
#include <thread>
#include <vector>

#include "storage/committer.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr const char* folder_variable = "FRONTDESK_TEST_WRITER_STORE";

std::string arrival_name(std::uint32_t number) {
  return "a-" + std::to_string(number);
}

// One arrival as the desk writes it: a journal line, the record, the facts and the raw bytes.
void write_arrival(Transaction& transaction, std::uint32_t number) {
  const auto id = arrival_name(number);
  Event event;
  event.arrival = id;
  auto arrival = make_arrival(id, "northwind");
  arrival.raw = "r-" + id;
  arrival.decided = transaction.append(event);
  auto facts = make_facts(id, "ann@acme.example", "Number " + id);
  facts.raw = arrival.raw;
  put_arrival(transaction, arrival, nullptr);
  put_facts(transaction, facts, "");
  put_raw(transaction, arrival.raw, std::string(3000, 'x'));
}

// Runs this program again as a writer, reads `acknowledged` numbers from it, then kills it.
std::vector<std::uint32_t> write_until_killed(const std::filesystem::path& store,
                                              std::size_t acknowledged) {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(pipe[1], 3);
    ::setenv(folder_variable, store.c_str(), 1);
    const char* arguments[] = {"storage_test", "-tc=helper: a writer that is killed", "-ns",
                               nullptr};
    ::execv("/proc/self/exe", const_cast<char* const*>(arguments));
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::vector<std::uint32_t> numbers;
  std::uint32_t number = 0;
  while (::read(pipe[0], &number, sizeof number) == sizeof number) {
    numbers.push_back(number);
    if (numbers.size() == acknowledged) ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  return numbers;
}

}  // namespace

TEST_CASE("helper: a writer that is killed" * doctest::skip()) {
  const char* folder = std::getenv(folder_variable);
  if (!folder) return;
  auto store = open_store(folder);
  SystemClock clock;
  Committer committer(*store, clock, {}, {}, last_position(*store).value() + 1);
  committer.start();
  // Far from the numbers that the run before had under way.
  std::atomic<std::uint32_t> next{static_cast<std::uint32_t>(last_position(*store).value()) + 1000};
  std::vector<std::thread> submitters;
  for (int i = 0; i < 4; ++i)
    submitters.emplace_back([&] {
      for (;;) {
        const auto number = ++next;
        std::atomic<bool> done{false};
        const auto taken = committer.submit({[number](Transaction& t) { write_arrival(t, number); },
                                             [&, number](const Result<CommitInfo>& result) {
                                               if (result)
                                                 (void)!::write(3, &number, sizeof number);
                                               done = true;
                                               done.notify_one();
                                             },
                                             4000});
        if (taken) done.wait(false);
      }
    });
  for (auto& submitter : submitters) submitter.join();
}

TEST_CASE("kill -9: every acknowledged arrival is there once and whole, none is half there") {
  TempFolder folder;
  std::set<std::uint32_t> acknowledged;
  for (const std::size_t count : {1, 40, 300, 77}) {
    for (const auto number : write_until_killed(folder / "s", count)) acknowledged.insert(number);
    auto store = open_store(folder / "s");
    const auto last = last_position(*store).value();
    CHECK(last >= acknowledged.size());
    std::set<std::string> journaled;
    for (const auto& event : get_events(*store, 1, last).value()) {
      CHECK(journaled.insert(event.arrival).second);
      CHECK(get_arrival(*store, event.arrival).value().has_value());
      CHECK(get_facts(*store, event.arrival).value().has_value());
      CHECK(get_raw(*store, "r-" + event.arrival).value().has_value());
    }
    CHECK(journaled.size() == last);
    for (const auto number : acknowledged) CHECK(journaled.contains(arrival_name(number)));
  }
}
