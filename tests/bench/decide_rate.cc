// How many decisions a second one core makes, with 100,000 contacts and 10,000 sites. CPU time of
// the thread, so that it can be compared on a busy machine.
//
//   decide_rate RULES [ROUNDS [ARRIVALS [CONTACTS [SITES]]]]
//
// Each round decides all arrivals once. They come in blocks that were just written, as a distilled
// arrival is; the directory is as cold as its size makes it. Writing a block is not counted.
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>

#include "rules/base/names.h"
#include "rules/loader.h"
#include "tests/bench/decide_world.h"

using namespace frontdesk;

namespace {

std::atomic<std::uint64_t> allocations{0};

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

constexpr std::size_t block = 32;

struct Tally {
  std::uint64_t count = 0, allocations = 0;
  double seconds = 0;
};

void keep(const Decision& decision) {
  asm volatile("" : : "g"(&decision) : "memory");
}

double round(const bench::World& world, const std::vector<bench::Asked>& asked) {
  double seconds = 0;
  std::vector<bench::Asked> hot;
  for (std::size_t at = 0; at < asked.size(); at += block) {
    hot.assign(asked.begin() + static_cast<std::ptrdiff_t>(at),
               asked.begin() + static_cast<std::ptrdiff_t>(std::min(at + block, asked.size())));
    const auto began = cpu_seconds();
    for (const auto& one : hot)
      keep(decide(one.arrival, one.context, world.directory(), world.rules(), one.arrival.at));
    seconds += cpu_seconds() - began;
  }
  return seconds / static_cast<double>(asked.size());
}

// Arrivals of one outcome after another: what each kind costs.
void by_outcome(const bench::World& world, const std::vector<bench::Asked>& asked) {
  std::map<std::string, std::vector<bench::Asked>> kinds;
  for (const auto& one : asked) {
    const auto d =
        decide(one.arrival, one.context, world.directory(), world.rules(), one.arrival.at);
    kinds[std::string(name_of(one.arrival.channel)) + ' ' + std::string(name_of(d.outcome))]
        .push_back(one);
  }
  for (const auto& [kind, those] : kinds) {
    (void)round(world, those);
    const auto before = allocations.load();
    for (const auto& one : those)
      keep(decide(one.arrival, one.context, world.directory(), world.rules(), one.arrival.at));
    const auto made = allocations.load() - before;
    const auto count = static_cast<double>(those.size());
    std::printf("  %-24s %5.1f %%  %6.0f ns  %5.1f allocations\n", kind.c_str(),
                100 * count / static_cast<double>(asked.size()), round(world, those) * 1e9,
                static_cast<double>(made) / count);
  }
}

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* made = std::malloc(size)) return made;
  throw std::bad_alloc();
}
void operator delete(void* made) noexcept {
  std::free(made);
}
void operator delete(void* made, std::size_t) noexcept {
  std::free(made);
}

int main(int count, char** words) {
  const auto loaded = load_rules(count > 1 ? words[1] : "rules/default");
  if (!loaded.rules) return std::fprintf(stderr, "decide_rate: the rules have faults\n"), 1;
  const std::size_t rounds = count > 2 ? std::strtoull(words[2], nullptr, 10) : 5;
  const std::size_t many = count > 3 ? std::strtoull(words[3], nullptr, 10) : 200'000;
  bench::WorldSize size;
  if (count > 4) size.contacts = static_cast<unsigned>(std::strtoul(words[4], nullptr, 10));
  if (count > 5) size.sites = static_cast<unsigned>(std::strtoul(words[5], nullptr, 10));
  size.companies = std::min(size.companies, size.sites);
  bench::World world(*loaded.rules, size);
  std::vector<bench::Asked> asked;
  asked.reserve(many);
  for (std::size_t i = 0; i < many; ++i) asked.push_back(world.ask());
  std::fprintf(stderr, "%zu contacts, %zu sites, %zu arrivals\n",
               world.directory().count(RecordKind::contacts),
               world.directory().count(RecordKind::sites), asked.size());
  std::vector<double> seconds;
  for (std::size_t i = 0; i < rounds; ++i) {
    seconds.push_back(round(world, asked));
    std::printf("%.0f decisions/s, %.0f ns\n", 1 / seconds.back(), seconds.back() * 1e9);
  }
  if (seconds.empty()) return 0;
  std::sort(seconds.begin(), seconds.end());
  std::printf("best %.0f, median %.0f decisions/s\n", 1 / seconds.front(),
              1 / seconds[seconds.size() / 2]);
  by_outcome(world, asked);
}
