// Memory that will be read soon is asked for before, so that it comes while something else is done.
#pragma once

namespace frontdesk {

// Asks the processor for the cache line of an address. The empty statement is an effect: without it
// g++ 12 takes whatever does nothing but this for having none, and leaves its calls out.
inline void expect_line(const void* at) {
  __builtin_prefetch(at);
  asm volatile("");
}

}  // namespace frontdesk
