#include "storage/load_gate.h"

#include <algorithm>
#include <utility>

namespace frontdesk {

using std::chrono::milliseconds;

milliseconds LoadGate::since_last(Time now) {
  const auto before = std::exchange(last_, now);
  if (!before) return milliseconds{0};
  return std::clamp(std::chrono::duration_cast<milliseconds>(now - *before), milliseconds{0},
                    step_max);
}

void LoadGate::failed(Problem what) {
  error_ = std::move(what);
  error_left_ = error_lasts;
}

LoadGate::Change LoadGate::sample(Time now, std::optional<Problem> strain) {
  const auto passed = since_last(now);
  if (!strain && error_left_ > milliseconds{0}) strain = error_;
  error_left_ = std::max(milliseconds{0}, error_left_ - passed);

  if (why_) {
    calm_for_ = strain ? milliseconds{0} : calm_for_ + passed;
    if (strain) why_ = std::move(strain);
    if (calm_for_ < options_.open_after) return Change::none;
    why_.reset();
    strained_for_ = milliseconds{0};
    return Change::opened;
  }
  strained_for_ =
      strain ? strained_for_ + passed : std::max(milliseconds{0}, strained_for_ - passed);
  if (!strain || strained_for_ < options_.shut_after) return Change::none;
  why_ = std::move(strain);
  calm_for_ = milliseconds{0};
  return Change::shut;
}

std::optional<LoadGate::Shut> LoadGate::shut() const {
  if (!why_) return std::nullopt;
  return Shut{*why_, options_.open_after - calm_for_};
}

}  // namespace frontdesk
