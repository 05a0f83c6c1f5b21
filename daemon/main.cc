// frontdeskd: reads its configuration and serves.

#include <malloc.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "daemon/config.h"
#include "daemon/daemon.h"

namespace {

using namespace frontdesk;

int refuse(const std::vector<Fault>& faults) {
  for (const auto& fault : faults) std::cerr << to_text(fault) << '\n';
  std::cerr << "frontdeskd: the configuration has " << faults.size()
            << (faults.size() == 1 ? " fault\n" : " faults\n");
  return info(ProblemCode::rule_fault).exit_code;
}

// Also the rule files: what a start would refuse is refused before the old daemon is stopped.
int check(const LoadedConfig& loaded) {
  auto faults = check_files(loaded.config);
  const auto rules = load_rules(loaded.config.rules);
  for (const auto& fault : rules.faults) {
    const bool is_folder = fault.file == loaded.config.rules.generic_string();
    faults.push_back(is_folder ? Fault{loaded.config.file.string(), 0, "rules.path", to_text(fault)}
                               : fault);
  }
  if (!faults.empty()) return refuse(faults);
  for (const auto& warning : check_openness(loaded.config))
    std::cerr << "warning: " << to_text(warning) << '\n';
  std::cout << loaded.config.file.string() << ": good; rules " << rules.rules->hash << '\n';
  return 0;
}

LogLevel level_of(const std::string& name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warning") return LogLevel::warning;
  return name == "error" ? LogLevel::error : LogLevel::info;
}

int serve(Config config) {
  // Few arenas: what a reload frees goes back, and the idle daemon stays small.
  ::mallopt(M_ARENA_MAX, 2);
  const SystemClock clock;
  Log log(config.log.format == "text" ? Log::Format::text : Log::Format::json,
          level_of(config.log.level), clock);
  Daemon daemon(std::move(config), log, clock);
  if (const auto opened = daemon.open(); !opened) {
    log.write(say::daemon_failed, {{"reason", opened.error().says}});
    std::cerr << "frontdeskd: " << opened.error().says << '\n';
    return info(opened.error().code).exit_code;
  }
  return daemon.run();
}

}  // namespace

int main(int argc, char** argv) {
  std::string file = "/etc/frontdesk/frontdesk.toml";
  bool check_only = false, show_keys = false;
  CLI::App app{
      "The front desk of an outsourced help desk: mail in, routed and durable tickets out."};
  app.name("frontdeskd");
  app.set_version_flag("--version", FRONTDESK_VERSION);
  app.add_option("--config", file, "the configuration")->capture_default_str();
  app.add_flag("--check-config", check_only,
               "say what is wrong with configuration and rules; exit 2");
  app.add_flag("--show-config-keys", show_keys, "print every key with its default and its bounds");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << "frontdeskd: " << error.what() << "; see frontdeskd --help\n";
    return 64;  // wrong usage, as sysexits has it
  }
  if (show_keys) {
    std::cout << config_reference();
    return 0;
  }
  const auto loaded = load_config(file);
  if (!loaded.faults.empty()) return refuse(loaded.faults);
  return check_only ? check(loaded) : serve(loaded.config);
}
