#include "daemon/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"

namespace frontdesk::cli {
namespace {

constexpr int wrong_usage = 64;

// "frontdesk token create": as far as the command line was understood, for its --help.
std::string understood(const CLI::App& app) {
  std::string words = app.get_name();
  const auto inner = app.get_subcommands();
  return inner.empty() ? words : words + ' ' + understood(*inner.front());
}

int answer_parse_end(const CLI::App& app, std::string_view first, const CLI::ParseError& end,
                     Io& io) {
  if (end.get_exit_code() == 0) return app.exit(end, io.out, io.err);
  const bool no_verb = app.get_subcommands().empty() && !first.empty() && !first.starts_with('-');
  const auto says =
      no_verb ? "there is no verb \"" + std::string(first) + '"' : std::string(end.what());
  io.err << "frontdesk: " << printable(says) << "; see " << understood(app) << " --help\n";
  return wrong_usage;
}

int fail(const Verb& verb, const Problem& why, Io& io) {
  io.err << "frontdesk " << verb.name << ": " << printable(why.says) << '\n';
  return info(why.code).exit_code;
}

}  // namespace

int run(int argc, const char* const* argv, Io& io) {
  CLI::App app("Frontdesk: who is asking, who takes it now, and why.", "frontdesk");
  app.set_version_flag("--version", FRONTDESK_VERSION);
  app.require_subcommand(1, 1);
  Options options;
  std::vector<std::pair<const CLI::App*, const Verb*>> known;
  for (const auto& verb : verbs()) {
    auto* sub = app.add_subcommand(std::string(verb.name), std::string(verb.help));
    verb.options(*sub, options);
    known.emplace_back(sub, &verb);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    return answer_parse_end(app, argc > 1 ? argv[1] : "", end, io);
  }
  for (const auto& [sub, verb] : known) {
    if (!sub->parsed()) continue;
    const auto code = verb->run(options, io);
    if (!io.out.flush())
      return fail(*verb, problem(ProblemCode::io, "cannot write the output"), io);
    return code ? *code : fail(*verb, code.error(), io);
  }
  return wrong_usage;
}

}  // namespace frontdesk::cli
