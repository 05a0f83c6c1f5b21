// What weighs on a store, also where it does not refuse anything yet. For the load gate.
#pragma once

#include <cstdint>
#include <optional>

#include "rules/base/result.h"

namespace frontdesk {

struct StoreStrain {
  std::optional<Problem> now;     // full, sick, standing still or slowed down
  std::uint64_t read_errors = 0;  // so many reads have failed since the store was opened
  std::optional<Problem> last_read;
};

}  // namespace frontdesk
