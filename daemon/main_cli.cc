#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "daemon/cli/command_line.h"

namespace {

// What COLUMNS says, else the terminal; 0 where the output is none.
std::size_t terminal_columns() {
  if (isatty(STDOUT_FILENO) != 1) return 0;
  if (const char* named = std::getenv("COLUMNS")) {
    const std::string_view text(named);
    std::size_t columns = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (error == std::errc() && end == text.data() + text.size() && columns > 0) return columns;
  }
  winsize window{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 ? window.ws_col : 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGPIPE, SIG_DFL);  // `frontdesk journal | head` ends quietly
  frontdesk::cli::Io io{std::cout, std::cerr, isatty(STDERR_FILENO) == 1, terminal_columns()};
  return frontdesk::cli::run(argc, argv, io);
}
