#include "storage/restore.h"

#include "daemon/cli/backup_list.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"
#include "storage/columns.h"

namespace frontdesk::cli {
namespace {

// As JSON.
struct RestoredText {
  KeptBackup backup;
  Position position = 0;
  std::string store, replaced;
};
BOOST_DESCRIBE_STRUCT(RestoredText, (), (backup, position, store, replaced))

Result<int> verify(const Options& options, Io& io) {
  const auto backup = verify_backup(options.folder, options.backup);
  if (!backup) return backup.error();
  io.out << (options.json ? to_json(*backup) + '\n'
                          : backup_table({*backup}) + "every file is there and has its checksum\n");
  return 0;
}

}  // namespace

Result<int> restore(const Options& options, Io& io) {
  if (options.verify) return verify(options, io);
  if (options.store.empty())
    return problem(ProblemCode::invalid,
                   "say where the store is to stand (STORE_DIR), or --check to restore nothing");
  RestoreWish wish;
  wish.backups = options.folder;
  wish.id = options.backup;
  wish.store = options.store;
  wish.replace = options.replace;
  Result<Restored> restored = problem(ProblemCode::internal, "");
  {
    Progress lines(io, "journal lines checked");
    wish.told = [&](std::string_view step, std::uint64_t count) {
      if (step == "checked") lines.at(count);
      if (step == "copying" && io.err_is_terminal)
        io.err << "copying " << (count >> 20) << " MiB\n";
    };
    restored = restore_backup(wish);
  }
  if (!restored) return restored.error();
  if (options.json) {
    io.out << to_json(RestoredText{restored->backup, restored->position, options.store,
                                   restored->replaced.string()})
           << '\n';
    return 0;
  }
  io.out << backup_table({restored->backup}) << "restored to " << printable(options.store)
         << "; its journal ends at position " << restored->position << '\n';
  if (!restored->replaced.empty())
    io.out << "what stood there is now " << printable(restored->replaced.string())
           << "; remove it when nobody needs it\n";
  if (restored->backup.mark.schema < schema_version)
    io.out << "the next start of frontdeskd brings it from schema " << restored->backup.mark.schema
           << " to " << schema_version << '\n';
  return 0;
}

}  // namespace frontdesk::cli
