// simulate --batch: a line in, a line out, in order.
#pragma once

#include <cstdint>
#include <ostream>

#include "daemon/cli/io.h"
#include "daemon/cli/line_reader.h"
#include "daemon/cli/question.h"

namespace frontdesk::cli {

inline constexpr std::size_t longest_batch_line = 16u << 20;

struct BatchCounts {
  std::uint64_t answered = 0, bad = 0;
};

// Answers every line that `fd` has. A line that cannot be answered gives
// {"error":…,"line":…}; a blank one gives nothing.
Result<BatchCounts> run_batch(int fd, Simulator& simulator, Io& io);

}  // namespace frontdesk::cli
