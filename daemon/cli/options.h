// What was asked for on the command line, as plain values: the verbs know nothing of the library
// that read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace frontdesk::cli {

struct Options {
  bool json = false;

  // Offline verbs.
  std::string rules = "/etc/frontdesk/rules";
  std::string directory;
  std::vector<std::string> files;

  // simulate: as people write them; "" where not given.
  std::string channel, from, to, at, subject, body, raw;
  bool batch = false;

  // The daemon, or its store.
  std::string socket = "/run/frontdesk/admin.sock";
  std::string url, token_file, store;
  int timeout_seconds = 30;

  // Lists and records.
  std::string id, queue, status, msp, search, outcome, contact, until, output, ticket;
  std::string action;  // "release", "create", "revoke": what a verb with actions was told
  int limit = 100;
  bool dry_run = false, deactivate_absent = false;
  std::string role, name, expires;
  std::uint64_t position = 0;  // journal: the first; 0 for the newest lines
  bool follow = false;
  std::string cursor;  // where a list goes on

  // Backups. restore's target is `store`.
  std::string folder;
  std::uint32_t keep = 0, backup = 0;
  bool list = false, verify = false, replace = false;
};

// One function for each verb: declares its options on `app` and binds them to `options`.
void check_options(CLI::App& app, Options& options);
void simulate_options(CLI::App& app, Options& options);
void screen_options(CLI::App& app, Options& options);
void parse_options(CLI::App& app, Options& options);
void explain_options(CLI::App& app, Options& options);
void replay_options(CLI::App& app, Options& options);
void import_options(CLI::App& app, Options& options);
void export_options(CLI::App& app, Options& options);
void tickets_options(CLI::App& app, Options& options);
void queues_options(CLI::App& app, Options& options);
void arrivals_options(CLI::App& app, Options& options);
void reload_options(CLI::App& app, Options& options);
void token_options(CLI::App& app, Options& options);
void journal_options(CLI::App& app, Options& options);
void backup_options(CLI::App& app, Options& options);
void restore_options(CLI::App& app, Options& options);

}  // namespace frontdesk::cli
