// A decision in the common path asks for no memory: what keeps it fast, and can be counted.
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "desk_world.h"
#include "tests/router/allocations.h"

using namespace frontdesk;
using namespace frontdesk::test;

thread_local Allocations frontdesk::test::allocations;

namespace {

std::size_t made_by(const World& world, const Arrival& arrival, const Context& context = {}) {
  (void)world.decide(arrival, context);
  const auto before = allocations.count;
  const auto decision = world.decide(arrival, context);
  return allocations.count - before;
}

}  // namespace

// The sanitizers have an operator new of their own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void* operator new(std::size_t size) {
  void* made = std::malloc(size > 0 ? size : 1);
  if (!made) throw std::bad_alloc();
  ++allocations.count;
  allocations.live += static_cast<std::ptrdiff_t>(::malloc_usable_size(made));
  allocations.most = std::max(allocations.most, allocations.live);
  return made;
}
void operator delete(void* made) noexcept {
  allocations.live -= static_cast<std::ptrdiff_t>(::malloc_usable_size(made));
  std::free(made);
}
void operator delete(void* made, std::size_t) noexcept {
  operator delete(made);
}

TEST_CASE("a decision on a call or a mail of somebody on file allocates nothing") {
  const World world;
  CHECK(made_by(world, call("+12125550142")) == 0);
  CHECK(made_by(world, call("+12125550142", midday)) == 0);  // outside of coverage
  CHECK(made_by(world, mail("ann@acme.example")) == 0);
  CHECK(made_by(world, mail("ann@acme.example", midday)) == 0);
  CHECK(made_by(world, chat("ann@acme.example")) == 0);
  CHECK(made_by(world, machine_ticket("acme-nyc")) == 0);
}

TEST_CASE("a decision on a stranger, a spam row or a reply allocates nothing") {
  const World world;
  CHECK(made_by(world, call("+13055550999")) == 0);
  CHECK(made_by(world, mail_with_row("ann@acme.example", "S18")) == 0);
  ThreadCandidate ticket{"T-1042", "northwind", "acme", "token", true, false};
  CHECK(made_by(world, mail("ann@acme.example"), thread(ticket)) == 0);
}

#endif
