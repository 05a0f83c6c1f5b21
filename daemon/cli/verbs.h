// The verbs of the command line, one function each. A verb prints what was asked for and returns
// the exit code, or the Problem that ends it: main prints that as one line.
#pragma once

#include <span>
#include <string_view>

#include "daemon/cli/io.h"
#include "daemon/cli/options.h"
#include "rules/base/result.h"

namespace frontdesk::cli {

using VerbFunction = Result<int> (*)(const Options&, Io&);

struct Verb {
  std::string_view name;
  std::string_view help;
  void (*options)(CLI::App&, Options&);
  VerbFunction run;
};

// All of them, in the order of --help.
std::span<const Verb> verbs();

Result<int> check(const Options& options, Io& io);
Result<int> simulate(const Options& options, Io& io);
Result<int> screen(const Options& options, Io& io);
Result<int> parse(const Options& options, Io& io);
Result<int> explain(const Options& options, Io& io);
Result<int> replay(const Options& options, Io& io);
Result<int> import_file(const Options& options, Io& io);
Result<int> export_records(const Options& options, Io& io);
Result<int> tickets(const Options& options, Io& io);
Result<int> queues(const Options& options, Io& io);
Result<int> arrivals(const Options& options, Io& io);
Result<int> reload(const Options& options, Io& io);
Result<int> token(const Options& options, Io& io);
Result<int> journal(const Options& options, Io& io);
Result<int> backup(const Options& options, Io& io);
Result<int> restore(const Options& options, Io& io);

}  // namespace frontdesk::cli
