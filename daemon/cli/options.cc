#include "daemon/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>

namespace frontdesk::cli {
namespace {

void json(CLI::App& app, Options& o) {
  app.add_flag("--json", o.json, "print JSON instead of a table");
}

void rules(CLI::App& app, Options& o) {
  app.add_option("--rules", o.rules, "the folder of rule files")->capture_default_str();
}

void directory(CLI::App& app, Options& o) {
  app.add_option("--directory", o.directory, "a directory file (JSON)");
}

void daemon(CLI::App& app, Options& o) {
  // The library's own way would also fill the other verbs' option, which is this same text.
  if (const char* named = std::getenv("FRONTDESK_SOCKET"); named && *named) o.socket = named;
  app.add_option("--socket", o.socket,
                 "the daemon's admin socket; FRONTDESK_SOCKET in the environment sets the default")
      ->capture_default_str();
  auto* url = app.add_option("--url", o.url,
                             "the daemon's address instead of the socket, with --token-file");
  auto* token =
      app.add_option("--token-file", o.token_file, "a file with the bearer token for --url");
  token->needs(url);
  url->needs(token);
  app.add_option("--timeout", o.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

void store(CLI::App& app, Options& o) {
  app.add_option("--store", o.store, "open this store read-only instead of asking the daemon");
}

void limit(CLI::App& app, Options& o) {
  app.add_option("--limit", o.limit, "how many at most; 0 for all")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
}

void pages(CLI::App& app, Options& o) {
  limit(app, o);
  app.add_option("--cursor", o.cursor, "go on where a list ended: its `next`");
}

// The daemon checks it too; here the roles that exist can be named.
std::string known_role(const std::string& text) {
  constexpr std::array roles{"admin", "technician", "msp", "endpoint", "intake", "metrics"};
  if (std::find(roles.begin(), roles.end(), text) != roles.end()) return {};
  return "expected one of admin, technician, msp, endpoint, intake, metrics";
}

}  // namespace

void check_options(CLI::App& app, Options& o) {
  json(app, o);
  rules(app, o);
  directory(app, o);
}

void simulate_options(CLI::App& app, Options& o) {
  json(app, o);
  rules(app, o);
  directory(app, o);
  app.add_option("--channel", o.channel, "voice, chat, email or ticket");
  app.add_option("--from", o.from, "the caller's number or the sender's address");
  app.add_option("--to", o.to, "a line: its number, address or id");
  app.add_option("--at", o.at, "the instant, such as 2026-06-03T12:30:00Z; now where left out");
  auto* subject = app.add_option("--subject", o.subject, "of a mail");
  auto* body = app.add_option("--body", o.body, "of a mail");
  app.add_option("--raw", o.raw, "a mail's file, instead of --subject and --body")
      ->excludes(subject)
      ->excludes(body);
  auto* batch = app.add_flag("--batch", o.batch, "answer one JSON object a line, in order");
  app.add_option("FILE", o.files, "with --batch: the file to read instead of the standard input")
      ->expected(0, 1)
      ->needs(batch);
}

void screen_options(CLI::App& app, Options& o) {
  json(app, o);
  rules(app, o);
  app.add_option("FILE", o.files, "mails (.eml) or mailboxes (mbox)")->required();
}

void parse_options(CLI::App& app, Options& o) {
  json(app, o);
  app.add_option("FILE", o.files, "a mail (.eml)")->required()->expected(1);
}

void explain_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  store(app, o);
  app.add_option("ID", o.id, "an arrival or a ticket")->required();
}

void replay_options(CLI::App& app, Options& o) {
  json(app, o);
  rules(app, o);
  app.add_option(
      "--store", o.store,
      "read this store, never the daemon; where left out, /var/lib/frontdesk/store, and "
      "the daemon must be stopped. Better one that `frontdesk restore` made of a backup: "
      "the daemon runs on");
  app.add_option("--from", o.from, "only arrivals at or after this instant");
  app.add_option("--to", o.until, "only arrivals before this instant");
}

void import_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  app.add_flag("--dry-run", o.dry_run, "say what would happen and change nothing");
  app.add_flag("--deactivate-absent", o.deactivate_absent,
               "lock out contacts of the imported sites that the file does not name");
  app.add_option("FILE", o.files,
                 "a directory (.json) or contacts (.csv with the columns id, site, first_name, "
                 "last_name, emails, phone, phones, mobile, priority_connect, active)")
      ->required()
      ->expected(1);
}

void export_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  store(app, o);
  app.add_option("--contact", o.contact, "only what is kept of this contact");
  app.add_option("--output", o.output, "write to this file, readable by its owner alone");
}

void tickets_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  app.add_option("ID", o.id, "one ticket with its interactions");
  app.add_option("--queue", o.queue, "only of this queue");
  app.add_option("--status", o.status, "only of this status");
  app.add_option("--msp", o.msp, "only of this MSP");
  app.add_option("--search", o.search, "a ticket number, an address, a number, subject words");
  pages(app, o);
}

void queues_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
}

void arrivals_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  auto* list = app.add_subcommand("list", "what came in, the newest first");
  auto* release =
      app.add_subcommand("release",
                         "let through what was filtered, refused or waits for an approval. "
                         "What is held for its site's hours is decided again with today's rules "
                         "and directory, and goes by itself when they open");
  auto* confirm = app.add_subcommand("confirm", "watched mail was seen and stays in quarantine");
  auto* show = app.add_subcommand("show", "one arrival");
  for (auto* sub : {list, release, confirm, show}) {
    sub->fallthrough();
    sub->callback([&o, sub] { o.action = sub->get_name(); });
  }
  release->add_option("ID", o.id, "an arrival")->required();
  confirm->add_option("ID", o.id, "an arrival")->required();
  show->add_option("ID", o.id, "an arrival")->required();
  app.require_subcommand(0, 1);
  app.add_option("--outcome", o.outcome, "only with this outcome: quarantined, watched, held, …");
  app.add_option("--msp", o.msp, "only of this MSP");
  app.add_option("--ticket", o.ticket, "only of this ticket: all of its interactions");
  pages(app, o);
}

void reload_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
}

void token_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  auto* create = app.add_subcommand("create", "make a token; it is shown once");
  auto* list = app.add_subcommand("list", "the tokens, without their secrets");
  auto* revoke = app.add_subcommand("revoke", "make a token worthless at once");
  for (auto* sub : {create, list, revoke}) {
    sub->fallthrough();
    sub->callback([&o, sub] { o.action = sub->get_name(); });
  }
  create->add_option("--role", o.role, "admin, technician, msp, endpoint, intake or metrics")
      ->check(known_role)
      ->required();
  create->add_option("--msp", o.msp, "the tenant of an MSP's token");
  create->add_option("--name", o.name, "who or what will use it")->required();
  create->add_option("--expires", o.expires, "an instant; never where left out");
  revoke->add_option("ID", o.id, "the token's id")->required();
  app.require_subcommand(1, 1);
}

void backup_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  app.add_option("--store", o.store, "back up this store of a stopped daemon");
  app.add_option("--keep", o.keep,
                 "once the new backup is whole, only so many stay, the newest; without it all")
      ->check(CLI::Range(1, 100'000));
  app.add_flag("--list", o.list, "list the backups in DIR and make none");
  app.add_option("DIR", o.folder,
                 "a folder for backups alone, of the daemon's machine; made where there is none. "
                 "The daemon writes it: under systemd in /var/lib/frontdesk-backup, or where "
                 "ReadWritePaths of its unit lets it. It holds all mail and personal data")
      ->required();
}

void restore_options(CLI::App& app, Options& o) {
  json(app, o);
  app.add_option("--id", o.backup, "this backup instead of the newest; `backup --list` has them")
      ->check(CLI::Range(1, 2'000'000'000));
  auto* check = app.add_flag("--check", o.verify, "only read the backup against its checksums");
  app.add_flag("--replace", o.replace,
               "put it in the place of a store that is there; that one stays beside")
      ->excludes(check);
  app.add_option("BACKUP_DIR", o.folder, "a folder that `frontdesk backup` filled")->required();
  app.add_option("STORE_DIR", o.store, "where the store is to stand: new or empty, no daemon on it")
      ->excludes(check);
}

void journal_options(CLI::App& app, Options& o) {
  json(app, o);
  daemon(app, o);
  store(app, o);
  app.add_option("--from", o.position,
                 "the first position; where left out, the newest --limit lines are shown");
  app.add_flag("--follow", o.follow, "wait for more; without --from there is no limit to these");
  limit(app, o);
}

}  // namespace frontdesk::cli
