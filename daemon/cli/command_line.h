// The command line as a whole: reads the arguments, runs the verb, says what went wrong.
#pragma once

#include "daemon/cli/io.h"

namespace frontdesk::cli {

// The exit code: the verb's own, or that of its Problem; 64 for a command line that cannot be.
int run(int argc, const char* const* argv, Io& io);

}  // namespace frontdesk::cli
