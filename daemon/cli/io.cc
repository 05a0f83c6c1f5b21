#include "daemon/cli/io.h"

namespace frontdesk::cli {

Progress::~Progress() {
  if (visible_) io_.err << "\r\x1b[K" << std::flush;
}

void Progress::at(std::uint64_t count) {
  if (!io_.err_is_terminal) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < std::chrono::milliseconds(250)) return;
  shown_ = now;
  visible_ = true;
  io_.err << "\r\x1b[K" << count << ' ' << what_ << std::flush;
}

}  // namespace frontdesk::cli
