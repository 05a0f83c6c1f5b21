#include "rules/coverage.h"

#include <utility>

#include "rules/base/fold.h"

namespace frontdesk {
namespace {

// A name as people type it: folded, without space around it.
std::string plain(std::string_view name) {
  std::string folded = fold(name);
  if (folded.ends_with(' ')) folded.pop_back();
  if (folded.starts_with(' ')) folded.erase(0, 1);
  return folded;
}

}  // namespace

Coverage::Coverage(std::vector<Window> windows, std::vector<Plan> plans)
    : windows_(std::move(windows)), plans_(std::move(plans)) {
  // Where two plans share a name, an id wins over a title and a title over an alias.
  for (std::size_t i = 0; i < plans_.size(); ++i) by_name_.emplace(plain(plans_[i].id), i);
  for (std::size_t i = 0; i < plans_.size(); ++i) by_name_.emplace(plain(plans_[i].title), i);
  for (std::size_t i = 0; i < plans_.size(); ++i)
    for (const auto& alias : plans_[i].aliases) by_name_.emplace(plain(alias), i);
  by_name_.erase("");
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    by_id_.emplace(plans_[i].id, i);
    const auto* found = plans_[i].window.empty() ? nullptr : window(plans_[i].window);
    window_of_plan_.push_back(
        found ? std::optional(static_cast<std::size_t>(found - windows_.data())) : std::nullopt);
  }
}

const Plan* Coverage::plan(std::string_view name) const {
  if (const auto id = by_id_.find(name); id != by_id_.end()) return &plans_[id->second];
  const auto found = by_name_.find(plain(name));
  return found == by_name_.end() ? nullptr : &plans_[found->second];
}

const Window* Coverage::window(std::string_view id) const {
  for (const auto& window : windows_)
    if (window.id() == id) return &window;
  return nullptr;
}

const Window* Coverage::window_of(const Plan& plan) const {
  const auto index = window_of_plan_[static_cast<std::size_t>(&plan - plans_.data())];
  return index ? &windows_[*index] : nullptr;
}

}  // namespace frontdesk
