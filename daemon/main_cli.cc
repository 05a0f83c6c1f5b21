#include <unistd.h>

#include <csignal>
#include <iostream>

#include "daemon/cli/command_line.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGPIPE, SIG_DFL);  // `frontdesk journal | head` ends quietly
  frontdesk::cli::Io io{std::cout, std::cerr, isatty(STDERR_FILENO) == 1};
  return frontdesk::cli::run(argc, argv, io);
}
