// The store, opened read-only for the verbs that work while the daemon is down.
#pragma once

#include <functional>
#include <memory>

#include "daemon/cli/io.h"
#include "daemon/cli/options.h"
#include "router/directory.h"
#include "rules/loader.h"
#include "storage/store.h"

namespace frontdesk::cli {

// The store of --store, or the usual one.
Result<std::unique_ptr<Store>> open_store(const Options& options);

// A kept rule set, compiled again. `not_found` where the store has none with that hash.
Result<std::shared_ptr<const RuleSet>> stored_rules(const Reader& reader, std::string_view hash);

// The directory as it stands in the store. A record that these rules cannot hold at all is said on
// stderr; the problem then counts them, since answers without it would not be true.
Result<Directory> stored_directory(const Reader& reader, const RuleSet& rules, Io& io);

// Asks the daemon; where --store is given, or nobody answers and the usual store is there, reads
// the store instead and says so on stderr.
Result<int> daemon_or_store(const Options& options, Io& io,
                            const std::function<Result<int>()>& ask_daemon,
                            const std::function<Result<int>(const Store&)>& read_store);

}  // namespace frontdesk::cli
