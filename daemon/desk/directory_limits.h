// How much the directory may hold: [directory] of the configuration. What is over a limit already
// stays, and may shrink. Addresses, numbers and domains of one record: router/record_checks.h.
#pragma once

#include <cstdint>

namespace frontdesk {

struct DirectoryLimits {
  // Others: staff, companies, sites, contracts and endpoints; MSPs and technicians where all
  // together are meant.
  std::uint64_t contacts_per_msp = 200'000;
  std::uint64_t others_per_msp = 200'000;
  std::uint64_t bytes_per_msp = 256ull << 20;  // what the records take in memory
  std::uint64_t contacts = 2'000'000;
  std::uint64_t others = 2'000'000;
  std::uint64_t bytes = 2048ull << 20;
};

}  // namespace frontdesk
