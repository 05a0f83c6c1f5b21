#include "storage/backup.h"

#include <filesystem>
#include <thread>

#include "daemon/backup_runner.h"
#include "daemon/cli/api_client.h"
#include "daemon/cli/backup_list.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "daemon/config.h"
#include "storage/ownership.h"

namespace frontdesk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds ask_every{200};

Result<int> show(const std::vector<KeptBackup>& backups, const Options& options, Io& io) {
  io.out << (options.json ? to_json(backups) + '\n' : backup_table(backups));
  return 0;
}

Result<int> show_made(const KeptBackup& made, const Options& options, Io& io) {
  io.out << (options.json ? to_json(made) + '\n' : backup_table({made}));
  return 0;
}

Result<BackupState> state_in(const Result<boost::json::value>& reply) {
  if (!reply) return reply.error();
  return from_json_value<BackupState>(*reply);
}

// The daemon may live in a world of files of its own.
void look_for(const fs::path& folder, const Options& options, Io& io) {
  std::error_code error;
  if (!options.url.empty() || fs::exists(folder, error) || error) return;
  io.err << "note: " << printable(folder.string())
         << " is not to be seen from here: the daemon has other folders of that name "
            "(PrivateTmp, DynamicUser). Back up to /var/lib/frontdesk-backup instead\n";
}

// The daemon makes it; here its progress is shown.
Result<int> ask(const fs::path& folder, const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  const auto begun = state_in(client->json("POST", "/v1/backup", {},
                                           to_json(BackupRequest{folder.string(), options.keep})));
  if (!begun) return begun.error();
  auto state = *begun;
  {
    Progress progress(io, "MiB copied");
    while (state.outcome == BackupOutcome::running) {
      std::this_thread::sleep_for(ask_every);
      auto now = state_in(client->json("GET", "/v1/backup"));
      if (!now)  // never `unavailable`: a daemon that is coming back needs its store
        return problem(ProblemCode::io, "the daemon no longer tells how the backup goes (" +
                                            now.error().says +
                                            "); --list shows whether it was made");
      if (now->begun != begun->begun || now->folder != begun->folder)
        return problem(ProblemCode::conflict,
                       "another backup was begun since; --list shows whether this one is there");
      state = std::move(*now);
      progress.at(state.copied >> 20);
    }
  }
  if (state.backup) {
    look_for(folder, options, io);
    return show_made(*state.backup, options, io);
  }
  for (int code = 0; code <= static_cast<int>(ProblemCode::internal); ++code)
    if (info(static_cast<ProblemCode>(code)).name == state.problem)
      return problem(static_cast<ProblemCode>(code), state.says);
  return problem(ProblemCode::internal, "the daemon tells of no backup");
}

// The daemon is down.
Result<int> make(const fs::path& folder, const fs::path& place, const Options& options, Io& io) {
  StoreOptions how;
  how.create = false;
  how.upgrade = false;
  KeptBackup made;
  {
    const auto store = Store::open(place, how);
    if (!store) return store.error();
    if (const auto torn = (*store)->recovered_torn_tail())
      io.err << "note: " << printable(*torn) << '\n';
    Progress progress(io, "MiB copied");
    BackupWish wish;
    wish.folder = folder;
    wish.keep = options.keep;
    wish.at = SystemClock().now();
    wish.program = FRONTDESK_VERSION;
    wish.told = [&](BackupStep, std::uint64_t bytes) { progress.at(bytes >> 20); };
    auto backup = (*store)->backup(wish);
    if (!backup) {
      (void)own_like(place, place);
      return backup.error();
    }
    made = std::move(*backup);
  }
  // For a daemon that is not root, both stay its own.
  if (auto ok = own_like(place, place); !ok) return ok.error();
  if (auto ok = own_like(folder, place); !ok) return ok.error();
  return show_made(made, options, io);
}

}  // namespace

std::string backup_table(const std::vector<KeptBackup>& backups) {
  Table table({"backup", "made", "journal up to", "schema", "MiB", "frontdesk", "rules"});
  for (const auto& backup : backups)
    table.row({std::to_string(backup.id), to_text(backup.mark.at),
               std::to_string(backup.mark.position), std::to_string(backup.mark.schema),
               std::to_string((backup.bytes + (1 << 20) - 1) >> 20), backup.mark.program,
               backup.mark.rules.substr(0, 15)});
  return table.text();
}

Result<int> backup(const Options& options, Io& io) {
  std::error_code error;
  const auto folder = fs::absolute(options.folder, error).lexically_normal();
  if (options.list) {
    const auto all = list_backups(folder);
    if (!all) return all.error();
    return show(*all, options, io);
  }
  if (!options.store.empty()) return make(folder, options.store, options, io);
  auto answer = ask(folder, options, io);
  const bool down = !answer && answer.error().code == ProblemCode::unavailable;
  const auto usual = StoreConfig{}.path;
  if (!down || !options.url.empty()) return answer;
  if (!fs::exists(usual, error))
    return problem(ProblemCode::unavailable,
                   answer.error().says + " Or back up the stopped daemon's store with --store DIR");
  io.err << "the daemon does not answer; backing up its store " << printable(usual.string())
         << '\n';
  return make(folder, usual, options, io);
}

}  // namespace frontdesk::cli
