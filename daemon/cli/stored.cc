#include "daemon/cli/stored.h"

#include <filesystem>

#include "daemon/cli/offline.h"
#include "daemon/cli/table.h"
#include "daemon/config.h"
#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

std::filesystem::path place_of(const Options& options) {
  return options.store.empty() ? StoreConfig{}.path : std::filesystem::path(options.store);
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const Options& options) {
  StoreOptions how;
  how.read_only = true;
  how.create = false;
  return Store::open(place_of(options), how);
}

Result<std::shared_ptr<const RuleSet>> stored_rules(const Reader& reader, std::string_view hash) {
  const auto text = get_rule_set(reader, hash);
  if (!text) return text.error();
  if (!*text) return problem(ProblemCode::not_found, "the store has no rules " + std::string(hash));
  const auto files = from_json<std::map<std::string, std::string>>(**text);
  if (!files) return files.error();
  auto loaded = compile_rules(*files);
  if (loaded.rules) return loaded.rules;
  return problem(ProblemCode::rule_fault,
                 "the kept rules " + std::string(hash) + " do not compile with this program");
}

Result<Directory> stored_directory(const Reader& reader, const RuleSet& rules, Io& io) {
  auto data = all_records(reader);
  if (!data) return data.error();
  auto restored = restore_directory(std::move(*data), rules);
  const auto& rejected = restored.rejected;
  if (rejected.empty()) return std::move(restored.directory);
  for (const auto& row : rejected) io.err << printable(row_text(row)) << '\n';
  return problem(ProblemCode::directory_fault,
                 counted(rejected.size(), "record", "records") +
                     " of the store's directory do not fit these rules");
}

Result<int> daemon_or_store(const Options& options, Io& io,
                            const std::function<Result<int>()>& ask_daemon,
                            const std::function<Result<int>(const Store&)>& read_store) {
  if (options.store.empty()) {
    auto answer = ask_daemon();
    const bool down = !answer && answer.error().code == ProblemCode::unavailable;
    std::error_code ignored;
    if (!down || !options.url.empty()) return answer;
    if (!std::filesystem::exists(place_of(options), ignored))
      return problem(ProblemCode::unavailable,
                     answer.error().says + " Or read the stopped daemon's store with --store DIR");
    io.err << "the daemon does not answer; reading the store "
           << printable(place_of(options).string()) << '\n';
  }
  const auto store = open_store(options);
  if (!store) return store.error();
  return read_store(**store);
}

}  // namespace frontdesk::cli
