// Runs seeds until one breaks a promise:
//
//   simulation_test --seeds 200 [--first 1]     many, one after another
//   simulation_test --seed 42 [--verbose]       one, with all its events
//   simulation_test --seeds 20 --twice          each twice: the same must happen
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/simulation/simulation.h"

using namespace frontdesk;
using namespace frontdesk::simulation;

namespace {

struct Wish {
  std::uint64_t first = 1, seeds = 200;
  bool verbose = false, twice = false;
};

[[noreturn]] void usage() {
  std::fprintf(stderr,
               "usage: simulation_test [--seeds N] [--first K] [--twice] | --seed S [--verbose]\n");
  std::exit(64);
}

Wish read(int count, char** words) {
  Wish wish;
  const auto number = [&](int& at) {
    if (++at >= count) usage();
    return std::strtoull(words[at], nullptr, 10);
  };
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--seeds")
      wish.seeds = number(i);
    else if (word == "--first")
      wish.first = number(i);
    else if (word == "--seed")
      wish.first = number(i), wish.seeds = 1;
    else if (word == "--verbose")
      wish.verbose = true;
    else if (word == "--twice")
      wish.twice = true;
    else
      usage();
  }
  return wish;
}

// Nothing where a promise was broken, which is told.
std::optional<Summary> run(std::uint64_t seed, bool verbose) {
  Simulation simulation(seed, verbose);
  try {
    return simulation.run();
  } catch (const std::exception& broken) {
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), broken.what());
    const auto& story = simulation.story();
    for (auto i = story.size() - std::min<std::size_t>(story.size(), 12); i < story.size(); ++i)
      if (!verbose) std::printf("  %4zu  %s\n", i, story[i].c_str());
    std::printf("replay it: simulation_test --seed %llu --verbose\n",
                static_cast<unsigned long long>(seed));
    return std::nullopt;
  }
}

}  // namespace

int main(int count, char** words) {
  const auto wish = read(count, words);
  const auto began = std::chrono::steady_clock::now();
  Summary all;
  for (std::uint64_t i = 0; i < wish.seeds; ++i) {
    const auto seed = wish.first + i;
    const auto summary = run(seed, wish.verbose);
    if (!summary) return 1;
    if (wish.twice) {
      const auto again = run(seed, false);
      if (!again) return 1;
      if (again->digest != summary->digest) {
        std::printf("seed %llu: another story the second time\n",
                    static_cast<unsigned long long>(seed));
        return 1;
      }
    }
    all.events += summary->events;
    all.acknowledged += summary->acknowledged;
    all.duplicates += summary->duplicates;
    all.ends += summary->ends;
    all.torn_tails += summary->torn_tails;
    if ((i + 1) % 50 == 0 || i + 1 == wish.seeds) {
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
      std::printf(
          "%llu seeds of %llu: %zu events, %zu acknowledged, %zu of them copies, %zu ends, "
          "%zu torn tails; %.0f s\n",
          static_cast<unsigned long long>(i + 1), static_cast<unsigned long long>(wish.seeds),
          all.events, all.acknowledged, all.duplicates, all.ends, all.torn_tails, took.count());
      std::fflush(stdout);
    }
  }
  return 0;
}
