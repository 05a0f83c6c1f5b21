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
}

const Plan* Coverage::plan(std::string_view name) const {
  for (const auto& plan : plans_)
    if (plan.id == name) return &plan;
  const auto found = by_name_.find(plain(name));
  return found == by_name_.end() ? nullptr : &plans_[found->second];
}

const Window* Coverage::window(std::string_view id) const {
  for (const auto& window : windows_)
    if (window.id() == id) return &window;
  return nullptr;
}

}  // namespace frontdesk
