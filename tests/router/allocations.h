// What a thread asks of operator new, for tests of what something takes. Counted by
// decide_allocations_test.cc, and not under a sanitizer, which has an operator new of its own.
#pragma once

#include <cstddef>

namespace frontdesk::test {

struct Allocations {
  std::size_t count = 0;
  std::ptrdiff_t live = 0, most = 0;  // bytes: now, and at the most since `most` was set
};
extern thread_local Allocations allocations;

}  // namespace frontdesk::test
