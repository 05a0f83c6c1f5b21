#include "daemon/shedding.h"

#include <utility>

namespace frontdesk {
namespace {

bool reaches(std::uint64_t value, std::uint64_t most, std::uint64_t percent) {
  return value * 100 >= most * percent;
}

std::string of(std::uint64_t value, std::uint64_t most, std::string_view unit) {
  return std::to_string(value) + " of " + std::to_string(most) + std::string(unit);
}

// The file that a read failed in, as RocksDB names it: ".../000012.sst". "" where it names none.
std::string file_in(std::string_view why) {
  for (const std::string_view ending : {".sst", ".blob"}) {
    const auto end = why.find(ending);
    if (end == why.npos) continue;
    const auto before = why.find_last_not_of("0123456789", end - 1);
    return std::string(why.substr(before + 1, end - before - 1));
  }
  return {};
}

}  // namespace

Shedding::Shedding(const StoreConfig& config, Told told)
    : config_(config), told_(std::move(told)), gate_({config.shed_after, config.shed_for}) {}

std::optional<Problem> Shedding::strain(const CommitterStats& committer,
                                        const StoreStrain& store) const {
  if (store.now) return store.now;
  if (reaches(committer.waiting, config_.max_waiting, config_.shed_percent))
    return problem(ProblemCode::store_busy,
                   of(committer.waiting, config_.max_waiting, " commands wait to be stored"));
  if (reaches(committer.waiting_bytes, config_.max_waiting_bytes, config_.shed_percent))
    return problem(ProblemCode::store_busy,
                   of(committer.waiting_bytes >> 20, config_.max_waiting_bytes >> 20,
                      " MiB of mail wait to be stored"));
  return std::nullopt;
}

void Shedding::look(LoadGate::Time now, const CommitterStats& committer, const StoreStrain& store) {
  auto change = LoadGate::Change::none;
  std::optional<LoadGate::Shut> shut;
  std::uint64_t failed = 0;
  {
    const std::lock_guard lock(mutex_);
    if (store.last_read)
      failed = store.read_errors - std::exchange(read_errors_, store.read_errors);
    // Once for each file: whoever asks again and again for what one damaged block holds must not
    // keep the door shut for all mail. A commit that cannot read makes the store sick by itself.
    if (failed > 0 && unreadable_.insert(file_in(store.last_read->says)).second)
      gate_.failed(*store.last_read);
    change = gate_.sample(now, strain(committer, store));
    shut = gate_.shut();
    sheds_ = shut.has_value();
  }
  if (failed > 0 && told_.reads_failed) told_.reads_failed(failed, *store.last_read);
  if (change == LoadGate::Change::shut && told_.began) told_.began(shut->why);
  if (change == LoadGate::Change::opened && told_.ended) told_.ended();
}

void Shedding::too_slow() {
  const std::lock_guard lock(mutex_);
  gate_.failed(problem(ProblemCode::timeout, "what came in was not stored within " +
                                                 std::to_string(config_.commit_deadline.count()) +
                                                 " s"));
}

std::optional<http::Later> Shedding::now() const {
  if (!sheds_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto shut = gate_.shut();
  if (!shut) return std::nullopt;
  const auto after =
      std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(shut->opens_in));
  return http::Later{
      problem(shut->why.code, "new work is refused until the store has been well for " +
                                  std::to_string(config_.shed_for.count()) + " s, that is for " +
                                  std::to_string(after.count()) + " s more: " + shut->why.says),
      after};
}

}  // namespace frontdesk
