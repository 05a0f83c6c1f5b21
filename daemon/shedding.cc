#include "daemon/shedding.h"

namespace frontdesk {
namespace {

bool reaches(std::uint64_t value, std::uint64_t most, std::uint64_t percent) {
  return value * 100 >= most * percent;
}

std::string of(std::uint64_t value, std::uint64_t most, std::string_view unit) {
  return std::to_string(value) + " of " + std::to_string(most) + std::string(unit);
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
  {
    const std::lock_guard lock(mutex_);
    if (store.read_errors != read_errors_ && store.last_read) gate_.failed(*store.last_read);
    read_errors_ = store.read_errors;
    change = gate_.sample(now, strain(committer, store));
    shut = gate_.shut();
    sheds_ = shut.has_value();
  }
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
