#include "daemon/cli/verbs.h"

#include <array>

namespace frontdesk::cli {

std::span<const Verb> verbs() {
  static constexpr std::array table{
      Verb{"check", "read the rule files and say what is wrong with them", check_options, check},
      Verb{"simulate", "what would happen to a call, a chat or a mail, and why", simulate_options,
           simulate},
      Verb{"screen", "which spam row would hit each mail, and why", screen_options, screen},
      Verb{"parse", "what the daemon understands of a mail", parse_options, parse},
      Verb{"explain", "why an arrival or a ticket went where it is", explain_options, explain},
      Verb{"replay",
           "what other rules would have done with the arrivals in a store that no daemon has open",
           replay_options, replay},
      Verb{"import", "load a directory file or a list of contacts", import_options, import_file},
      Verb{"export", "the directory, or all that is kept of one contact", export_options,
           export_records},
      Verb{"tickets", "list tickets, or show one", tickets_options, tickets},
      Verb{"queues", "how many wait in each queue, and since when", queues_options, queues},
      Verb{"arrivals", "list what came in; release what was filtered", arrivals_options, arrivals},
      Verb{"reload", "have the daemon read its rule files again", reload_options, reload},
      Verb{"token", "create, list and revoke tokens for the API", token_options, token},
      Verb{"journal", "the journal's events", journal_options, journal},
      Verb{"backup", "back up the store while the daemon runs; list backups", backup_options,
           backup},
      Verb{"restore", "check a backup, or make a store of it", restore_options, restore},
  };
  return table;
}

}  // namespace frontdesk::cli
